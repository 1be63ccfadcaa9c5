import { UnsupportedError } from "@naru/base";
import type { MemoryImport } from "@naru/kernels";
import type { Host, KernelMemory } from "../../host.ts";
import { pageBytes } from "./memory-map.ts";

/** Most pages that a memory with 32-bit addresses can have. */
export const mostPages = 65_536;
/** Most pages that platforms grant a memory with 64-bit addresses: 16 GiB. */
const mostWidePages = 262_144;

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
  /** Whether addresses have 64 bits. */
  readonly isWide: boolean;
  #views: Views;

  constructor(host: Host, isWide = false) {
    this.isWide = isWide;
    this.memory = isWide ? createWide(host) : host.createMemory(1, mostPages);
    this.#views = viewsOf(this.memory);
  }

  get isShared(): boolean {
    return !(this.memory.buffer instanceof ArrayBuffer);
  }

  /** How modules import this memory. */
  get memoryImport(): MemoryImport {
    const { isWide, isShared } = this;
    return { maximumPages: isWide ? mostWidePages : mostPages, isShared, isWide };
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
    const pages = Math.ceil(missing / pageBytes);
    this.memory.grow(this.isWide ? BigInt(pages) : pages);
    this.#views = viewsOf(this.memory);
  }
}

function createWide(host: Host): KernelMemory {
  const memory = host.createWideMemory?.(1, mostWidePages);
  if (!memory) throw new UnsupportedError("This platform has no WebAssembly memory of more than 4 GiB.", {});
  return memory;
}
