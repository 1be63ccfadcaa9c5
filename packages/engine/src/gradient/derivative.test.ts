import { type GateName, gate, gateNames, gates } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { logarithmicDerivative, timesAdjoint } from "./derivative.ts";

const parametrised = gateNames.filter((name) => gates[name].parameterNames.length > 0);
const angles = (name: GateName) => gates[name].parameterNames.map((_, k) => 0.7 - 1.1 * k);

/** Σ i · coefficient · P as a matrix. */
function matrixOf(terms: ReturnType<typeof logarithmicDerivative>, size: number): number[] {
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (const { x, z, coefficient } of terms) {
    for (let column = 0; column < size; column++) {
      let [re, im] = [0, coefficient];
      for (let bit = 1; bit < size; bit *= 2) {
        if (x & z & bit) [re, im] = [-im, re];
        if (z & column & bit) [re, im] = [-re, -im];
      }
      const at = 2 * ((column ^ x) * size + column);
      matrix[at] = (matrix[at] ?? 0) + re;
      matrix[at + 1] = (matrix[at + 1] ?? 0) + im;
    }
  }
  return matrix;
}

describe.each(parametrised)("%s", (name) => {
  const { matrix, parameterNames, qubitCount } = gates[name];
  const params = angles(name);

  test.each(parameterNames.map((parameter, slot) => [parameter, slot] as const))(
    "by %s, is the difference quotient of its matrix",
    (_, slot) => {
      const at = (by: number) => matrix(params.map((angle, k) => (k === slot ? angle + by : angle)));
      const h = 1e-3;
      const [a, b, c, d] = [at(h), at(-h), at(2 * h), at(-2 * h)];
      const quotient = a.map((value, i) => (8 * (value - (b[i] ?? 0)) - ((c[i] ?? 0) - (d[i] ?? 0))) / (12 * h));
      const expected = timesAdjoint(quotient, matrix(params), 2 ** qubitCount);
      const actual = matrixOf(
        logarithmicDerivative(gate(name, [0, 1, 2].slice(0, qubitCount), params), slot),
        2 ** qubitCount,
      );
      for (const [i, value] of expected.entries())
        expect(Math.abs(value - (actual[i] ?? Number.NaN))).toBeLessThan(1e-11);
    },
  );
});

test.each(parametrised.filter((name) => gates[name].generator))(
  "of %s, which has a generator, it is minus that one",
  (name) => {
    const { generator = [], qubitCount } = gates[name];
    const terms = logarithmicDerivative(gate(name, [0, 1].slice(0, qubitCount), angles(name)), 0);
    const found = new Map(
      terms.map(({ x, z, coefficient }) => [
        [0, 1]
          .slice(0, qubitCount)
          .map((bit) => "IXZY"[((x >> bit) & 1) + 2 * ((z >> bit) & 1)])
          .join(""),
        coefficient,
      ]),
    );
    expect(found.size).toBe(generator.length);
    for (const [coefficient, paulis] of generator) {
      expect(Math.abs((found.get(paulis) ?? Number.NaN) + coefficient)).toBeLessThan(1e-14);
    }
  },
);
