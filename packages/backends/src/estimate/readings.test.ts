import { CancelledError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { basesOf } from "./bases.ts";
import { momentsOf } from "./moments.ts";
import { meanOf, sharesOf, termReader } from "./readings.ts";
import { termsOf } from "./terms.ts";

/** 2·Z₀Z₁ + 3·|1⟩⟨1|₁ + 7 and Z₀, all in one basis. */
const { terms, sums } = termsOf(
  [
    [
      { letters: "ZZ", qubits: [0, 1], coefficient: 2 },
      { letters: "1", qubits: [1], coefficient: 3 },
      { letters: "", qubits: [], coefficient: 7 },
    ],
    [{ letters: "Z", qubits: [0], coefficient: 1 }],
  ],
  2,
);
const bases = basesOf(terms, [0, 1, 2]);
const [basis = { qubits: [], paulis: [], terms: [] }] = bases;
const [shares = []] = sharesOf(bases, sums, [0, 1]);
const read = (counts: Readonly<Record<string, number>>, flipped: readonly number[] = [], firstBit = 0) => {
  const shots = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return momentsOf({ counts: new Map(Object.entries(counts)), firstBit, shots, flipped }, basis, terms, shares);
};

test("all terms of an observable are added up within each shot", () => {
  expect(bases).toHaveLength(1);
  // 00: 2 and 1; 01: −2 and −1; 10: −2 + 3 and 1; 11: 2 + 3 and −1.
  const { shots, sums: added, squares } = read({ "00": 4, "01": 3, "10": 2, "11": 1 });
  expect(shots).toBe(10);
  expect([...added]).toEqual([8 - 6 + 2 + 5, 4 - 3 + 2 - 1]);
  expect([...squares]).toEqual([16 + 12 + 2 + 25, 10]);
});

test("bits that were flipped are turned back, and bits of the circuit itself are not looked at", () => {
  expect(read({ "01": 5, "10": 1 }, [0])).toEqual(read({ "00": 5, "11": 1 }));
  expect(read({ "101": 5, "010": 1 }, [2], 1)).toEqual(read({ "00": 5, "11": 1 }));
});

test("the error of a mean is that of the shots, or of the spread between variants", () => {
  const [one, other] = [read({ "00": 75, "01": 25 }), read({ "00": 25, "01": 75 })];
  expect(meanOf([one], 1)).toEqual({
    value: 0.5,
    standardError: Math.sqrt(0.75 / 99),
    ensembleStandardError: Math.sqrt(0.75 / 99),
  });
  const both = meanOf([one, other], 1);
  expect(both.value).toBe(0);
  expect(both.standardError).toBeCloseTo(0.5, 12); // means of 0.5 and −0.5: deviation 1/√2, over √2
  expect(both.ensembleStandardError).toBeCloseTo(Math.sqrt(1 / 199), 12);
  expect(meanOf([], 0)).toEqual({ value: 0, standardError: 0, ensembleStandardError: 0 });
});

test("terms of any letters on up to seventy qubits are worth the product of their letters", () => {
  const anyTerm = fc
    .subarray([0, 1, 5, 30, 31, 32, 33, 63, 64, 69], { minLength: 1 })
    .chain((qubits) =>
      fc.tuple(
        fc.constant(qubits),
        fc.array(fc.constantFrom(..."Z01"), { minLength: qubits.length, maxLength: qubits.length }),
      ),
    );
  const anyBits = fc.array(fc.constantFrom("0", "1"), { minLength: 70, maxLength: 70 });
  fc.assert(
    fc.property(fc.array(anyTerm, { minLength: 1, maxLength: 5 }), anyBits, (given, bitsInOrder) => {
      const observables = given.map(([qubits, letters]) => [{ letters: letters.join(""), qubits, coefficient: 0.5 }]);
      const all = termsOf(observables, 70);
      const [own] = basesOf(all.terms, [...all.terms.keys()]);
      if (!own) throw new Error("There is no basis.");
      const [ownShares = []] = sharesOf([own], all.sums, [...observables.keys()]);
      const bits = Uint8Array.from(own.qubits, (qubit) => Number(bitsInOrder[qubit]));
      const counts = new Map([[[...bits].reverse().join(""), 1]]);
      const { sums: added } = momentsOf({ counts, firstBit: 0, shots: 1, flipped: [] }, own, all.terms, ownShares);
      ownShares.forEach(({ terms: of }, s) => {
        const [{ term } = { term: 0 }] = of;
        const product = all.terms[term];
        expect(added[s]).toBeCloseTo(product ? 0.5 * termReader(own, product)(bits) : Number.NaN, 12);
      });
    }),
  );
});

test("a long reading can be stopped", () => {
  const counts = new Map(Array.from({ length: 100_000 }, (_, k) => [k.toString(2).padStart(17, "0"), 1] as const));
  const stop = () => {
    throw new CancelledError();
  };
  const reading = { counts, firstBit: 0, shots: counts.size, flipped: [] };
  expect(() => momentsOf(reading, basis, terms, shares, stop)).toThrow(CancelledError);
});
