import type { NoiseModel } from "@naru/engine";
import type { NoiseFigures } from "../backend.ts";

/** The engine's noise model of a machine's figures. Readout flips 0 and 1 alike, on every qubit. */
export function noiseModelOf(figures: NoiseFigures): NoiseModel {
  return {
    oneQubitRate: figures.oneQubitRate,
    twoQubitRate: figures.twoQubitRate,
    ...(figures.readoutError > 0 && {
      readout: { oneGivenZero: figures.readoutError, zeroGivenOne: figures.readoutError },
    }),
  };
}

/**
 * IonQ's depolarising rates from average gate fidelities F: a depolarising channel of rate r on d = 2 or 4 dimensions
 * has average fidelity 1 − r (d − 1)/d, so r = (1 − F) d/(d − 1): 2 (1 − F) and 4/3 (1 − F).
 */
export function ratesFromFidelities(oneQubitFidelity: number, twoQubitFidelity: number) {
  return { oneQubitRate: 2 * (1 - oneQubitFidelity), twoQubitRate: (4 / 3) * (1 - twoQubitFidelity) };
}
