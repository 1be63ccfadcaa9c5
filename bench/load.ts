import { cpus } from "node:os";
import { type Timing, timed } from "./engine/python.ts";

export interface BesideOthers extends Timing {
  /** Cores that were busy with anything else, or not given to this machine, on average while the work ran. */
  readonly coresTaken: number;
}

/** Some work of this process, and how much of the machine others had meanwhile. */
export async function timedBesideOthers(work: () => unknown): Promise<BesideOthers> {
  const idleBefore = idleMs();
  const { wallMs, cpuMs } = await timed(work);
  const taken = cpus().length * wallMs - (idleMs() - idleBefore) - cpuMs;
  return { wallMs, cpuMs, coresTaken: Math.max(0, taken / wallMs) };
}

const idleMs = (): number => cpus().reduce((sum, { times }) => sum + times.idle, 0);
