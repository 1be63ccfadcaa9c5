import { seeded } from "@naru/base";
import { energyOf, type IsingModel, isingModel } from "./model.ts";

/** A model in which each pair is coupled with a probability, by one of the values. */
export function randomModel(size: number, part: number, values: readonly number[], seed: number): IsingModel {
  const random = seeded(seed);
  const [first, second, couplings]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      if (random.uniform() >= part) continue;
      first.push(i);
      second.push(j);
      couplings.push(values[random.below(values.length)]!);
    }
  }
  const fields = Array.from({ length: size }, () => (random.below(3) - 1) * Math.abs(values[0]!));
  return isingModel(fields, { first, second, values: couplings }, 0.5);
}

/** The state of n spins that a number stands for: bit i is 1 where spin i is 1. */
export const stateOf = (index: number, size: number): Int8Array =>
  Int8Array.from({ length: size }, (_, i) => ((index >> i) & 1 ? 1 : -1));

/** Energies of all 2^n states. */
export const allEnergies = (model: IsingModel): Float64Array =>
  Float64Array.from({ length: 2 ** model.size }, (_, k) => energyOf(model, stateOf(k, model.size)));
