import type { Extrapolator } from "@naru/workload";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extrapolate, fewestFactors, type NoisyValue } from "./extrapolate.ts";

const pointsOf = (factors: readonly number[], values: readonly number[], errors: readonly number[]): NoisyValue[] =>
  factors.map((factor, k) => ({ factor, value: values[k] ?? 0, standardError: errors[k] ?? 0 }));

describe("fits are those of scipy 1.17.1, curve_fit with absolute_sigma", () => {
  const few = pointsOf([1, 1.5, 3, 5], [0.81, 0.73, 0.52, 0.31], [0.01, 0.012, 0.02, 0.03]);
  const many = pointsOf(
    [1, 2, 3, 5, 7, 9],
    [
      0.5229133714541703, 0.36453222115557427, 0.29754965181403764, 0.23696407897555222, 0.2003948686568173,
      0.1702933943952238,
    ],
    new Array(6).fill(1e-3),
  );
  const cases: [Extrapolator, NoisyValue[], [number, number], [number, number]][] = [
    ["linear", few, [0.933473970440243, 0.013136642587153956], [0.6721117494846478, 0.007423129149299752]],
    ["polynomial_degree_1", few, [0.933473970440243, 0.013136642587153956], [0.6721117494846478, 0.007423129149299752]],
    ["polynomial_degree_2", few, [0.985, 0.03230177341953097], [0.655, 0.012294181196600897]],
    ["polynomial_degree_3", few, [0.985, 0.09227323279416166], [0.655, 0.015080819691062295]],
    ["exponential", few, [1.0210839359287218, 0.022916037636961456], [0.647179268673543, 0.009062645490494035]],
    [
      "double_exponential",
      many,
      [0.9529067525348789, 0.015551682615891536],
      [0.36458952919067056, 0.0009132046165669717],
    ],
  ];
  for (const [name, points, atZero, atTwo] of cases) {
    test(name, () => {
      const { value, standardError, taken, all } = extrapolate(points, [name], [2]);
      expect(taken).toBe(name);
      expect(value).toBeCloseTo(atZero[0], 6);
      expect(standardError).toBeCloseTo(atZero[1], 6);
      expect(all[0]?.values[0]).toBeCloseTo(atTwo[0], 7);
      expect(all[0]?.errors[0]).toBeCloseTo(atTwo[1], 7);
    });
  }
});

test("a polynomial goes through points that lie on one of its degree", () => {
  const anyCoefficients = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(anyCoefficients, (coefficients) => {
      const degree = coefficients.length - 1;
      const at = (x: number) => coefficients.reduceRight((sum, c) => sum * (x / 5) + c, 0);
      const factors = Array.from({ length: degree + 2 }, (_, k) => 1 + 0.7 * k);
      const points = pointsOf(
        factors,
        factors.map(at),
        factors.map((_, k) => 0.01 + 0.001 * k),
      );
      const name = `polynomial_degree_${degree}` as Extrapolator;
      const { all } = extrapolate(points, [name], [0, 2]);
      expect(all[0]?.values[0]).toBeCloseTo(at(0), 6);
      expect(all[0]?.values[1]).toBeCloseTo(at(2), 6);
    }),
  );
});

test("an exponential goes through points that lie on one, of either sign", () => {
  const anyNumber = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(anyNumber(0.05, 1), fc.constantFrom(1, -1), anyNumber(-1, 0.1), (size, sign, rate) => {
      const at = (x: number) => sign * size * Math.exp(rate * x);
      const points = pointsOf([1, 3, 5], [1, 3, 5].map(at), [0.01, 0.01, 0.01]);
      expect(extrapolate(points, ["exponential"], [], [-1, 1]).zero.values[0]).toBeCloseTo(at(0), 6);
    }),
  );
});

test("the error of the fallback is that of the value of least noise, wherever it is evaluated", () => {
  const points = pointsOf([3, 1, 5], [0.4, 0.7, 0.2], [0.01, 0.02, 0.03]);
  const { value, standardError, all } = extrapolate(points, ["fallback"], [0, 9]);
  expect([value, standardError]).toEqual([0.7, 0.02]);
  expect([...(all[0]?.values ?? [])]).toEqual([0.7, 0.7]);
});

describe("the first extrapolator that succeeds is taken", () => {
  test("the next one, where a fit fails", () => {
    const points = pointsOf([1, 1, 1], [0.5, 0.5, 0.5], [0.01, 0.01, 0.01]); // one place: nothing to extrapolate from
    const { taken, value, zero } = extrapolate(points, ["exponential", "linear", "fallback"], []);
    expect(taken).toBe("fallback");
    expect(value).toBe(0.5);
    expect(Number.isNaN(zero.values[0])).toBe(true);
  });

  test("the next one, where a value is impossible by more than 1", () => {
    const points = pointsOf([1, 1.1, 1.2], [0.9, 0.5, 0.1], [0.01, 0.01, 0.01]); // 4.9 at 0
    expect(extrapolate(points, ["linear", "fallback"], []).taken).toBe("fallback");
    expect(extrapolate(points, ["linear", "fallback"], [], [-9, 9]).taken).toBe("linear");
  });

  test("the one of least error, where none succeeds", () => {
    const points = pointsOf([1, 1.1, 1.2], [0.9, 0.5, 0.1], [0.4, 0.4, 0.4]);
    expect(extrapolate(points, ["polynomial_degree_2", "linear"], []).taken).toBe("linear");
  });
});

test("values without errors are fitted alike, and what follows has none", () => {
  const { value, standardError } = extrapolate(pointsOf([1, 3, 5], [0.9, 0.7, 0.5], [0, 0, 0]), ["linear"], []);
  expect(value).toBeCloseTo(1, 12);
  expect(standardError).toBe(0);
});

test("each extrapolator says how many factors it needs", () => {
  const names = ["fallback", "linear", "exponential", "double_exponential", "polynomial_degree_7"] as const;
  expect(names.map(fewestFactors)).toEqual([1, 2, 2, 4, 8]);
});

test("any values at all give a number, or say that there is none", () => {
  const anyValue = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  const names: Extrapolator[] = ["exponential", "double_exponential", "polynomial_degree_3", "fallback"];
  fc.assert(
    fc.property(fc.array(anyValue, { minLength: 1, maxLength: 6 }), (values) => {
      const points = values.map(([value, standardError], k) => ({ factor: 1 + k, value, standardError }));
      const { value, standardError } = extrapolate(points, names, [0, 1]);
      expect(Number.isFinite(value) && Number.isFinite(standardError)).toBe(true);
    }),
  );
});
