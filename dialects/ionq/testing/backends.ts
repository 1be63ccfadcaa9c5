import { type Backend, openBackend } from "@naru/backends";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { ionq } from "../src/index.ts";

/** IonQ's backends on the real engine: what the dialect's promises are worth in the end. */
export async function realBackends(): Promise<{ backends: Backend[]; close(): Promise<void> }> {
  const engine = await Engine.create(nodeHost(), { threads: 1, maxBytes: 2 ** 30 });
  return { backends: ionq.backends.map((model) => openBackend(model, engine)), close: () => engine.close() };
}
