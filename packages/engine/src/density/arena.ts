import type { Host, KernelMemory } from "../host.ts";

/** A WebAssembly page. */
const pageBytes = 65_536;
/** Most pages that a memory with 32-bit addresses can have. */
export const mostPages = 65_536;

/** Typed views of a memory; they end with it when it grows, and are then made anew. */
export interface Views {
  readonly single: Float32Array;
  readonly double: Float64Array;
  readonly words: Int32Array;
}

/** The memory of a simulator, which grows to the largest state met and is used again by the next run. */
export class Arena {
  readonly memory: KernelMemory;
  #views: Views;

  constructor(host: Host) {
    this.memory = host.createMemory(1, mostPages);
    this.#views = viewsOf(this.memory);
  }

  get views(): Views {
    return this.#views;
  }

  /** Makes sure that addresses below `bytes` exist. */
  reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / pageBytes));
    this.#views = viewsOf(this.memory);
  }
}

const viewsOf = ({ buffer }: KernelMemory): Views => ({
  single: new Float32Array(buffer),
  double: new Float64Array(buffer),
  words: new Int32Array(buffer),
});
