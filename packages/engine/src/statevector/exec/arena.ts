import type { Host, KernelMemory } from "../../host.ts";
import { pageBytes } from "./memory-map.ts";

/** Most pages that a memory with 32-bit addresses can have. */
export const mostPages = 65_536;

/** Typed views of a memory; they end with it when it grows, and are then made anew. */
export interface Views {
  readonly single: Float32Array;
  readonly double: Float64Array;
  readonly words: Int32Array;
}

export function viewsOf({ buffer }: KernelMemory): Views {
  return { single: new Float32Array(buffer), double: new Float64Array(buffer), words: new Int32Array(buffer) };
}

/** Arenas are counted, so that helper threads know which one is meant. */
let arenas = 0;

/** The memory of a run, which grows to the largest state met and is used again by the next run. */
export class Arena {
  readonly number = ++arenas;
  readonly memory: KernelMemory;
  #views: Views;

  constructor(host: Host) {
    this.memory = host.createMemory(1, mostPages);
    this.#views = viewsOf(this.memory);
  }

  get isShared(): boolean {
    return !(this.memory.buffer instanceof ArrayBuffer);
  }

  get views(): Views {
    return this.#views;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Makes sure that addresses below `bytes` exist. */
  reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / pageBytes));
    this.#views = viewsOf(this.memory);
  }
}
