import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acos, asin, atan, atan2, cos, exp, expm1, hypot, log, log1p, sin, tan } from "./elementary.ts";

const ours = { atan2, cos, exp, expm1, hypot, log, log1p, sin, tan };

/** Two units in the last place of ours, and one of the platform's. */
const closeTo = (actual: number, expected: number) => {
  if (Number.isNaN(expected)) expect(actual).toBeNaN();
  else if (Math.abs(expected) < 1e-305 || !Number.isFinite(expected)) expect(actual).toBeCloseTo(expected, 300);
  else expect(Math.abs(actual / expected - 1)).toBeLessThan(7e-16);
};

const anySize = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .tuple(fc.integer({ min: -4000, max: 4000 }), fc.double({ min: -1e-8, max: 1e-8, noNaN: true }))
    .map(([eighths, off]) => (eighths * Math.PI) / 8 + off),
);
const special = [0, -0, 1, -1, Math.PI, Math.PI / 2, -Math.PI / 4, 1e300, Number.NaN, Number.MIN_VALUE, 1e-200];

describe.each(["sin", "cos", "tan"] as const)("%s", (name) => {
  test("is the platform's within rounding, at any angle", () => {
    for (const x of special) closeTo(ours[name](x), Math[name](x));
    fc.assert(
      fc.property(anySize, (x) => closeTo(ours[name](x), Math[name](x))),
      { numRuns: 5000 },
    );
  });
});

describe.each([
  ["exp", fc.double({ min: -740, max: 709, noNaN: true })],
  ["expm1", fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -50, max: 700, noNaN: true }))],
  ["log", fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })],
  ["log1p", fc.oneof(fc.double({ min: -0.999, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e300, noNaN: true }))],
] as const)("%s", (name, values) => {
  test("is the platform's within rounding", () => {
    for (const x of [0, 1, 0.5, 2, 1e-17, -1e-17, Number.NaN]) closeTo(ours[name](x), Math[name](x));
    fc.assert(
      fc.property(values, (x) => {
        const [actual, expected] = [ours[name](x), Math[name](x)];
        if (Math.abs(expected) > 1e-305) closeTo(actual, expected);
      }),
      { numRuns: 5000 },
    );
  });
});

test("the angle of any point, signed zeros and infinities included", () => {
  const edge = [0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320, 1e300];
  for (const y of edge) for (const x of edge) expect(ours.atan2(y, x)).toBeCloseTo(Math.atan2(y, x), 14);
  for (const y of [0, -0]) expect(Object.is(ours.atan2(y, 1), Math.atan2(y, 1))).toBe(true);
  const coordinate = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1, -1, 1e-9));
  fc.assert(
    fc.property(coordinate, coordinate, (y, x) => {
      const [actual, expected] = [ours.atan2(y, x), Math.atan2(y, x)];
      if (Math.abs(expected) > 1e-300) closeTo(actual, expected);
    }),
    { numRuns: 5000 },
  );
});

test("the inverse functions lead back", () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => {
      expect(asin(x)).toBeCloseTo(Math.asin(x), 14);
      expect(acos(x)).toBeCloseTo(Math.acos(x), 14);
      expect(atan(9 * x)).toBeCloseTo(Math.atan(9 * x), 14);
    }),
    { numRuns: 2000 },
  );
  expect(asin(1.01)).toBeNaN();
});

test("lengths, without overflow", () => {
  expect(ours.hypot()).toBe(0);
  expect(ours.hypot(3, -4)).toBe(5);
  closeTo(ours.hypot(3e200, 4e200), 5e200);
  closeTo(ours.hypot(3e-200, 4e-200), 5e-200);
  expect(ours.hypot(1, Number.NaN)).toBeNaN();
});

test("the bits are these, on every platform", () => {
  const bits = new Uint8Array(
    Float64Array.from({ length: 4000 }, (_, i) => {
      const x = (i - 2000) / 97;
      return ours.sin(x) + 3 * ours.cos(7 * x) + ours.exp(x / 9) + ours.log(1 + x * x) + ours.atan2(x, 1.25 - x / 11);
    }).buffer,
  );
  let hash = 0; // FNV-1a
  for (const byte of bits) hash = Math.imul((hash ^ byte) >>> 0, 0x01000193) >>> 0;
  expect(hash).toMatchInlineSnapshot(`3248343599`);
});
