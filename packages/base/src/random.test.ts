import fc from "fast-check";
import { expect, test } from "vitest";
import { type Random, seeded } from "./index.ts";

const anySeed = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const firstBits = (random: Random, count = 4) => Array.from({ length: count }, () => random.bits32());

/**
 * Pearson's χ² of the observed counts against equal expected ones, in standard deviations above its mean
 * (Wilson and Hilferty's cube root). Above 4: less than one good generator in 30 000.
 */
function excess(observed: readonly number[]): number {
  const expected = observed.reduce((sum, count) => sum + count, 0) / observed.length;
  const chiSquare = observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = observed.length - 1;
  return (Math.cbrt(chiSquare / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

test("the first values of a seed stay as they are: stored jobs rely on them", () => {
  expect(firstBits(seeded(0))).toEqual([1969217976, 3753017338, 3229825546, 1284358878]);
  expect(firstBits(seeded(7))).toEqual([130120060, 2507717379, 2616995071, 103919952]);
  expect(firstBits(seeded(-1))).toEqual([2952548610, 757304018, 118528639, 1241147289]);
  expect(firstBits(seeded(2 ** 40))).toEqual([1915238640, 2852721123, 1426214508, 4261159272]);
  expect(firstBits(seeded(7).fork("noise"))).toEqual([1547678610, 3599243435, 4001850038, 2790072844]);
  expect(seeded(7).uniform()).toBe(0.030295935153018316);
});

test("one seed gives one stream", () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      expect(firstBits(seeded(seed))).toEqual(firstBits(seeded(seed)));
    }),
  );
});

test("different seeds give different streams", () => {
  fc.assert(
    fc.property(anySeed, anySeed, (a, b) => {
      fc.pre(a !== b);
      expect(firstBits(seeded(a))).not.toEqual(firstBits(seeded(b)));
    }),
  );
});

test("a seed that is no integer of 53 bits is refused", () => {
  for (const seed of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => seeded(seed)).toThrow(RangeError);
});

test("uniform numbers fill [0, 1) evenly", () => {
  const random = seeded(11);
  const bins = new Array<number>(256).fill(0);
  let isInside = true;
  for (let i = 0; i < 256_000; i++) {
    const value = random.uniform();
    isInside &&= value >= 0 && value < 1;
    const bin = Math.floor(256 * value);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(isInside).toBe(true);
  expect(Math.abs(excess(bins))).toBeLessThan(4);
});

test("each of the 32 bits is set half of the time, within five standard errors", () => {
  const random = seeded(12);
  const draws = 40_000;
  const set = new Array<number>(32).fill(0);
  for (let i = 0; i < draws; i++) {
    const bits = random.bits32();
    for (let k = 0; k < 32; k++) set[k] = (set[k] ?? 0) + ((bits >>> k) & 1);
  }
  for (const count of set) expect(Math.abs(count / draws - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / draws));
});

test("neighbouring draws are unrelated: pairs fill the square evenly", () => {
  const random = seeded(13);
  const cells = new Array<number>(1024).fill(0);
  for (let i = 0; i < 256_000; i++) {
    const cell = 32 * Math.floor(32 * random.uniform()) + Math.floor(32 * random.uniform());
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  expect(Math.abs(excess(cells))).toBeLessThan(4);
});

test("the first draws of neighbouring seeds fill [0, 1) evenly", () => {
  const bins = new Array<number>(256).fill(0);
  for (let seed = 0; seed < 100_000; seed++) {
    const bin = seeded(seed).bits32() >>> 24;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(Math.abs(excess(bins))).toBeLessThan(4);
});

test("integers below a bound are even, also for a bound that does not divide 2^32", () => {
  for (const bound of [1, 2, 3, 7, 100, 1000]) {
    const random = seeded(bound);
    const bins = new Array<number>(bound).fill(0);
    let isInside = true;
    for (let i = 0; i < 200 * bound; i++) {
      const value = random.below(bound);
      isInside &&= Number.isInteger(value) && value >= 0 && value < bound;
      bins[value] = (bins[value] ?? 0) + 1;
    }
    expect(isInside).toBe(true);
    if (bound > 1) expect(excess(bins)).toBeLessThan(4);
  }
});

test("a bound of three quarters of 2^32 has no bias: each third is hit equally often", () => {
  const random = seeded(14); // plain remainders would hit the first third half of the time
  const bound = 3 * 2 ** 30;
  const thirds = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) {
    const third = Math.floor(random.below(bound) / 2 ** 30);
    thirds[third] = (thirds[third] ?? 0) + 1;
  }
  expect(excess(thirds)).toBeLessThan(4);
});

test("a bound of 2^32 gives the bits themselves", () => {
  const bits = firstBits(seeded(15));
  const random = seeded(15);
  expect(bits.map(() => random.below(2 ** 32))).toEqual(bits);
});

test("forking leaves the stream where it is, and does not depend on where that is", () => {
  const random = seeded(16);
  const early = firstBits(random.fork("a"));
  const plain = firstBits(seeded(16), 8);
  expect(firstBits(random, 8)).toEqual(plain);
  expect(firstBits(random.fork("a"))).toEqual(early);
});

test("labels name streams apart: a number is not its text, and a fork is not its parent", () => {
  const random = seeded(17);
  const streams = [
    random,
    random.fork(""),
    random.fork("1"),
    random.fork(1),
    random.fork(2),
    random.fork("a"),
    random.fork("b"),
    random.fork("a").fork("b"),
    random.fork("b").fork("a"),
    seeded(18).fork("a"),
  ].map((stream) => firstBits(stream).join());
  expect(new Set(streams).size).toBe(streams.length);
});

test("parent and forks are independent: pairs of their draws fill the square evenly", () => {
  const parent = seeded(19);
  const [left, right] = [parent.fork(0), parent.fork(1)];
  for (const [a, b] of [
    [parent, left],
    [left, right],
  ] as const) {
    const cells = new Array<number>(1024).fill(0);
    for (let i = 0; i < 128_000; i++) {
      const cell = 32 * Math.floor(32 * a.uniform()) + Math.floor(32 * b.uniform());
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    expect(Math.abs(excess(cells))).toBeLessThan(4);
  }
});

test("the first draws of many forks fill [0, 1) evenly", () => {
  const parent = seeded(20);
  const bins = new Array<number>(256).fill(0);
  for (let label = 0; label < 100_000; label++) {
    const bin = parent.fork(label).bits32() >>> 24;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(Math.abs(excess(bins))).toBeLessThan(4);
});
