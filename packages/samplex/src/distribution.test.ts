import { seeded } from "@naru/base";
import { describe, expect, test } from "vitest";
import { packed } from "./by-hand.testing.ts";
import { readDistribution } from "./distribution.ts";
import { Fields } from "./fields.ts";
import { type Gates, newGates } from "./register.ts";
import { Tables } from "./tables.ts";

const samples = 4000;

function drawn(data: object, seed: number, subsystems = 2): Gates {
  const distribution = readDistribution(
    Fields.of({ num_subsystems: subsystems, ...data }, "test"),
    new Tables(null),
    100,
  );
  const gates = newGates(distribution.type, subsystems * samples);
  distribution.draw(gates, samples, seeded(seed));
  return gates;
}

/** How often each number was drawn, for one subsystem or a pair of neighbours. */
function countsOf(gates: Gates, kinds: number, subsystems: readonly number[]): number[] {
  const counts = new Array<number>(kinds ** subsystems.length).fill(0);
  for (let s = 0; s < samples; s++) {
    const place = subsystems.reduce((sum, q) => sum * kinds + (gates[q * samples + s] ?? 0), 0);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/**
 * Pearson's sum against equal chances for those that may occur. Its mean is the number of degrees of freedom f and its
 * variance 2f; f + 6·√(2f) + 10 is exceeded by chance less than once in a million times.
 */
function expectUniform(counts: readonly number[], mayOccur: (place: number) => boolean = () => true): void {
  const possible = counts.filter((_, place) => mayOccur(place));
  expect(possible.reduce((sum, count) => sum + count, 0)).toBe(samples);
  const mean = samples / possible.length;
  const sum = possible.reduce((total, count) => total + (count - mean) ** 2 / mean, 0);
  const freedom = possible.length - 1;
  expect(sum).toBeLessThan(freedom + 6 * Math.sqrt(2 * freedom) + 10);
}

describe("draws are uniform and independent of their neighbours'", () => {
  test("of Pauli matrices", () => expectUniform(countsOf(drawn({ id: "D0" }, 1), 4, [0, 1])));
  test("of Clifford gates", () => expectUniform(countsOf(drawn({ id: "D2" }, 2), 24, [0, 1])));
  test("of pairs of Clifford gates that cz leaves pairs", () => {
    const counts = countsOf(drawn({ id: "D4", gate_name: "cz" }, 3), 24, [0, 1]);
    expectUniform(counts, (place) => (counts[place] ?? 0) > 0);
    expect(counts.filter((count) => count > 0)).toHaveLength(64);
  });
  test("of a list of rows", () => {
    const paulis = packed("u8", [3, 2], [0, 1, 2, 3, 3, 3]);
    const rows = [1, 11, 15];
    expectUniform(countsOf(drawn({ id: "D5", paulis }, 4), 4, [0, 1]), (place) => rows.includes(place));
  });
});

test("balanced draws have every Pauli matrix once in four samples", () => {
  const gates = drawn({ id: "D3" }, 5);
  for (let at = 0; at < gates.length; at += 4) expect([...gates.slice(at, at + 4)].sort()).toEqual([0, 1, 2, 3]);
  const first = Array.from({ length: samples / 4 }, (_, k) => gates[4 * k] ?? 0);
  expect(new Set(first).size).toBe(4);
});

test("unitary matrices are unitary, and no direction of the turned axis is preferred", () => {
  const gates = drawn({ id: "D1" }, 6, 1);
  let [squares, sums] = [0, 0];
  for (let at = 0; at < gates.length; at += 8) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = gates.slice(at, at + 8);
    expect(a * a + b * b + c * c + d * d).toBeCloseTo(1, 12);
    expect(a * e + b * f + c * g + d * h).toBeCloseTo(0, 12);
    expect(b * e - a * f + d * g - c * h).toBeCloseTo(0, 12);
    // cos of the angle between z and where z is turned: uniform in [−1, 1] for the invariant measure.
    const z = a * a + b * b - e * e - f * f;
    sums += z;
    squares += z * z;
  }
  expect(Math.abs(sums / samples)).toBeLessThan(5 * Math.sqrt(1 / 3 / samples));
  expect(Math.abs(squares / samples - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / samples));
});
