import type { AnnealerHost } from "../host.ts";

/** What platforms with the WebAssembly of the web have in common. */
export const kernelHost = (pause: () => Promise<void>): AnnealerHost => ({
  now: () => performance.now(),
  pause,
  createMemory: (initial, maximum) => new WebAssembly.Memory({ initial, maximum }),
  compile: (bytes) => new WebAssembly.Module(bytes),
  instantiate: (module, memory) =>
    new WebAssembly.Instance(module as WebAssembly.Module, { engine: { memory: memory as WebAssembly.Memory } })
      .exports as unknown as ReturnType<AnnealerHost["instantiate"]>,
});
