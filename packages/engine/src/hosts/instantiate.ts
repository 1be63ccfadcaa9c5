import type { KernelExports, KernelMemory, KernelModule } from "../host.ts";

/** As `KernelHost` asks, on platforms with the WebAssembly of the web. */
export function instantiate(module: KernelModule, memory: KernelMemory): KernelExports {
  const imports = { engine: { memory: memory as WebAssembly.Memory } };
  return new WebAssembly.Instance(module as WebAssembly.Module, imports).exports as unknown as KernelExports;
}
