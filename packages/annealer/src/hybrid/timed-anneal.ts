import { exp, log, type Random } from "@naru/base";
import { defaultRange } from "../annealing/schedule.ts";
import { energyOf, type IsingModel, localField } from "../model.ts";
import type { Deadline } from "./deadline.ts";

/** The part of the time for which spins are warm; then descent. */
const warmPart = 0.9;
/** Spins between two looks at the clock. */
const pieceSpins = 1 << 13;

/**
 * One annealing run that takes just the time there is, by sweeps of plain code: for models so large that laying them out
 * for a kernel takes as long as some tens of sweeps, and cannot be cut short.
 */
export async function annealInTime(model: IsingModel, random: Random, deadline: Deadline): Promise<Int8Array> {
  const spins = Int8Array.from({ length: model.size }, () => (random.bits32() & 0x10000 ? 1 : -1));
  const [hot, cold] = defaultRange(model);
  // What comes after takes as long as one reckoning of the energy, some times.
  deadline.keep(6 * secondsOfEnergy(model, spins, deadline));
  const allSeconds = warmPart * deadline.secondsLeft;
  const began = deadline.secondsGone;
  for (;;) {
    const part = (deadline.secondsGone - began) / allSeconds;
    if (!(part < 1)) break;
    const beta = hot * exp(log(cold / hot) * part);
    for (let from = 0; from < model.size; from += pieceSpins) {
      sweep(model, spins, beta, random, from, Math.min(model.size, from + pieceSpins));
      if (await deadline.pause()) return spins;
    }
  }
  await descendInTime(model, spins, deadline);
  return spins;
}

/** How long this machine, as busy as it is, takes to look at each coupling once. */
export function secondsOfEnergy(model: IsingModel, spins: Int8Array, deadline: Deadline): number {
  const began = deadline.secondsGone;
  energyOf(model, spins);
  return deadline.secondsGone - began;
}

function sweep(model: IsingModel, spins: Int8Array, beta: number, random: Random, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const cost = -2 * beta * spins[i]! * localField(model, spins, i);
    if (cost < 0 || (cost < 20 && random.uniform() < exp(-cost))) spins[i] = -spins[i]!;
  }
}

/** Turns spins while that lowers the energy, in place; as far as the time lets. */
export async function descendInTime(model: IsingModel, spins: Int8Array, deadline: Deadline): Promise<void> {
  for (let turned = 1; turned > 0; ) {
    turned = 0;
    for (let from = 0; from < model.size; from += pieceSpins) {
      const to = Math.min(model.size, from + pieceSpins);
      for (let i = from; i < to; i++) {
        if (spins[i]! * localField(model, spins, i) <= 0) continue;
        spins[i] = -spins[i]!;
        turned++;
      }
      if (await deadline.pause()) return;
    }
  }
}
