import type { Clock } from "./simulator.ts";

/**
 * What the engine needs of the platform it runs on. The engine itself imports nothing of Node or of a browser; the
 * program that creates an engine passes one of these in (`@naru/engine/node` has one).
 */
export interface Host extends Clock, KernelHost {
  /** How many threads can run at the same time. */
  readonly threadCount: number;
  /** Memory that the engine may count on, in bytes. */
  readonly memoryBytes: number;
  /** Allocates a WebAssembly memory, in pages of 64 KiB. Shared memory is needed for helper threads. */
  createMemory(initialPages: number, maximumPages: number): KernelMemory;
  /**
   * The same with 64-bit addresses (memory64), for states beyond 4 GiB: shared, if `createMemory` shares. Absent where the
   * platform has no such memory, which `WebAssembly.validate` tells of a module that declares one.
   */
  createWideMemory?(initialPages: number, maximumPages: number): KernelMemory;
  compile(bytes: Uint8Array<ArrayBuffer>): KernelModule;
  /** Whether kernels may fuse multiplication and addition where the platform can; see `EngineOptions.fused`. */
  readonly isFused?: boolean;
  /** Starts a thread that passes every message to a `Helper`. Absent where there are no threads. */
  startHelper?(): Promise<HelperThread>;
}

/** The part of the platform that a helper thread needs as well. */
export interface KernelHost {
  /** Instantiates a module that imports `memory` of `engine`, and gives its exports. */
  instantiate(module: KernelModule, memory: KernelMemory): KernelExports;
}

/** A WebAssembly.Memory. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Grows by some pages, whose number is a bigint where addresses have 64 bits. */
  grow(pages: number | bigint): unknown;
}

/** A WebAssembly.Module: handed from the host to itself, and to helper threads in messages. */
export type KernelModule = object;

/**
 * Lengths and masks are 32-bit integers; numbers from 2^31 to 2^32 are taken modulo 2^32. So are addresses, but for those
 * of states in memories with 64-bit addresses, which are whole.
 */
export type KernelFunction = (...parameters: number[]) => void;
export type KernelExports = Readonly<Record<string, KernelFunction>>;

export interface HelperThread {
  /** False once the thread has ended, by `terminate` or by an error. */
  readonly isAlive: boolean;
  /** Sends a message: plain data, modules and memories. */
  post(message: unknown): void;
  terminate(): Promise<void>;
}
