import { exp, InvalidInputError, log } from "@naru/base";
import type { IsingModel } from "../model.ts";

/** Inverse temperatures, one for each sweep, in units of 1/energy. */
export type Schedule = Float64Array;

/** How a schedule goes from its first inverse temperature to its last. */
export type Interpolation = "geometric" | "linear";

/**
 * From `range[0]` to `range[1]` in so many sweeps. Throws InvalidInputError for what is no range of positive numbers.
 */
export function scheduleOf(
  range: readonly [number, number],
  sweeps: number,
  kind: Interpolation = "geometric",
): Schedule {
  const [hot, cold] = range;
  if (!(hot > 0) || !(cold >= hot) || !Number.isFinite(cold)) {
    throw new InvalidInputError(
      `Inverse temperatures from ${hot} to ${cold} are no range. Both are above 0, the second not below the first.`,
    );
  }
  const part = (t: number) => (sweeps > 1 ? t / (sweeps - 1) : 1);
  return Float64Array.from({ length: sweeps }, (_, t) =>
    kind === "linear" ? hot + (cold - hot) * part(t) : hot * exp(log(cold / hot) * part(t)),
  );
}

/**
 * A range in which annealing begins where even the stiffest spin turns every other time it is asked, and ends where the
 * slightest uphill turn of a spin that is torn least succeeds once in a hundred times: ln 2 / max ΔE and ln 100 / min ΔE.
 */
export function defaultRange({ size, fields, starts, couplings }: IsingModel): readonly [number, number] {
  let [most, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < size; i++) {
    let sum = Math.abs(fields[i]!);
    if (sum > 0 && sum < least) least = sum;
    for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++) {
      const coupling = Math.abs(couplings[k]!);
      sum += coupling;
      if (coupling > 0 && coupling < least) least = coupling;
    }
    if (sum > most) most = sum;
  }
  if (most === 0) return [1, 1];
  return [log(2) / (2 * most), Math.max(log(100) / (2 * least), log(2) / (2 * most))];
}

/**
 * The range of searches that descend afterwards: within the default, but no hotter than needed to forget the state, and no
 * colder than descent needs. With the root mean square w of a spin's local field, it begins where β w is a half for the
 * stiffest spin (mean-field glasses freeze where it is 1: Sherrington and Kirkpatrick, Phys. Rev. Lett. 35, 1792 (1975)) and
 * ends where it is 20 for the softest. Sums of many strengths, and least ones among numbers of all sizes, lie far outside.
 */
export function searchRange(model: IsingModel): readonly [number, number] {
  const { size, fields, starts, couplings } = model;
  let [most, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < size; i++) {
    let squares = fields[i]! * fields[i]!;
    for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++) squares += couplings[k]! * couplings[k]!;
    if (squares > most) most = squares;
    if (squares > 0 && squares < least) least = squares;
  }
  const [hottest, coldest] = defaultRange(model);
  const cold = most > 0 ? Math.min(coldest, 20 / Math.sqrt(least)) : coldest;
  return [most > 0 ? Math.min(cold, Math.max(hottest, 0.5 / Math.sqrt(most))) : hottest, cold];
}

/** ln 2/(2β) of each sweep, as kernels take it. */
export function writeScales(schedule: Schedule, into: Float32Array): void {
  schedule.forEach((beta, sweep) => {
    into[sweep] = log(2) / (2 * beta);
  });
}
