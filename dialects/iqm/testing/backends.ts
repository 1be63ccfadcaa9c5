import { type Backend, openBackend } from "@naru/backends";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { Machine } from "../src/backends/index.ts";

/** Machines on the real engine: what the dialect's promises are worth in the end. */
export async function realBackends(
  machines: readonly Machine[],
): Promise<{ backends: Backend[]; close(): Promise<void> }> {
  const engine = await Engine.create(nodeHost(), { threads: 1, maxBytes: 2 ** 30 });
  return { backends: machines.map(({ model }) => openBackend(model, engine)), close: () => engine.close() };
}
