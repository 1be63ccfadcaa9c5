import { type Backend, openBackend } from "@naru/backends";
import { everyZero, scriptedBackend } from "@naru/dialect/conformance";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { Outcome, Workload } from "@naru/workload";
import { ibm } from "../src/index.ts";

/** IBM's backends, on which every circuit has a register `meas` of two bits that read 01 in every shot. */
export const scripted = (run: (workload: Workload) => Outcome | Promise<Outcome> = everyShotReads01): Backend[] =>
  ibm.backends.map(({ spec }) => scriptedBackend(spec, run));

export function everyShotReads01(workload: Workload): Outcome {
  const outcome = everyZero(workload);
  if (outcome.kind !== "sweep") return outcome;
  return {
    ...outcome,
    items: outcome.items.map((item) => ({
      ...item,
      bitCount: 2,
      registers: [{ name: "meas", clbits: [0, 1] }],
      bits: new Uint8Array(item.shape.reduce((product, length) => product * length, item.shots)).fill(1),
    })),
  };
}

/** IBM's backends on the real engine: what the dialect's promises are worth in the end. */
export async function realBackends(): Promise<{ backends: Backend[]; close(): Promise<void> }> {
  const engine = await Engine.create(nodeHost(), { threads: 1, maxBytes: 2 ** 30 });
  return { backends: ibm.backends.map((model) => openBackend(model, engine)), close: () => engine.close() };
}
