import { exp } from "@naru/base";
import { type AnnealPath, valueAt } from "./anneal-path.ts";
import type { AnnealerPhysics } from "./machine.ts";

/** One sweep over all qubits: where in the anneal it happens. */
export interface Sweep {
  readonly s: number;
  /** What fields count at this time. */
  readonly fieldGain: number;
}

/** Energy of the transverse field, and of a problem whose numbers are 1, in GHz. */
export const transverseAt = ({ transverseGHz }: AnnealerPhysics, s: number): number =>
  transverseGHz * (1 - s) * exp(-4 * s);
export const problemAt = ({ problemGHz }: AnnealerPhysics, s: number): number => problemGHz * (0.4 * s + 0.6 * s * s);

/** Boltzmann's constant over Planck's, GHz for each millikelvin. */
const gHzPerMK = 0.020836619;

/**
 * Inverse temperature of the problem (whose numbers have no unit) at a place of the anneal. The fluctuations that the
 * transverse field causes count as heat: its energy is added to the temperature's in squares.
 */
export function inverseTemperatureAt(physics: AnnealerPhysics, s: number): number {
  const place = Math.min(1, Math.max(0, s));
  const thermal = gHzPerMK * physics.temperatureMK;
  const quantum = transverseAt(physics, place);
  return Math.max(problemAt(physics, place) / 2 / Math.sqrt(thermal * thermal + quantum * quantum), 1e-6);
}

/** Steps in which each straight part of a schedule is looked at. */
const stepsOfPart = 400;

/**
 * The sweeps that one anneal amounts to. In a time dt, in which s moves by ds, a qubit that is not frozen has
 * `turnsPerUs`·dt + `coherentTurns`·√(ds·dt) chances to turn: the first for its contact with the surroundings, the second
 * for its coherence, so that a straight anneal of time t has `turnsPerUs`·t + `coherentTurns`·√t of them. Where the
 * transverse field is smaller than `freezingGHz`, there are fewer by the square of their ratio.
 */
export function sweepsOf(physics: AnnealerPhysics, path: AnnealPath): Sweep[] {
  const steps = stepsOf(physics, path);
  const total = steps.reduce((so, { chances }) => so + chances, 0);
  // Half a chance is left after the last sweep; an anneal of less than that turns nothing.
  const last = total - 0.5;
  if (last < 0) return [];
  const sweeps: Sweep[] = [];
  let due = 1 - (last - Math.floor(last));
  for (const { chances, s, fieldGain } of steps) {
    due += chances;
    for (; due >= 1; due--) sweeps.push({ s, fieldGain });
  }
  return sweeps;
}

/** Small steps of an anneal, and the chances to turn that each of them gives a qubit. */
function stepsOf(
  physics: AnnealerPhysics,
  { points, fieldGain }: AnnealPath,
): (Sweep & { readonly chances: number })[] {
  return points.slice(1).flatMap(([to, high], k) => {
    const [from, low] = points[k] ?? [0, 0];
    const [dt, ds] = [(to - from) / stepsOfPart, Math.abs(high - low) / stepsOfPart];
    const chances = physics.turnsPerUs * dt + physics.coherentTurns * Math.sqrt(ds * dt);
    return Array.from({ length: stepsOfPart }, (_, step) => {
      const part = (step + 0.5) / stepsOfPart;
      const s = low + (high - low) * part;
      const gain = fieldGain ? valueAt(fieldGain, from + (to - from) * part) : 1;
      return { s, fieldGain: gain, chances: chances * mobility(physics, s) };
    });
  });
}

function mobility(physics: AnnealerPhysics, s: number): number {
  const ratio = transverseAt(physics, s) / physics.freezingGHz;
  return ratio >= 1 ? 1 : ratio * ratio;
}
