import type { GateName } from "@naru/circuit";

/**
 * Noise as data: depolarising errors after gates and flips at readout.
 *
 * A rate r is in IonQ's convention. After a one-qubit gate the Kraus operators are K₀ = √(1−3r/4)·I and Kᵢ = √(r/4)·σᵢ,
 * so each of the three other Paulis strikes with probability r/4. After a two-qubit gate they are K₀ = √(1−15r/16)·I⊗I
 * and √(r/16)·σᵢ⊗σⱼ, so each of the fifteen others strikes with probability r/16. Rates lie in 0 … 1; r = 1 leaves the
 * qubits fully mixed.
 *
 * Barriers, measurements and resets have no gate error. A `unitary` operation counts as a gate of its width.
 */
export interface NoiseModel {
  /** Rate after every gate on one qubit. */
  readonly oneQubitRate: number;
  /** Rate after every gate on two qubits, further controls included. */
  readonly twoQubitRate: number;
  /** Rates of single gates in place of the two above; they hold for the gate without further controls. */
  readonly gateRates?: Readonly<Partial<Record<GateName, number>>>;
  /**
   * How many two-qubit errors follow a gate on three or more qubits. They strike neighbouring pairs of its operands
   * (further controls first, then `qubits`), in turn. Absent: such circuits are refused, and are to be compiled to gates
   * on one and two qubits first.
   */
  readonly wideGateErrors?: number;
  /** Flips of what a measurement writes; the state itself is not touched. One for all qubits, or one for each. */
  readonly readout?: ReadoutError | readonly ReadoutError[];
}

/** How often a measurement writes the wrong bit. */
export interface ReadoutError {
  /** Probability to read 1 from a qubit that is 0. */
  readonly oneGivenZero: number;
  /** Probability to read 0 from a qubit that is 1. */
  readonly zeroGivenOne: number;
}
