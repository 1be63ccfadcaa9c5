/** A process of `threads.ts` that anneals by itself when it is told to, and says when it is done. */
import { Threads } from "@naru/annealer";
import { nodeHost } from "@naru/annealer/node";
import { dense, pegasus16 } from "./instances.ts";

export const models = {
  "Pegasus P16, couplings ±1": pegasus16,
  "1000 spins, all pairs ±1": () => dense(1000),
} as const;
export type ModelName = keyof typeof models;

/** What a process is told to anneal. */
export interface Part {
  readonly reads: number;
  readonly sweeps: number;
  readonly seed: number;
}

if (process.send && process.argv[1] === import.meta.filename) {
  const model = models[process.argv[2] as ModelName]();
  const crew = new Threads(nodeHost(), 1);
  process.on("message", async (part: Part) => {
    await crew.anneal(model, part);
    process.send?.("done");
  });
}
