import type { Host, KernelMemory, KernelModule } from "../../host.ts";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import { blockKernel } from "../emit/block-kernel.ts";
import { type BlockShape, shapeName } from "../emit/block-shape.ts";
import { fixedKernels, tableKernels } from "../emit/fixed-kernels.ts";
import type { FunctionWriter } from "../emit/function-writer.ts";
import { writeModule } from "../emit/module-writer.ts";
import { mostPages } from "./arena.ts";
import { KernelSet } from "./kernel-set.ts";

/** Compiles kernels by shape, once in the life of an engine. Shapes that are missing together become one module. */
export class KernelLibrary {
  readonly precision: Precision;
  readonly kernels: KernelSet;
  /** Every module so far, in order; helper threads install the ones they lack. */
  readonly modules: KernelModule[] = [];
  readonly #host: Host;
  readonly #isShared: boolean;

  constructor(host: Host, memory: KernelMemory, precision: Precision, isShared: boolean) {
    this.precision = precision;
    this.kernels = new KernelSet(host, memory);
    this.#host = host;
    this.#isShared = isShared;
    this.#add([...fixedKernels(arithmeticOf(precision)), ...tableKernels(arithmeticOf("double"))]);
  }

  /** Makes sure that there is a kernel for each shape. */
  ensure(shapes: readonly BlockShape[]): void {
    const missing = new Map<string, BlockShape>();
    for (const shape of shapes) {
      const name = shapeName(shape);
      if (!this.kernels.has(name)) missing.set(name, shape);
    }
    if (missing.size === 0) return;
    const arithmetic = arithmeticOf(this.precision);
    this.#add([...missing.values()].map((shape) => blockKernel(shape, arithmetic)));
  }

  #add(functions: readonly FunctionWriter[]): void {
    const bytes = writeModule(functions, { maximumPages: mostPages, isShared: this.#isShared });
    const module = this.#host.compile(bytes);
    this.modules.push(module);
    this.kernels.install(module);
  }
}
