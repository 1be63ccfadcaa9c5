import { InvalidInputError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { randomisationsOf } from "./randomisations.ts";

const auto = { randomisations: "auto", shotsPerRandomisation: "auto" } as const;
const summary = (shares: readonly number[]) => [shares.length, Math.max(...shares)];

test("numbers are those of IBM's client where they divide the shots", () => {
  // calculate_twirling_shots of qiskit-ibm-runtime 0.51
  expect(summary(randomisationsOf(auto, 4096))).toEqual([32, 128]);
  expect(summary(randomisationsOf(auto, 1024))).toEqual([16, 64]);
  expect(summary(randomisationsOf(auto, 10))).toEqual([1, 10]);
  expect(summary(randomisationsOf({ ...auto, shotsPerRandomisation: 100 }, 1600))).toEqual([16, 100]);
  expect(summary(randomisationsOf({ ...auto, randomisations: 16 }, 1600))).toEqual([16, 100]);
  expect(summary(randomisationsOf({ randomisations: 16, shotsPerRandomisation: 100 }, 1600))).toEqual([16, 100]);
  expect(summary(randomisationsOf(auto, 2520))).toEqual([32, 79]);
});

test("shares add up to the shots, differ by one at most, and are never empty", () => {
  const count = fc.oneof(fc.constant("auto" as const), fc.integer({ min: 1, max: 5000 }));
  fc.assert(
    fc.property(count, count, fc.integer({ min: 1, max: 100_000 }), (randomisations, shotsPerRandomisation, shots) => {
      const shares = randomisationsOf({ randomisations, shotsPerRandomisation }, shots);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(shots);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }),
  );
});

test("counts that are no counts are refused", () => {
  expect(() => randomisationsOf({ ...auto, randomisations: 0 }, 10)).toThrow(InvalidInputError);
  expect(() => randomisationsOf({ ...auto, shotsPerRandomisation: 1.5 }, 10)).toThrow(/shots for each variant/);
});
