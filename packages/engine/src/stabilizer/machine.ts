import { type FunctionWriter, writeModule } from "@naru/kernels";
import type { Host, KernelExports, KernelMemory, KernelModule } from "../host.ts";
import { frameKernels } from "./frame-kernels.ts";
import { gatherKernel } from "./gather-kernel.ts";
import { tableauKernels } from "./tableau-kernels.ts";

/** Most pages of 64 KiB that a memory with 32-bit addresses can have. */
const mostPages = 65_536;
const pageBytes = 65_536;
/** What one machine can have: all that 32-bit addresses reach. */
export const mostMachineBytes = mostPages * pageBytes;

/** Kernels over a memory of their own. */
export interface Machine {
  readonly kernels: KernelExports;
  readonly memory: KernelMemory;
}

type MachineKind = "tableau" | "frames";

const sources: Readonly<Record<MachineKind, () => FunctionWriter[]>> = {
  tableau: tableauKernels,
  frames: () => [...frameKernels(), gatherKernel()],
};

/** Larger memories, and more than so many of a kind, are not kept: 16 MiB hold 4000 qubits, or frames of 50 000. */
const mostPagesKept = 256;
const mostKept = 2;

/** Lends machines; their kernels are compiled once, and small memories are used again. */
export class Machines {
  readonly #host: Host;
  readonly #modules = new Map<string, KernelModule>();
  readonly #idle: Readonly<Record<MachineKind, Machine[]>> = { tableau: [], frames: [] };

  constructor(host: Host) {
    this.#host = host;
  }

  /** Lends a machine for as long as `work` takes. Its memory holds what others of the kind have left. */
  async use<Result>(
    kind: MachineKind,
    bytes: number,
    work: (machine: Machine) => Result | Promise<Result>,
  ): Promise<Result> {
    const idle = this.#idle[kind];
    const kept = idle.pop();
    const machine = kept && kept.memory.buffer.byteLength >= bytes ? kept : this.make(kind, bytes);
    try {
      return await work(machine);
    } finally {
      const isSmall = machine.memory.buffer.byteLength <= mostPagesKept * pageBytes;
      if (isSmall && idle.length < mostKept) idle.push(machine);
    }
  }

  /** A machine of its own, with a memory of zeros. */
  make(kind: MachineKind, bytes: number): Machine {
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
