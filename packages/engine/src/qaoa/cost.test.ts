import fc from "fast-check";
import { expect, test } from "vitest";
import { type CostPolynomial, ladderOf, type SpinTerm, spinTerms } from "./cost.ts";

function termsOf(cost: CostPolynomial): SpinTerm[] {
  const work = spinTerms(cost);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const ising = (weights: readonly number[]) => weights.map((weight, k) => ({ mask: k + 1, weight }));

test.each([
  [[1, 1, 1], 2, 4],
  [[1, -2, 3], 2, 7],
  [[0.5, 0.25], 0.5, 4],
  [[0.1, 0.3, -0.7], 0.2, 12],
  [[1.1, 1.1, 1.1, 1.1], 2.2, 5],
])("weights %j have costs %d apart, %d of them", (weights, step, count) => {
  const ladder = ladderOf(ising(weights));
  expect(ladder?.count).toBe(count);
  expect(Math.abs((ladder?.step ?? 0) - step)).toBeLessThan(1e-15);
});

test.each([[[1, Math.SQRT2]], [[1, 1 + 1e-9]], [[1e-9, 1]]])("weights %j have no ladder", (weights) => {
  expect(ladderOf(ising(weights))).toBeNull();
});

test("on a ladder, every cost of random multiples of any unit is one of its rungs", () => {
  const multiples = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(multiples, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (factors, unit) => {
      const terms = ising(factors.map((factor) => factor * unit)).filter(({ weight }) => weight !== 0);
      const ladder = ladderOf(terms);
      if (!ladder) throw new Error("There is a ladder.");
      for (let bits = 0; bits < 8; bits++) {
        const cost = terms.reduce((sum, { mask, weight }) => {
          let sign = 1;
          for (let rest = mask & bits; rest !== 0; rest &= rest - 1) sign = -sign;
          return sum + sign * weight;
        }, 0);
        const level = (cost - ladder.base) / ladder.step;
        expect(Math.abs(level - Math.round(level))).toBeLessThan(1e-9);
        expect(Math.round(level)).toBeLessThan(ladder.count);
      }
    }),
    { seed: 5 },
  );
});

test("a polynomial over bits is the same over spins: x₀x₁ is (1 − s₀ − s₁ + s₀s₁) / 4", () => {
  const terms = termsOf({ qubitCount: 2, variables: "bits", terms: [{ weight: 4, qubits: [0, 1, 0] }] });
  expect(terms).toEqual([
    { mask: 0, weight: 1 },
    { mask: 1, weight: -1 },
    { mask: 2, weight: -1 },
    { mask: 3, weight: 1 },
  ]);
});

test("a spin twice in a term is no spin at all", () => {
  const terms = termsOf({ qubitCount: 2, variables: "spins", terms: [{ weight: 3, qubits: [1, 0, 1] }] });
  expect(terms).toEqual([{ mask: 1, weight: 3 }]);
});
