import { seeded } from "@naru/base";
import { gate } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyGate, anyUnitary } from "../../conformance/arbitrary.ts";
import { deviationsFrom } from "../../conformance/compare.ts";
import { nodeHost } from "../../hosts/node.ts";
import type { UnitaryStep } from "../../simulator.ts";
import { TinyOps } from "../../tiny/ops.ts";
import { Arena } from "../exec/arena.ts";
import { SweepMachine, SweepOps } from "./sweep-ops.ts";

const qubitCount = 7;
const host = nodeHost();

/** Every amplitude gets a value of its own. */
const stirred: UnitaryStep[] = Array.from({ length: qubitCount }, (_, k) => [
  gate("u", [k], [0.9 + 0.3 * k, 0.4 - 0.7 * k, 1.1 * k]),
  gate("crx", [k, (k + 1) % qubitCount], [0.8 + 0.2 * k]),
]).flat();

describe.each([
  ["single", 1e-5, undefined],
  ["double", 1e-13, undefined],
  ["single", 1e-5, 4],
  ["double", 1e-13, 8],
] as const)("states in %s precision (%d, tiles of %d)", (precision, tolerance, tileVectors) => {
  const plain = new TinyOps(qubitCount);
  const sweeps = new SweepOps(new SweepMachine(host, new Arena(host), precision), qubitCount, tileVectors);

  /** The same state both ways. */
  const both = (steps: readonly UnitaryStep[] = stirred) => {
    const expected = plain.create();
    const actual = sweeps.create();
    plain.apply(expected, steps, 0, steps.length);
    sweeps.apply(actual, steps, 0, steps.length);
    return { expected, actual };
  };

  /** The density matrices of all pairs tell a state up to a global phase, as far as anybody here may ask. */
  const expectSame = ({ expected, actual }: ReturnType<typeof both>) => {
    for (let a = 0; a < qubitCount; a++) {
      const b = (a + 3) % qubitCount;
      const density = plain.reduced(expected, [a, b]);
      expect([...sweeps.reduced(actual, [a, b])]).toEqual([...density].map((part) => near(part, tolerance)));
    }
    const weights = [...plain.probabilities(expected)];
    expect([...sweeps.probabilities(actual)]).toEqual(weights.map((part) => near(part, tolerance)));
    plain.release(expected);
    sweeps.release(actual);
  };

  test("random gates with controls and matrices do what plain loops do", () => {
    const anyStep = fc.oneof(
      { weight: 6, arbitrary: anyGate(qubitCount, 3) },
      { weight: 2, arbitrary: anyUnitary(qubitCount, 2) },
      { weight: 1, arbitrary: anyUnitary(qubitCount, 3) },
    );
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 6 }), (steps) => {
        expectSame(both([...stirred, ...steps, ...stirred]));
      }),
      { numRuns: 50 },
    );
  });

  test("Paulis on any qubits", () => {
    fc.assert(
      fc.property(fc.nat(2 ** qubitCount - 1), fc.nat(2 ** qubitCount - 1), (x, z) => {
        const { expected, actual } = both();
        plain.applyPauli(expected, x, z);
        sweeps.applyPauli(actual, x, z);
        plain.apply(expected, stirred, 0, stirred.length); // so that signs are seen
        sweeps.apply(actual, stirred, 0, stirred.length);
        expectSame({ expected, actual });
      }),
      { numRuns: 25 },
    );
  });

  test("weights, collapse and scale, for every qubit", () => {
    for (let qubit = 0; qubit < qubitCount; qubit++) {
      for (const value of [0, 1] as const) {
        const { expected, actual } = both();
        const { zero, one } = plain.weights(expected, qubit);
        expect(sweeps.weights(actual, qubit)).toEqual({ zero: near(zero, tolerance), one: near(one, tolerance) });
        const weight = value === 1 ? one : zero;
        plain.collapse(expected, qubit, value, weight);
        sweeps.collapse(actual, qubit, value, weight);
        plain.scale(expected, 0.5);
        const left = sweeps.weights(actual, qubit);
        expect((value === 1 ? left.zero : left.one) === 0).toBe(true);
        sweeps.scale(actual, 0.5 / Math.sqrt(left.zero + left.one));
        expectSame({ expected, actual });
      }
    }
  });

  test("what little a collapse leaves is scaled up again", () => {
    const { actual } = both();
    for (let times = 0; times < 40; times++) {
      sweeps.apply(actual, [gate("h", [6]), gate("h", [0])], 0, 2);
      for (const qubit of [6, 0]) sweeps.collapse(actual, qubit, 0, sweeps.weights(actual, qubit).zero);
    }
    const { zero, one } = sweeps.weights(actual, 3);
    expect(zero + one).toBeGreaterThan(2 ** -21);
    expect(zero + one).toBeLessThan(1.01);
    sweeps.release(actual);
  });

  test("a copy is equal and apart", () => {
    const { expected, actual } = both();
    const copy = sweeps.copy(actual);
    sweeps.apply(actual, stirred, 0, 3);
    sweeps.release(actual);
    expectSame({ expected, actual: copy });
  });

  test("samples follow the weights, also of a state that is not normalised (χ², one in 300 000)", () => {
    const { expected, actual } = both();
    sweeps.scale(actual, 3);
    const { states, counts } = sweeps.sample(actual, 50_000, seeded(3));
    const exact = new Map([...plain.probabilities(expected)].map((p, i) => [String(i), p] as const));
    const seen = new Map([...states].map((state, i) => [String(state), counts[i] ?? 0] as const));
    expect(deviationsFrom(exact, seen)).toBeLessThan(4.5);
    expect([...states]).toEqual([...states].toSorted((a, b) => a - b));
  });
});

const near = (value: number, tolerance: number) => expect.closeTo(value, -Math.log10(2 * tolerance));
