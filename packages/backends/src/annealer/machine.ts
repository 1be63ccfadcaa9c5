import type { WorkingGraph } from "@naru/annealer";

/** An inclusive range. */
export type Range = readonly [number, number];

/** An emulated annealing QPU as data: what it takes, how long it takes, and the physics that is modelled. */
export interface AnnealerMachine {
  /** `workingGraphOf` of @naru/annealer gives its qubits and couplers. */
  readonly graph: WorkingGraph;
  /** Of linear coefficients (fields) and quadratic ones (couplings) of a problem that is not scaled. */
  readonly fieldRange: Range;
  readonly couplingRange: Range;
  /** Where couplings may be more negative, within a limit on their sum. */
  readonly extendedCouplingRange?: Range;
  /** Of the sum of all couplings of a qubit. */
  readonly qubitCouplingRange?: Range;
  /**
   * Of the sum of the couplings of each group of a qubit's couplers: those with odd and external neighbours, and those
   * with each half of the qubits that it crosses (Zephyr).
   */
  readonly groupCouplingRange?: Range;
  readonly reads: Range;
  /** Times in microseconds. */
  readonly annealUs: { readonly usual: number; readonly range: Range };
  readonly fastAnnealUs?: { readonly usual: number; readonly range: Range };
  readonly programmingThermalisationUs: { readonly usual: number; readonly range: Range };
  readonly readoutThermalisationUs: { readonly usual: number; readonly range: Range };
  /** Of all reads together: reads × (anneal + waits after readout). */
  readonly runUs: Range;
  /** The most points of a schedule; of a reverse one, one more. */
  readonly schedulePoints: number;
  readonly fieldGain?: { readonly points: number; readonly range: Range };
  /** Of every qubit; absent where qubits cannot be advanced. */
  readonly offsetRange?: Range;
  readonly timing: AnnealerTiming;
  readonly physics: AnnealerPhysics;
}

/** Times of the machine in microseconds, from which an access is reckoned. */
export interface AnnealerTiming {
  readonly programmingUs: number;
  /** Points [active qubits, microseconds], straight lines between them, or between their logarithms. */
  readonly readout: { readonly isLogarithmic: boolean; readonly points: readonly (readonly [number, number])[] };
  readonly delayUsPerSample: number;
  /** Waits between reads that are to be independent: [for the shortest anneals, for those of `longestAnnealUs` and more]. */
  readonly decorrelation: { readonly longestAnnealUs: number; readonly rangeUs: Range };
  /** What reverse anneals add, with the state prepared for each read or once. */
  readonly reverse: { readonly prepared: ReverseTiming; readonly continued: ReverseTiming };
  /** Time on the way to and from the machine, in no access. */
  readonly overheadUs: number;
}

export interface ReverseTiming {
  readonly programmingUs: number;
  readonly delayUs: number;
}

/**
 * The Hamiltonian −A(s)/2 Σ σx + B(s)/2 (Σ h σz + Σ J σz σz) at a temperature, and errors of its control. Energies are in
 * GHz (times Planck's constant).
 */
export interface AnnealerPhysics {
  /** A(s) = transverseGHz · (1 − s) · exp(−4 s). */
  readonly transverseGHz: number;
  /** B(s) = problemGHz · (0.4 s + 0.6 s²). */
  readonly problemGHz: number;
  readonly temperatureMK: number;
  /** Where A is smaller than this, qubits turn more seldom, by its square; they freeze. */
  readonly freezingGHz: number;
  /** Chances to turn that every qubit has in a microsecond, while it is not frozen. */
  readonly turnsPerUs: number;
  /** Chances to turn in an anneal of one microsecond that come of its coherence; they grow as the root of its time. */
  readonly coherentTurns: number;
  /** Steps in which fields and couplings can be set. */
  readonly fieldStep: number;
  readonly couplingStep: number;
  /** Standard deviations of errors that are drawn anew with each programming. */
  readonly fieldError: number;
  readonly couplingError: number;
  /** Standard deviation of fields that are always there, of each qubit the same for the machine's life. */
  readonly fieldBias: number;
  /** What a flux of one flux quantum through a qubit adds to its field. */
  readonly fieldPerFlux: number;
  /** Chance that a qubit is read wrongly. */
  readonly readoutError: number;
}
