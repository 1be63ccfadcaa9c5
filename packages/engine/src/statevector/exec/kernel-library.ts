import { FunctionWriter, type MemoryImport, v128, writeModule } from "@naru/kernels";
import type { Host, KernelModule } from "../../host.ts";
import type { Precision } from "../../simulator.ts";
import { type Arithmetic, arithmeticOf, writeSum } from "../emit/arithmetic.ts";
import { blockKernel } from "../emit/block-kernel.ts";
import { type BlockShape, shapeName } from "../emit/block-shape.ts";
import { fixedKernels } from "../emit/fixed-kernels.ts";
import { readKernels } from "../emit/read-kernels.ts";
import { phaseKernels } from "../emit/table-kernels.ts";
import type { Arena } from "./arena.ts";
import { KernelSet } from "./kernel-set.ts";

/** A kernel takes up to a millisecond to compile, and a run looks whether it is to stop each 50 ms. */
const shapesOfModule = 32;

/** Compiles kernels by shape, once in the life of an engine. Shapes that are missing together share modules. */
export class KernelLibrary {
  readonly precision: Precision;
  readonly kernels: KernelSet;
  /** Every module so far, in order; helper threads install the ones they lack. */
  readonly modules: KernelModule[] = [];
  readonly #host: Host;
  readonly #memory: MemoryImport;
  readonly #arithmetic: Arithmetic;
  #size = 0;

  constructor(host: Host, arena: Arena, precision: Precision) {
    this.precision = precision;
    this.kernels = new KernelSet(host, arena.memory);
    this.#host = host;
    this.#memory = arena.memoryImport;
    const plain = arithmeticOf(precision);
    this.#arithmetic = arithmeticOf(precision, host.isFused && canFuse(host));
    this.#add([...fixedKernels(this.#arithmetic), ...phaseKernels(plain), ...readKernels(plain)]);
  }

  /** How many kernels have been compiled by shape. */
  get size(): number {
    return this.#size;
  }

  /** Makes sure that there is a kernel for each shape. `check` is called now and then, and may throw to stop. */
  ensure(shapes: readonly BlockShape[], check: () => void): void {
    const missing = new Map<string, BlockShape>();
    for (const shape of shapes) {
      const name = shapeName(shape);
      if (!this.kernels.has(name)) missing.set(name, shape);
    }
    const left = [...missing.values()];
    while (left.length > 0) {
      check();
      const together = left.splice(0, shapesOfModule);
      this.#add(together.map((shape) => blockKernel(shape, this.#arithmetic)));
      this.#size += together.length;
    }
  }

  #add(functions: readonly FunctionWriter[]): void {
    const module = this.#host.compile(writeModule(functions, this.#memory));
    this.modules.push(module);
    this.kernels.install(module);
  }
}

/** Whether the platform has the instructions of relaxed SIMD. */
function canFuse(host: Host): boolean {
  const f = new FunctionWriter("sum", [v128], [v128]);
  writeSum(f, arithmeticOf("single", true), 0, 0, 0);
  try {
    host.compile(writeModule([f], { maximumPages: 1, isShared: false }));
    return true;
  } catch {
    return false;
  }
}
