import { seeded } from "@naru/base";
import { writeModule } from "@naru/kernels";
import { describe, expect, test } from "vitest";
import { instantiate } from "../../hosts/instantiate.ts";
import { createWideMemory } from "../../hosts/wide-memory.ts";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { blockKernel } from "./block-kernel.ts";
import { type BlockShape, type BlockStep, shapeName } from "./block-shape.ts";
import { type FixedKernels, fixedKernels } from "./fixed-kernels.ts";
import { type ReadKernels, readKernels } from "./read-kernels.ts";

const pairKinds = ["rotate", "corotate", "reflect", "coreflect", "hadamard", "quarter", "quarter back"] as const;
const steps: BlockStep[] = [
  ...pairKinds.map((kind, i): BlockStep => ({ kind, bit: i % 3 })),
  { kind: "flip", bit: 1 },
  { kind: "cx", control: 2, target: 0 },
  { kind: "transpose" },
];
const pair: BlockShape = {
  registerBits: 2,
  steps: [
    { kind: "rotate", bit: 0 },
    { kind: "corotate", bit: 1 },
    { kind: "turns", outer: "turn", inner: "coturn" },
    { kind: "double rotation", outer: "rotate", inner: "corotate" },
    { kind: "phases", entries: ["real", "complex", "complex", "complex"] },
  ],
};
const shapes: BlockShape[] = [
  { registerBits: 3, steps },
  { registerBits: 3, steps: [] },
  ...steps.map((step): BlockShape => ({ registerBits: 3, steps: [step] })),
  pair,
];

describe.each(["single", "double"] as const)("in %s precision", (precision: Precision) => {
  const arithmetic = arithmeticOf(precision);

  test("every kernel is valid WebAssembly, with shared memory and without", () => {
    for (const isShared of [true, false]) {
      const memory = { maximumPages: 65_536, isShared };
      expect(WebAssembly.validate(writeModule(fixedKernels(arithmetic), memory))).toBe(true);
      for (const shape of shapes) {
        expect(WebAssembly.validate(writeModule([blockKernel(shape, arithmetic)], memory)), shapeName(shape)).toBe(
          true,
        );
      }
    }
  });

  test("kernels that walk over a state do the same across the border of 4 GiB as below", () => {
    const [page, vectors] = [65_536, 512];
    const bytes = writeModule([...fixedKernels(arithmetic), ...readKernels(arithmetic)], {
      maximumPages: page + 1,
      isShared: true,
      isWide: true,
    });
    const read = [4 * page, 2 ** 32 - 32 * (vectors / 2)].map((state) => {
      const memory = createWideMemory(page + 1, page + 1); // pages that nobody touches cost nothing
      const kernels = instantiate(new WebAssembly.Module(bytes), memory) as unknown as FixedKernels & ReadKernels;
      const numbers = precision === "single" ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer);
      const words = new Int32Array(memory.buffer);
      const doubles = new Float64Array(memory.buffer);
      const random = seeded(1);
      for (let i = 0; i < (32 * vectors) / arithmetic.bytes; i++) numbers[i] = random.uniform() - 0.5;
      // two runs exchange their places, and the two vectors of each
      words.set([0, vectors - 2], 2 ** 16 / 4);
      words.set([vectors - 2, 0], 2 ** 16 / 4 + 2);
      words.set([0, 32, 32, 0], 2 ** 16 / 4 + 4);
      kernels.clear(state, state + 32 * vectors);
      kernels.copyRuns(state, 0, 2 ** 16, 2 ** 16 + 8, 2, 2 ** 16 + 16, 2 ** 16 + 24, 8);
      const [blocks, sums, targets, found] = [vectors / 2, 2 ** 17, 2 ** 17 + 8192, 2 ** 17 + 16_384];
      kernels.sumBlocks(state, blocks, 2, sums);
      kernels.addUp(sums, blocks);
      const total = doubles[sums / 8 + blocks - 1] ?? 0;
      doubles.set(
        [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999999].map((part) => part * total),
        targets / 8,
      );
      kernels.findTargets(found, targets, 7, sums, blocks - 1, state, 2);
      kernels.copyRuns(3 * page, state, 2 ** 16, 2 ** 16, 2, 2 ** 16 + 16, 2 ** 16 + 16, 8);
      return {
        sums: doubles.slice(sums / 8, sums / 8 + blocks),
        found: words.slice(found / 4, found / 4 + 7),
        copied: numbers.slice((3 * page) / arithmetic.bytes, (4 * page) / arithmetic.bytes),
      };
    });
    expect(read[1]).toEqual(read[0]);
    expect(read[0]?.sums.at(-1)).toBeGreaterThan(0);
    expect(read[0]?.found.at(-1)).toBeGreaterThanOrEqual((vectors - 2) * arithmetic.lanes);
    expect(read[0]?.copied.filter((number) => number !== 0).length).toBe((4 * 32) / arithmetic.bytes);
  });

  test("a sum over blocks is that of all squares", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const module = new WebAssembly.Module(writeModule(fixedKernels(arithmetic), { maximumPages: 1, isShared: true }));
    const exports = new WebAssembly.Instance(module, { engine: { memory } }).exports as {
      sumBlocks(...parameters: number[]): void;
    };
    const numbers: Float32Array | Float64Array =
      precision === "single" ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer);
    const random = seeded(1);
    for (let i = 0; i < 512; i++) numbers[i] = random.uniform() - 0.5;
    exports.sumBlocks(0, 2, (256 * arithmetic.bytes) / 32, 32_768);
    const sums = new Float64Array(memory.buffer, 32_768, 2);
    for (const block of [0, 1]) {
      const expected = Array.from(numbers.slice(256 * block, 256 * block + 256)).reduce(
        (sum, value) => sum + value * value,
        0,
      );
      expect(sums[block]).toBeCloseTo(expected, 5);
    }
  });
});

test("shapes have the same name only if they are equal", () => {
  const names = shapes.map(shapeName);
  expect(new Set(names).size).toBe(names.length);
  expect(shapeName({ ...pair })).toBe(shapeName(pair));
});
