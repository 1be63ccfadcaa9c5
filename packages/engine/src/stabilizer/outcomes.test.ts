import { seeded } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { affineDistribution } from "./affine.ts";
import { bitstrings } from "./bitstrings.ts";
import { lanes, rowBytes } from "./frame-kernels.ts";
import { Successes } from "./geometric.ts";
import { laneTest } from "./lane-test.ts";
import { Machines } from "./machine.ts";
import { OutcomeTable } from "./outcome-table.ts";

test("rows by bit become words by shot", () => {
  const rows = 256;
  const gathered = rows + 32 * rowBytes;
  const { kernels, memory } = new Machines(nodeHost()).make("frames", gathered + 12 * lanes);
  const words = new Uint32Array(memory.buffer);
  const random = seeded(17);
  for (let k = 0; k < (32 * rowBytes) / 4; k++) words[rows / 4 + k] = random.bits32();
  const mask = 0x0fffffff;
  kernels.gather?.(rows, mask, gathered + 4, 12);
  for (let shot = 0; shot < lanes; shot++) {
    let expected = 0;
    for (let row = 0; row < 28; row++) {
      expected |= (((words[rows / 4 + (row * rowBytes) / 4 + (shot >> 5)] ?? 0) >>> (shot & 31)) & 1) << row;
    }
    expect(words[gathered / 4 + 3 * shot + 1]).toBe(expected);
    expect(words[gathered / 4 + 3 * shot]).toBe(0);
  }
});

test("bitstrings are the rows in binary, bit 0 rightmost", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 130n }), fc.integer({ min: 1, max: 130 }), (number, bitCount) => {
      const value = number & (2n ** BigInt(bitCount) - 1n);
      const width = Math.ceil(bitCount / 32);
      const words = Uint32Array.from({ length: 2 * width }, (_, k) =>
        k < width ? 0 : Number((value >> BigInt(32 * (k - width))) & 0xffffffffn),
      );
      const texts = bitstrings(words, width, Uint32Array.of(1, 0), bitCount);
      expect(texts).toEqual([value.toString(2).padStart(bitCount, "0"), "0".repeat(bitCount)]);
    }),
    { numRuns: 200 },
  );
});

test("outcomes of more than one piece of text are written out like others, with pauses between", async () => {
  const count = 3000;
  const table = new OutcomeTable(640);
  const rows = Uint32Array.from({ length: 20 * count }, (_, k) => Math.imul(k, 0x9e3779b1));
  for (let row = 0; row < count; row++) table.add(rows, 20 * row);
  let pauses = 0;
  const { counts, positions } = await table.finish(async () => {
    pauses++;
  });
  expect(pauses).toBe(2);
  const texts = [...counts.keys()];
  expect(texts).toEqual(texts.toSorted());
  for (const row of [0, 1, 1637, 1638, 1639, count - 1]) {
    const words = [...rows.subarray(20 * row, 20 * row + 20)].toReversed();
    expect(texts[positions[row] ?? -1]).toBe(words.map((word) => word.toString(2).padStart(32, "0")).join(""));
  }
});

test("a table counts as a map does, and lists outcomes ascending", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(5), fc.nat(40)), { maxLength: 300 }), async (shots) => {
      const table = new OutcomeTable(40);
      const expected = new Map<string, number>();
      const numbers = shots.map(([high, low]) => {
        const words = Uint32Array.of(9, low, high);
        const text = high.toString(2).padStart(8, "0") + low.toString(2).padStart(32, "0");
        expected.set(text, (expected.get(text) ?? 0) + 1);
        return [table.add(words, 1), text] as const;
      });
      const { counts, positions } = await table.finish(async () => {});
      expect([...counts]).toEqual([...expected].toSorted(([a], [b]) => (a < b ? -1 : 1)));
      const texts = [...counts.keys()];
      for (const [number, text] of numbers) expect(texts[positions[number] ?? -1]).toBe(text);
    }),
  );
});

