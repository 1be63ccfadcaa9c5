import { writeModule } from "@naru/kernels";
import type { Host, KernelFunction, KernelMemory } from "../host.ts";
import type { Work } from "../work.ts";
import { mostPages } from "./arena.ts";
import { writeKernel } from "./kernel.ts";
import { type KernelShape, shapeName } from "./shape.ts";

/** Kernels that are missing together share modules of so many: one takes up to a millisecond to compile. */
const shapesOfModule = 16;

/** Shapes named before giving way: a millisecond or two. */
const shapesBetweenPauses = 64;

/** Kernels by shape, on one memory; each shape is compiled once. */
export class KernelLibrary {
  readonly #host: Host;
  readonly #memory: KernelMemory;
  readonly #kernels = new Map<string, KernelFunction>();

  constructor(host: Host, memory: KernelMemory) {
    this.#host = host;
    this.#memory = memory;
  }

  /** How many have been compiled. */
  get size(): number {
    return this.#kernels.size;
  }

  /** The kernels of some shapes, in their order. */
  *ensure(shapes: readonly KernelShape[]): Work<KernelFunction[]> {
    const names: string[] = [];
    const missing = new Map<string, KernelShape>();
    for (const shape of shapes) {
      const name = shapeName(shape);
      if (!this.#kernels.has(name)) missing.set(name, shape);
      if (names.push(name) % shapesBetweenPauses === 0) yield;
    }
    const left = [...missing];
    while (left.length > 0) {
      yield;
      const together = left.splice(0, shapesOfModule);
      const functions = together.map(([, shape], i) => writeKernel(shape, `k${i}`));
      const isShared = !(this.#memory.buffer instanceof ArrayBuffer);
      const module = this.#host.compile(writeModule(functions, { maximumPages: mostPages, isShared }));
      const exports = this.#host.instantiate(module, this.#memory);
      together.forEach(([name], i) => {
        this.#kernels.set(name, exports[`k${i}`]);
      });
    }
    return names.map((name) => this.#mustHave(name));
  }

  #mustHave(name: string): KernelFunction {
    const kernel = this.#kernels.get(name);
    if (!kernel) throw new Error(`The kernel ${name} was not compiled before the run.`);
    return kernel;
  }
}
