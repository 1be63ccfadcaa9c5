import type { KernelExports, KernelFunction, KernelHost, KernelMemory, KernelModule } from "../../host.ts";
import type { FixedKernels } from "../emit/fixed-kernels.ts";
import type { ReadKernels } from "../emit/read-kernels.ts";
import type { PhaseKernels } from "../emit/table-kernels.ts";

/** What the first module of a set exports. */
export type CommonKernels = FixedKernels & PhaseKernels & ReadKernels;

/** The kernels of one precision, instantiated on a memory. Each thread has its own, filled with the same modules. */
export class KernelSet {
  readonly #host: KernelHost;
  readonly #memory: KernelMemory;
  readonly #blocks = new Map<string, KernelFunction>();
  #fixed: CommonKernels | null = null;

  constructor(host: KernelHost, memory: KernelMemory) {
    this.#host = host;
    this.#memory = memory;
  }

  /** Adds what a module exports. The first module has the fixed kernels. */
  install(module: KernelModule): void {
    const exports: KernelExports = this.#host.instantiate(module, this.#memory);
    if (!this.#fixed) this.#fixed = exports as unknown as CommonKernels;
    else for (const [name, kernel] of Object.entries(exports)) this.#blocks.set(name, kernel);
  }

  get fixed(): CommonKernels {
    if (!this.#fixed) throw new Error("The fixed kernels are installed first.");
    return this.#fixed;
  }

  has(name: string): boolean {
    return this.#blocks.has(name);
  }

  block(name: string): KernelFunction {
    const kernel = this.#blocks.get(name);
    if (!kernel) throw new Error(`The kernel ${name} was not compiled before the run.`);
    return kernel;
  }
}
