import type { Cost, Precision, SimulateOptions } from "../simulator.ts";
import { stateBytes } from "./memory.ts";
import type { Plan } from "./plan.ts";

/** Measured on a core at 2.5 GHz: what planning and binding a block takes, and going through one number. */
const secondsPerBlock = 3e-5;
const secondsPerNumber: Readonly<Record<Precision, number>> = { single: 1e-9, double: 2e-9 };
const secondsPerOutcome = 2e-8;
const secondsPerShot = 1e-7;
/** Tables and kernels of a pass. */
const fixedBytes = 2 ** 20;

/** Time and memory of a plan, for a process that has its kernels. */
export function costOf(plan: Plan, precision: Precision, indexBits: number, options: SimulateOptions): Cost {
  const blocks = plan.passes.reduce((sum, { steps }) => sum + steps.length, 0);
  const shots = options.shots ?? 0;
  const outcomes = shots > 0 || options.probabilities ? 2 ** indexBits : 0;
  return {
    seconds:
      secondsPerBlock * (1 + blocks) +
      secondsPerNumber[precision] * plan.work +
      secondsPerOutcome * outcomes +
      secondsPerShot * shots,
    bytes: fixedBytes + stateBytes(plan.width, precision) + 48 * outcomes + 12 * shots,
  };
}
