import { Sweeper } from "../../expect/index.ts";
import type { Host } from "../../host.ts";
import type { Precision } from "../../simulator.ts";
import { SweepMachine } from "../ops/index.ts";
import { Arena } from "./arena.ts";
import { KernelLibrary } from "./kernel-library.ts";

/**
 * Kernels take some KiB each. A circuit family needs 10 to 50, a random one some hundred; whoever runs so many different
 * circuits that more come together begins anew, which costs a second of compiling in hours.
 */
const mostKernels = 8192;

/** What a run has for itself: a memory, and the kernels that work on it. Made at its first run, and used again. */
export class Lane {
  readonly arena: Arena;
  readonly #host: Host;
  readonly #libraries = new Map<Precision, KernelLibrary>();
  readonly #sweepers = new Map<Precision, Sweeper>();
  readonly #treeMachines = new Map<Precision, SweepMachine>();

  /** `isWide`: the memory is to have 64-bit addresses. */
  constructor(host: Host, isWide: boolean) {
    this.#host = host;
    this.arena = new Arena(host, isWide);
  }

  library(precision: Precision): KernelLibrary {
    const known = this.#libraries.get(precision);
    if (known && known.size < mostKernels) return known;
    const made = new KernelLibrary(this.#host, this.arena, precision);
    this.#libraries.set(precision, made);
    return made;
  }

  sweeper(precision: Precision): Sweeper {
    const known = this.#sweepers.get(precision);
    if (known) return known;
    const made = new Sweeper(this.#host, this.arena, precision);
    this.#sweepers.set(precision, made);
    return made;
  }

  /** For shot trees. */
  treeMachine(precision: Precision): SweepMachine {
    const known = this.#treeMachines.get(precision);
    if (known) return known;
    const made = new SweepMachine(this.#host, this.arena, precision);
    this.#treeMachines.set(precision, made);
    return made;
  }
}
