import { type FunctionWriter, writeModule } from "@naru/kernels";
import type { Host, KernelExports, KernelMemory, KernelModule } from "../host.ts";
import { frameKernels } from "./frame-kernels.ts";
import { gatherKernel } from "./gather-kernel.ts";
import { tableauKernels } from "./tableau-kernels.ts";

/** Most pages of 64 KiB that a memory with 32-bit addresses can have. */
const mostPages = 65_536;
const pageBytes = 65_536;

/** Most bytes of a machine's memory. */
export const mostMachineBytes = mostPages * pageBytes;

/** Kernels over a memory of their own, all zeros. */
export interface Machine {
  readonly kernels: KernelExports;
  readonly memory: KernelMemory;
}

const sources: Readonly<Record<"tableau" | "frames", () => FunctionWriter[]>> = {
  tableau: tableauKernels,
  frames: () => [...frameKernels(), gatherKernel()],
};

/** Makes machines; their kernels are compiled once. A machine lives as long as the run that asked for it. */
export class Machines {
  readonly #host: Host;
  readonly #modules = new Map<string, KernelModule>();

  constructor(host: Host) {
    this.#host = host;
  }

  make(kind: "tableau" | "frames", bytes: number): Machine {
    const pages = Math.ceil(bytes / pageBytes);
    const memory = this.#host.createMemory(pages, pages);
    const isShared = !(memory.buffer instanceof ArrayBuffer);
    const name = `${kind} ${isShared}`;
    const module =
      this.#modules.get(name) ??
      this.#host.compile(writeModule(sources[kind](), { maximumPages: mostPages, isShared }));
    this.#modules.set(name, module);
    return { kernels: this.#host.instantiate(module, memory), memory };
  }
}
