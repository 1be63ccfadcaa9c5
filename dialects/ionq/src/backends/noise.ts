import { type NoiseFigures, ratesFromFidelities } from "@naru/backends";

/**
 * Noise models of IonQ's cloud simulator: depolarising rates after each one- and two-qubit gate, no readout error, for
 * circuits up to the modelled machine's size. Rates of Aria and Forte as IonQ's guide to its noise models gave them in
 * 2025.
 */
export const simulatorNoise = {
  ideal: { oneQubitRate: 0, twoQubitRate: 0, readoutError: 0, qubitLimit: 28 },
  /**
   * IonQ describes Harmony by a formula of its own; here the same channel stands for it, with rates from the fidelities
   * 99.35 % and 96.02 % that Microsoft's page on the provider gave on 2021-02-01.
   */
  harmony: { ...ratesFromFidelities(0.9935, 0.9602), readoutError: 0, qubitLimit: 11 },
  "aria-1": { oneQubitRate: 0.0005, twoQubitRate: 0.0133, readoutError: 0, qubitLimit: 25 },
  "aria-2": { oneQubitRate: 0.00065733, twoQubitRate: 0.01856, readoutError: 0, qubitLimit: 25 },
  "forte-1": { oneQubitRate: 0.00026667, twoQubitRate: 0.00494933, readoutError: 0, qubitLimit: 36 },
  /** Not published where we looked; the rates of Forte-1, a machine of the same design. */
  "forte-enterprise-1": { oneQubitRate: 0.00026667, twoQubitRate: 0.00494933, readoutError: 0, qubitLimit: 36 },
} as const satisfies Record<string, NoiseFigures>;
