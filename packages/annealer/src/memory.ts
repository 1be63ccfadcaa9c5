import { formatBytes, TooLargeError } from "@naru/base";
import { type FunctionWriter, writeModule } from "@naru/kernels";
import type { AnnealerHost } from "./host.ts";

/** A memory of so many bytes, and where its parts begin, each on a multiple of 64. */
export function layOut<const Sizes extends readonly number[]>(
  sizes: Sizes,
): { readonly addresses: { readonly [Part in keyof Sizes]: number }; readonly bytes: number } {
  const addresses: number[] = [];
  let bytes = 64; // 0 is nobody's address
  for (const size of sizes) {
    addresses.push(bytes);
    bytes += Math.ceil(size / 64) * 64;
  }
  return { addresses: addresses as { readonly [Part in keyof Sizes]: number }, bytes };
}

type Memory = ReturnType<AnnealerHost["createMemory"]>;
const pageBytes = 65536;
const mostPages = 65536;

/** The most that one memory holds, with some room for what is not counted. */
export const mostBytes = 2 ** 32 - 2 ** 24;

/** Throws TooLargeError for more than one memory can be. */
export function allocate(host: AnnealerHost, bytes: number): Memory {
  if (bytes > mostBytes) {
    throw new TooLargeError(
      `The model would take ${formatBytes(bytes)} of memory here, more than ${formatBytes(mostBytes)}. Give fewer variables or couplings.`,
    );
  }
  const pages = Math.ceil(bytes / pageBytes);
  return host.createMemory(pages, pages);
}

type Kernels = ReturnType<AnnealerHost["instantiate"]>;

/**
 * Functions of a module in a memory. Modules are kept for each host by their name: the platform makes code that has run
 * for a while faster, and so a module that was used before is fast from its first call on.
 */
export function kernelsIn(
  host: AnnealerHost,
  memory: Memory,
  name: string,
  write: () => readonly FunctionWriter[],
): Kernels {
  const isShared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const modules = modulesOf.get(host) ?? new Map<string, object>();
  modulesOf.set(host, modules);
  const key = `${name} ${isShared}`;
  const module = modules.get(key) ?? host.compile(writeModule(write(), { maximumPages: mostPages, isShared }));
  modules.set(key, module);
  return host.instantiate(module, memory);
}

const modulesOf = new WeakMap<AnnealerHost, Map<string, object>>();