describe("a uniform distribution over sums of vectors", () => {
  test("lists each sum once, ascending, with equal probability", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
        fc.array(fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }), { maxLength: 7 }),
        (origin, vectors) => {
          const sums = vectors.reduce<bigint[]>((all, vector) => all.concat(all.map((sum) => sum ^ vector)), [origin]);
          const expected = [...new Set(sums)].map(Number).toSorted((a, b) => a - b);
          const { outcomes, values } = affineDistribution(origin, vectors) ?? { outcomes: [], values: [] };
          expect([...outcomes]).toEqual(expected);
          expect(new Set(values)).toEqual(new Set([1 / expected.length]));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is not listed beyond 2^20 outcomes", () => {
    const vectors = (count: number) => Array.from({ length: count }, (_, k) => 1n << BigInt(k));
    expect(affineDistribution(0n, vectors(21))).toBeUndefined();
    expect(affineDistribution(0n, vectors(12))?.outcomes).toHaveLength(4096);
  });
});

describe("successes", () => {
  test.each([0.001, 0.3, 0.9])("of probability %d are as many as chance gives, within five standard errors", (p) => {
    const successes = new Successes(seeded(8), p);
    const [runs, length] = [500, 1000];
    let count = 0;
    let isAscending = true;
    for (let run = 0; run < runs; run++) {
      let last = -1;
      successes.each(length, (trial) => {
        isAscending &&= trial > last && trial < length;
        last = trial;
        count++;
      });
    }
    expect(isAscending).toBe(true);
    const trials = runs * length;
    expect(Math.abs(count - trials * p)).toBeLessThan(5 * Math.sqrt(trials * p * (1 - p)));
  });

  test("of probability 1 are all", () => {
    const trials: number[] = [];
    new Successes(seeded(8), 1).each(5, (trial) => trials.push(trial));
    expect(trials).toEqual([0, 1, 2, 3, 4]);
  });

  test("do not depend on how trials are cut into runs", () => {
    const cut = (lengths: readonly number[]) => {
      const successes = new Successes(seeded(3), 0.05);
      const all: number[] = [];
      lengths.reduce((from, length) => {
        successes.each(length, (trial) => all.push(from + trial));
        return from + length;
      }, 0);
      return all;
    };
    expect(cut([1, 7, 0, 92, 300, 600])).toEqual(cut([1000]));
  });
});

test("conditions are asked of 1024 shots as of one", () => {
  const anyCompare = fc.record({
    kind: fc.constant("compare" as const),
    clbits: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }),
    operator: fc.constantFrom("==", "!=", "<", "<=", ">", ">=" as const),
    value: fc.nat(40).map(String),
  });
  fc.assert(
    fc.property(anyCompare, anyCompare, fc.constantFrom("and", "or" as const), (first, second, kind) => {
      // Shot s has the bits of s, so that all combinations occur.
      const bits = (clbit: number) =>
        Uint32Array.from({ length: 32 }, (_, word) =>
          Array.from({ length: 32 }, (_, k) => (((32 * word + k) >> clbit) & 1) << k).reduce((a, b) => a | b, 0),
        );
      const holds = ({ clbits, operator, value }: typeof first, shot: number) => {
        const number = clbits.reduce((sum, clbit, k) => sum + (((shot >> clbit) & 1) << k), 0);
        const by = Number(value);
        return {
          "==": number === by,
          "!=": number !== by,
          "<": number < by,
          "<=": number <= by,
          ">": number > by,
          ">=": number >= by,
        }[operator];
      };
      const lanes = laneTest({ kind, operands: [first, { kind: "not", operand: second }] })(bits);
      for (let shot = 0; shot < 1024; shot += 5) {
        const [a, b] = [holds(first, shot), !holds(second, shot)];
        expect((((lanes[shot >> 5] ?? 0) >>> (shot & 31)) & 1) === 1).toBe(kind === "and" ? a && b : a || b);
      }
    }),
    { numRuns: 30 },
  );
});

test("many outcomes come in ascending order, with pauses while they are sorted", async () => {
  const size = 100_000; // more than are sorted at once
  const table = new OutcomeTable(64);
  const random = seeded(5);
  const words = new Uint32Array(2);
  for (let k = 0; k < size; k++) {
    words[0] = random.bits32();
    words[1] = random.below(50);
    table.add(words, 0);
  }
  let pauses = 0;
  const { counts, positions } = await table.finish(async () => {
    pauses++;
  });
  const outcomes = [...counts.keys()];
  expect(outcomes).toEqual(outcomes.toSorted());
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(size);
  expect(new Set(positions).size).toBe(counts.size);
  expect(pauses).toBeGreaterThan(8);
});
