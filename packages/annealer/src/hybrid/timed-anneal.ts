import { exp, log, type Random } from "@naru/base";
import { searchRange } from "../annealing/schedule.ts";
import { randomSpins } from "../limits.ts";
import { energyOf, type IsingModel, localField } from "../model.ts";
import type { Deadline } from "./deadline.ts";

/** Time that is left for descent, in sweeps: after that hardly a spin turns. */
const descentSweeps = 3;
/** Spins between two looks at the clock. */
const pieceSpins = 1 << 13;

/** A state, and its energy. */
export interface Reached {
  readonly spins: Int8Array;
  energy: number;
}

/**
 * One annealing run that takes just the time there is, by sweeps of plain code: for models so large that laying them out
 * for a kernel takes as long as some tens of sweeps, and cannot be cut short. The energy is kept, turn by turn, since
 * reckoning it at the end would take a part of the time that nobody knows before.
 */
export async function annealInTime(model: IsingModel, random: Random, deadline: Deadline): Promise<Reached> {
  const spins = randomSpins(model.size, random);
  const reached = { spins, energy: energyOf(model, spins) };
  const [hot, cold] = searchRange(model);
  const allSeconds = deadline.secondsLeft;
  const began = deadline.secondsGone;
  let sweepSeconds = 0;
  for (;;) {
    const sweepBegan = deadline.secondsGone;
    const warmSeconds = allSeconds - descentSweeps * sweepSeconds;
    const part = (sweepBegan - began) / warmSeconds;
    if (!(warmSeconds > 0 && part < 1)) break;
    const beta = hot * exp(log(cold / hot) * part);
    for (let from = 0; from < model.size; from += pieceSpins) {
      sweep(model, reached, beta, random, from, Math.min(model.size, from + pieceSpins));
      if (await deadline.pause()) return reached;
    }
    sweepSeconds = deadline.secondsGone - sweepBegan;
  }
  await descendInTime(model, reached, deadline);
  return reached;
}

/** How long this machine, as busy as it is, takes to look at each coupling once. */
export function secondsOfEnergy(model: IsingModel, spins: Int8Array, deadline: Deadline): number {
  const began = deadline.secondsGone;
  energyOf(model, spins);
  return deadline.secondsGone - began;
}

function sweep(model: IsingModel, reached: Reached, beta: number, random: Random, from: number, to: number): void {
  const { spins } = reached;
  let change = 0;
  for (let i = from; i < to; i++) {
    const half = -spins[i]! * localField(model, spins, i);
    const cost = 2 * beta * half;
    if (cost >= 0 && (cost >= 20 || random.uniform() >= exp(-cost))) continue;
    spins[i] = -spins[i]!;
    change += 2 * half;
  }
  reached.energy += change;
}

/** Turns spins while that lowers the energy, in place; as far as the time lets. */
export async function descendInTime(model: IsingModel, reached: Reached, deadline: Deadline): Promise<void> {
  const { spins } = reached;
  for (let turned = 1; turned > 0; ) {
    turned = 0;
    for (let from = 0; from < model.size; from += pieceSpins) {
      const to = Math.min(model.size, from + pieceSpins);
      for (let i = from; i < to; i++) {
        const gain = spins[i]! * localField(model, spins, i);
        if (gain <= 0) continue;
        spins[i] = -spins[i]!;
        reached.energy -= 2 * gain;
        turned++;
      }
      if (await deadline.pause()) return;
    }
  }
}
