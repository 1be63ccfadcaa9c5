/**
 * What the samplers need of the platform they run on: an engine's host (`@naru/engine/node`, `/web`) is one. They import
 * nothing of Node or of a browser themselves.
 */
export interface AnnealerHost {
  /** Milliseconds that never run backwards, from any origin. */
  now(): number;
  /** Lets other work of this thread happen (timers, messages), then goes on. */
  pause(): Promise<void>;
  /** Allocates a WebAssembly memory, in pages of 64 KiB. */
  createMemory(initialPages: number, maximumPages: number): { readonly buffer: ArrayBuffer | SharedArrayBuffer };
  compile(bytes: Uint8Array<ArrayBuffer>): object;
  /** Instantiates a module that imports `memory` of `engine`, and gives its exports. */
  instantiate(
    module: object,
    memory: { readonly buffer: ArrayBuffer | SharedArrayBuffer },
  ): Readonly<Record<string, (...parameters: number[]) => void>>;
}
