import { energyOf, type IsingModel, localField } from "../model.ts";
import type { Deadline } from "./deadline.ts";

/** A million states, which take some tens of milliseconds. */
export const mostExactSpins = 20;

/**
 * A state of least energy of a small model, found by going through all states in Gray's order, and some of those that were
 * the best on the way.
 */
export async function allStates(model: IsingModel, deadline: Deadline): Promise<readonly Int8Array[]> {
  const { size } = model;
  const spins = new Int8Array(size).fill(-1);
  const found: Int8Array[] = [spins.slice()];
  let energy = energyOf(model, spins);
  let best = energy;
  for (let k = 1; k < 2 ** size; k++) {
    const i = 31 - Math.clz32(k & -k);
    energy -= 2 * spins[i]! * localField(model, spins, i);
    spins[i] = -spins[i]!;
    if (energy < best - 1e-12 * Math.abs(best)) {
      best = energy;
      found.push(spins.slice());
    }
    if (k % 65536 === 0) await deadline.pause();
  }
  return found;
}
