import type { FunctionWriter } from "./function-writer.ts";
import { unsigned } from "./leb.ts";

/** The memory that a module imports as `memory` of `engine`. Sizes in pages of 64 KiB. */
export interface MemoryImport {
  readonly maximumPages: number;
  readonly isShared: boolean;
  /** Whether addresses are 64-bit integers (memory64); absent: 32-bit. See `FunctionWriter` for what reaches them. */
  readonly isWide?: boolean;
}

/** A WebAssembly module, in its binary form, that exports each function by its name and imports one memory. */
export function writeModule(functions: readonly FunctionWriter[], memory: MemoryImport): Uint8Array<ArrayBuffer> {
  const indices = functions.map((_, i) => leb(i));
  const types = functions.map((writer) => [
    0x60,
    ...vector(writer.parameterTypes(memory.isWide).map((type) => [type])),
    ...vector(writer.results.map((type) => [type])),
  ]);
  const limits = 1 + (memory.isShared ? 2 : 0) + (memory.isWide ? 4 : 0); // "has a maximum", "shared", "64-bit"
  const memoryType = [limits, ...leb(1), ...leb(memory.maximumPages)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, vector(types)),
    ...section(2, vector([[...text("engine"), ...text("memory"), 0x02, ...memoryType]])),
    ...section(3, vector(indices)),
    ...section(7, vector(functions.map(({ name }, i) => [...text(name), 0x00, ...indices[i]!]))),
    ...section(10, vector(functions.map((writer) => writer.bytes(memory.isWide)))),
  ]);
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  unsigned(value, bytes);
  return bytes;
}

const vector = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content];
/** Names are plain ASCII. */
const text = (name: string): number[] => [...leb(name.length), ...Array.from(name, (letter) => letter.charCodeAt(0))];
