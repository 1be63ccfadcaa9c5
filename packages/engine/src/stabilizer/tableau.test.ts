import { type Random, seeded } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { Machines } from "./machine.ts";
import { Tableau, tableauBytes } from "./tableau.ts";
import { type Code, codes } from "./tape.ts";

const machines = new Machines(nodeHost());

/** A tableau, and a way to apply a gate to it. */
function opened(qubitCount: number) {
  const at = tableauBytes(qubitCount);
  const { kernels, memory } = machines.make("tableau", at + 16);
  const tableau = new Tableau(qubitCount, kernels, memory, 0);
  const operands = new Uint32Array(memory.buffer, at);
  const apply = ({ code, qubits }: Step) => {
    operands.set(qubits);
    tableau.apply(code, at, qubits.length);
  };
  return { tableau, apply };
}

interface Step {
  readonly code: Code;
  readonly qubits: readonly number[];
}

const oneQubit = [codes.h, codes.s, codes.v, codes.x, codes.z];
const twoQubit = [codes.cx, codes.cz, codes.swap];

function randomSteps(random: Random, qubitCount: number, count: number): Step[] {
  return Array.from({ length: count }, () => {
    const a = random.below(qubitCount);
    if (random.below(2) === 0) return { code: oneQubit[random.below(oneQubit.length)] ?? codes.h, qubits: [a] };
    const b = (a + 1 + random.below(qubitCount - 1)) % qubitCount;
    return { code: twoQubit[random.below(twoQubit.length)] ?? codes.cx, qubits: [a, b] };
  });
}

/** S and V are undone by three more of themselves. */
const inverseOf = (steps: readonly Step[]): Step[] =>
  steps.toReversed().flatMap((step) => (step.code === codes.s || step.code === codes.v ? [step, step, step] : [step]));

test("a circuit of 500 qubits and its inverse leave every image as it was, signs included", () => {
  const qubitCount = 500;
  const { tableau, apply } = opened(qubitCount);
  const steps = randomSteps(seeded(11), qubitCount, 5000);
  steps.forEach(apply);
  const isMoved = tableau.image(7, 0) !== alone(qubitCount, 7, "X");
  inverseOf(steps).forEach(apply);
  expect(isMoved).toBe(true);
  for (let qubit = 0; qubit < qubitCount; qubit++) {
    expect(tableau.image(qubit, 0)).toBe(alone(qubitCount, qubit, "X"));
    expect(tableau.image(qubit, 1)).toBe(alone(qubitCount, qubit, "Z"));
  }
});

const alone = (qubitCount: number, qubit: number, letter: string) =>
  `+${"I".repeat(qubitCount - 1 - qubit)}${letter}${"I".repeat(qubit)}`;

test("images keep the commutation relations of X and Z", () => {
  const qubitCount = 130;
  const { tableau, apply } = opened(qubitCount);
  randomSteps(seeded(5), qubitCount, 2000).forEach(apply);
  const images = Array.from({ length: qubitCount }, (_, q) => [tableau.image(q, 0), tableau.image(q, 1)]).flat();
  images.slice(0, 60).forEach((image, i) => {
    expect(image).toMatch(/^[+-]/);
    images.forEach((other, j) => {
      expect(anticommute(image, other)).toBe(i !== j && i >> 1 === j >> 1);
    });
  });
});

function anticommute(a: string, b: string): boolean {
  let odd = false;
  for (let k = 1; k < a.length; k++) if (a[k] !== "I" && b[k] !== "I" && a[k] !== b[k]) odd = !odd;
  return odd;
}

describe("measurement", () => {
  test("gives what was chosen where chance decides, and the same again", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 200 }), (seed, qubitCount) => {
        const random = seeded(seed);
        const { tableau, apply } = opened(qubitCount);
        randomSteps(random, qubitCount, 6 * qubitCount).forEach(apply);
        for (let k = 0; k < 30; k++) {
          const qubit = random.below(qubitCount);
          const choice = random.below(2) === 0 ? 0 : 1;
          const certain = tableau.certain(qubit);
          const result = tableau.measure(qubit, choice);
          expect(result).toBe(certain ?? choice);
          expect(tableau.certain(qubit)).toBe(result);
          expect(tableau.measure(qubit, result === 0 ? 1 : 0)).toBe(result);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("of all qubits at the end gives what one after the other gives", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 150 }), (seed, qubitCount) => {
        const steps = randomSteps(seeded(seed), qubitCount, 6 * qubitCount);
        const [slow, fast] = [opened(qubitCount), opened(qubitCount)];
        steps.forEach(slow.apply);
        steps.forEach(fast.apply);
        const qubits = Array.from({ length: qubitCount }, (_, k) => (k * 7 + 3) % qubitCount);
        const different = [...new Set(qubits)];
        const one = different.map((qubit) => slow.tableau.measure(qubit, 0));
        const half = different.length >> 1;
        const first = fast.tableau.measureLast(different, 0, half);
        const all = [...first, ...fast.tableau.measureLast(different, half, different.length)];
        expect(all).toEqual(one);
      }),
      { numRuns: 25 },
    );
  });

  test("of a GHZ state's first qubit decides all others", () => {
    for (const choice of [0, 1] as const) {
      const { tableau, apply } = opened(300);
      apply({ code: codes.h, qubits: [0] });
      for (let k = 1; k < 300; k++) apply({ code: codes.cx, qubits: [k - 1, k] });
      expect(tableau.certain(299)).toBeUndefined();
      tableau.measure(0, choice);
      for (let k = 0; k < 300; k++) expect(tableau.certain(k)).toBe(choice);
    }
  });
});

test("expectation values of Pauli strings leave the state as it was", () => {
  const { tableau, apply } = opened(3);
  apply({ code: codes.h, qubits: [0] });
  apply({ code: codes.cx, qubits: [0, 1] });
  apply({ code: codes.s, qubits: [0] }); // (|00⟩ + i|11⟩)/√2
  for (let round = 0; round < 2; round++) {
    expect(tableau.expectation({ paulis: "IXY" })).toBe(1);
    expect(tableau.expectation({ paulis: "IYX" })).toBe(1);
    expect(tableau.expectation({ paulis: "IZZ" })).toBe(1);
    expect(tableau.expectation({ paulis: "IXX" })).toBe(0);
    expect(tableau.expectation({ paulis: "ZII" })).toBe(1);
  }
});
