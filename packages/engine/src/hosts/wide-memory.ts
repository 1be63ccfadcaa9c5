import type { KernelMemory } from "../host.ts";

/** As `Host` asks, on platforms that `supportsWideMemory`. */
export function createWideMemory(initialPages: number, maximumPages: number): KernelMemory {
  const descriptor = { address: "i64", initial: BigInt(initialPages), maximum: BigInt(maximumPages), shared: true };
  return new WebAssembly.Memory(descriptor as unknown as WebAssembly.MemoryDescriptor); // newer than its type
}

/** Whether there are shared memories with 64-bit addresses (memory64): in Node from 24 on. */
export const supportsWideMemory = (): boolean => WebAssembly.validate(moduleWithWideMemory);

/** "\0asm", version 1, and a section of one memory: shared, 64-bit, of one page. */
const moduleWithWideMemory = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 7, 1, 1);
