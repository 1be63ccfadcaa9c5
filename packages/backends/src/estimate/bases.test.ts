import fc from "fast-check";
import { expect, test } from "vitest";
import { basesOf, singleBases } from "./bases.ts";
import { termsOf } from "./terms.ts";

const anyTerm = fc
  .tuple(
    fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
    fc.array(fc.constantFrom(..."XYZ01+-rl"), { minLength: 6, maxLength: 6 }),
  )
  .map(([qubits, letters]) => ({ qubits, letters: letters.slice(0, qubits.length).join(""), coefficient: 1 }));
const basisOfLetter: Readonly<Record<string, string>> = { "0": "Z", "1": "Z", "+": "X", "-": "X", r: "Y", l: "Y" };

test("each term is in one basis, which measures its letters", () => {
  fc.assert(
    fc.property(fc.array(anyTerm, { minLength: 1, maxLength: 30 }), (given) => {
      const { terms, sums } = termsOf([given], 6);
      const wanted = (sums[0]?.terms ?? []).map(({ term }) => term);
      for (const bases of [basesOf(terms, wanted), singleBases(terms, wanted)]) {
        expect(bases.flatMap((basis) => basis.terms).toSorted((a, b) => a - b)).toEqual(
          wanted.toSorted((a, b) => a - b),
        );
        for (const { qubits, paulis, terms: own } of bases) {
          expect(qubits).toEqual(qubits.toSorted((a, b) => a - b));
          for (const { qubit, basis } of own.flatMap((term) => terms[term]?.factors ?? [])) {
            expect(paulis[qubits.indexOf(qubit)]).toBe(basis);
          }
        }
      }
    }),
  );
});

test("letters mean bases and the values of readings, and equal terms are one", () => {
  for (const letter of "XYZ01+-rl") {
    const { terms, sums } = termsOf(
      [[{ letters: letter, qubits: [1], coefficient: 2 }], [{ letters: letter, qubits: [1], coefficient: 3 }]],
      2,
    );
    expect(terms).toHaveLength(1);
    expect(terms[0]?.factors[0]?.basis).toBe(basisOfLetter[letter] ?? letter);
    expect(sums.map(({ terms: own }) => own[0]?.coefficient)).toEqual([2, 3]);
  }
  expect(termsOf([[{ letters: "1", qubits: [0], coefficient: 1 }]], 1).terms[0]?.factors[0]?.values).toEqual([0, 1]);
});

test("terms that agree share a basis: ZZ, ZI and IX need two", () => {
  const { terms } = termsOf(
    [
      [
        { letters: "ZZ", qubits: [0, 1], coefficient: 1 },
        { letters: "Z", qubits: [1], coefficient: 1 },
        { letters: "X", qubits: [0], coefficient: 1 },
      ],
    ],
    2,
  );
  expect(basesOf(terms, [0, 1, 2]).map(({ paulis }) => paulis.join(""))).toEqual(["ZZ", "X"]);
  expect(singleBases(terms, [0, 1, 2])).toHaveLength(3);
});
