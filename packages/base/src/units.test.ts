import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBytes, formatSeconds, microcreditsPerCredit, radiansFromTurns, turnsFromRadians } from "./index.ts";

test("a quarter turn is π/2", () => {
  expect(radiansFromTurns(0.25)).toBe(Math.PI / 2);
  expect(turnsFromRadians(-Math.PI)).toBe(-0.5);
});

test("turns and radians are each other's inverse", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (turns) => {
      expect(Math.abs(turnsFromRadians(radiansFromTurns(turns)) - turns)).toBeLessThanOrEqual(1e-15 * Math.abs(turns));
    }),
  );
});

test("a credit is a million of the smallest unit", () => {
  expect(microcreditsPerCredit).toBe(1_000_000);
});

test.each([
  [0, "0 B"],
  [1023, "1020 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [268_435_456, "256 MiB"],
  [2 ** 34, "16 GiB"],
  [2 ** 60, "1020 PiB"],
])("%d bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [0.0123456, "12.3 ms"],
  [0.9, "900 ms"],
  [1, "1 s"],
  [119.4, "119 s"],
  [120, "2 min"],
  [5400, "90 min"],
  [7200, "2 h"],
])("%d seconds read %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
