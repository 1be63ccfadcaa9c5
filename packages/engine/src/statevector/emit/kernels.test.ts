import { seeded } from "@naru/base";
import { writeModule } from "@naru/kernels";
import { describe, expect, test } from "vitest";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { blockKernel } from "./block-kernel.ts";
import { type BlockShape, type BlockStep, shapeName } from "./block-shape.ts";
import { fixedKernels } from "./fixed-kernels.ts";

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
    { kind: "turns" },
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
