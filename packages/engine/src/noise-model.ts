import type { GateName } from "@naru/circuit";

/**
 * Noise as data: errors after gates, decay while time passes, and readings that err. Plain JSON.
 *
 * After a gate, in this order: its depolarising error by rate, the channels of every rule that fits it, in the order of
 * the list, and the decay of its qubits while it ran. `checkNoise` says whether a model is sound. It means the same to
 * every method.
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
  /** Further channels after gates. Every rule that fits a gate acts, in the order of this list. */
  readonly rules?: readonly NoiseRule[];
  /** Decay of qubits while gates run and, if so wanted, while they wait. */
  readonly relaxation?: Relaxation;
  /** Flips of what a measurement writes; the state itself is not touched. One for all qubits, or one for each. */
  readonly readout?: ReadoutError | readonly ReadoutError[];
  /**
   * Readings of neighbouring qubits that err together, in place of `readout` for these qubits. A qubit is in one group
   * at most.
   */
  readonly correlatedReadout?: readonly CorrelatedReadout[];
}

/** How often a measurement writes the wrong bit. */
export interface ReadoutError {
  /** Probability to read 1 from a qubit that is 0. */
  readonly oneGivenZero: number;
  /** Probability to read 0 from a qubit that is 1. */
  readonly zeroGivenOne: number;
}

/**
 * What is read from a group of up to eight qubits, by what they are. Measurements that follow one another with nothing
 * but measurements, barriers and delays between are one reading; qubits of the group that are not part of it count as 0, and
 * what would be read from them is dropped.
 */
export interface CorrelatedReadout {
  readonly qubits: readonly number[];
  /**
   * Row by row, 2^k rows and columns: the probability to read the row when the qubits are in the column. Bit j of a row
   * or column number belongs to `qubits[j]`. Columns add up to 1.
   */
  readonly matrix: readonly number[];
}

/** A channel, and the gates it follows. What is absent does not restrict. */
export interface NoiseRule {
  /**
   * Gates by name; further controls make a gate another one, which only a rule without names fits. "unitary" stands for
   * every unitary operation.
   */
  readonly gates?: readonly (GateName | "unitary")[];
  /** Gates on so many qubits, further controls included. */
  readonly width?: number;
  /** Gates on exactly these qubits in this order, further controls first. */
  readonly qubits?: readonly number[];
  /**
   * The qubits that the channel acts on, whatever the gate acts on: as many as the channel has, so that neighbours of a
   * gate can suffer from it (crosstalk). Absent: the gate's own. A channel on one qubit then acts on each of them in
   * turn, and one on two qubits only follows gates on two.
   */
  readonly on?: readonly number[];
  readonly channel: NoiseChannel;
}

/** What happens to one qubit or two. Character j of a Pauli string, and bit j of a row of a matrix, is the j-th of them. */
export type NoiseChannel =
  /** Each string of I, X, Y, Z strikes with its probability; nothing happens otherwise. All of one length, 1 or 2. */
  | { readonly kind: "pauli"; readonly probabilities: Readonly<Record<string, number>> }
  /** Depolarises one qubit or two, at a rate as in the model. */
  | { readonly kind: "depolarising"; readonly width: 1 | 2; readonly rate: number }
  /**
   * The qubit falls from |1⟩ to |0⟩ with this probability. With an excited population p it is drawn to a mixture with
   * ⟨1|ρ|1⟩ = p instead: it falls with (1−p) times the probability and rises with p times it.
   */
  | { readonly kind: "amplitudeDamping"; readonly probability: number; readonly excitedPopulation?: number }
  /** Kraus operators diag(1, √(1−λ)) and diag(0, √λ), λ the probability: the coherence shrinks by √(1−λ). */
  | { readonly kind: "phaseDamping"; readonly probability: number }
  /** Decay over a length of time: the coherence shrinks by e^(−t/T2), the population goes to its rest by e^(−t/T1). */
  | {
      readonly kind: "thermalRelaxation";
      readonly t1Seconds: number;
      /** At most 2·T1. */
      readonly t2Seconds: number;
      readonly seconds: number;
      /** Population of |1⟩ at rest; 0 if absent. */
      readonly excitedPopulation?: number;
    }
  /** exp(−i·angle/2·P) for a Pauli string P: an over-rotation, or a coupling to a spectator. */
  | { readonly kind: "rotation"; readonly paulis: string; readonly angleRadians: number }
  /** ρ ↦ Σ KρK†, with Σ K†K = 1 within 1e-9. Each K row by row, entries as re, im: 2·4^k numbers. */
  | { readonly kind: "kraus"; readonly matrices: readonly (readonly number[])[] };

/** Decay by T1 and T2. Each figure is one for all qubits, or one for each. */
export interface Relaxation {
  readonly t1Seconds: number | readonly number[];
  /** At most 2·T1. */
  readonly t2Seconds: number | readonly number[];
  /** Population of |1⟩ of a qubit left alone, 0 … 1; 0 if absent. */
  readonly excitedPopulation?: number | readonly number[];
  readonly durations: Durations;
  /**
   * Whether qubits also decay while they wait. Operations then start as soon as their qubits are free, all at 0 at the
   * beginning; a barrier waits for all of its qubits. A condition waits for its bits and for every qubit that any of
   * its branches needs, and frees them together after the longer branch; for a loop whose turns are known only while
   * it runs all qubits wait, from turn to turn. Nothing decays after its last operation. A delay is waiting in any case.
   */
  readonly idle?: boolean;
}

/**
 * How long operations take. What a measurement writes is what it finds at its start. A gate on three or more qubits
 * takes `wideGateErrors` times the time of a two-qubit gate.
 */
export interface Durations {
  readonly oneQubitSeconds: number;
  readonly twoQubitSeconds: number;
  /** Of single gates in place of the two above, for the gate without further controls. */
  readonly gateSeconds?: Readonly<Partial<Record<GateName, number>>>;
  /** 0 if absent. */
  readonly measureSeconds?: number;
  /** 0 if absent. */
  readonly resetSeconds?: number;
}
