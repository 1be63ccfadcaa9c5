import { exp } from "@naru/base";

/** How long a qubit keeps what it holds. */
export interface Lifetimes {
  readonly t1Seconds: number;
  /** At most 2·T1. */
  readonly t2Seconds: number;
}

/**
 * 1 − average gate fidelity of qubits that only decay, each by its T1 and T2, for so many seconds.
 *
 * The process fidelity of one qubit is a quarter of the trace of its Pauli transfer matrix, (1 + e^(−t/T1) + 2·e^(−t/T2))/4;
 * that of several is the product. The average fidelity is (d·F + 1)/(d + 1): M. A. Nielsen, Phys. Lett. A 303, 249 (2002).
 */
export function decayError(seconds: number, qubits: readonly Lifetimes[]): number {
  const dimension = 2 ** qubits.length;
  let process = 1;
  for (const { t1Seconds, t2Seconds } of qubits) {
    process *= (1 + exp(-seconds / t1Seconds) + 2 * exp(-seconds / t2Seconds)) / 4;
  }
  return 1 - (dimension * process + 1) / (dimension + 1);
}

/**
 * The rate of a depolarising error that makes up for what decay does not explain of a gate's error: with it and the decay of
 * its qubits, the gate has the average error `error`. 0 where decay alone is worse.
 *
 * The rate r of ρ ↦ (1−r)·ρ + r·I/d, before or after decay, turns the average fidelity F of the decay into
 * (1−r)·F + r/d, since the average over all pure states of ⟨ψ|E(I/d)|ψ⟩ is 1/d for every channel E. The error that
 * randomised benchmarking tells includes decay (Magesan, Gambetta and Emerson, Phys. Rev. Lett. 106, 180504 (2011)).
 */
export function depolarisingRate(error: number, seconds: number, qubits: readonly Lifetimes[]): number {
  const fidelity = 1 - decayError(seconds, qubits);
  const mixed = 2 ** -qubits.length;
  return Math.max(0, Math.min(1, (fidelity - (1 - error)) / (fidelity - mixed)));
}
