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
export function sweepsOf(physics: AnnealerPhysics, { points, fieldGain }: AnnealPath): Sweep[] {
  const sweeps: Sweep[] = [];
  let due = 0.5;
  for (let k = 1; k < points.length; k++) {
    const [[from, low], [to, high]] = [points[k - 1] ?? [0, 0], points[k] ?? [0, 0]];
    const dt = (to - from) / stepsOfPart;
    const chances =
      physics.turnsPerUs * dt + physics.coherentTurns * Math.sqrt((Math.abs(high - low) / stepsOfPart) * dt);
    for (let step = 0; step < stepsOfPart; step++) {
      const part = (step + 0.5) / stepsOfPart;
      const s = low + (high - low) * part;
      due += chances * mobility(physics, s);
      for (; due >= 1; due--)
        sweeps.push({ s, fieldGain: fieldGain ? valueAt(fieldGain, from + (to - from) * part) : 1 });
    }
  }
  // The shortest anneals leave spins as chance and fields throw them: one sweep where freezing begins.
  if (sweeps.length === 0 && points[0]?.[1] === 0) sweeps.push({ s: freezingPlace(physics), fieldGain: 1 });
  return sweeps;
}

function mobility(physics: AnnealerPhysics, s: number): number {
  const ratio = transverseAt(physics, s) / physics.freezingGHz;
  return ratio >= 1 ? 1 : ratio * ratio;
}

/** Where the transverse field falls to `freezingGHz`. */
export function freezingPlace(physics: AnnealerPhysics): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (transverseAt(physics, middle) > physics.freezingGHz) low = middle;
    else high = middle;
  }
  return low;
}
