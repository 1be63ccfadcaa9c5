import { type Circuit, circuitOf, gate, measureAll, type Operation, type PauliSum } from "@naru/circuit";
import type { SimulateOptions, SimulateResult, Simulator, Support } from "../simulator.ts";
import { stirring } from "./arbitrary.ts";
import { cliffordStirring } from "./clifford-circuits.ts";

/**
 * What a simulator may honestly not do. Whatever is named here must be refused by `supports`, with a reason. Counts and
 * exact probabilities of static circuits are what makes it a simulator.
 */
export type Topic = "amplitudes" | "dynamic" | "loops" | "noise" | "observables" | "initial states";

export interface ConformanceOptions {
  /** Options of every run: a precision, for example. */
  readonly options?: Partial<SimulateOptions>;
  /** The largest error of an amplitude that counts as rounding; 1e-12 if absent. Probabilities may err by twice that. */
  readonly tolerance?: number;
  /**
   * Circuits are spread over this many qubits, the others idle, so that a method made for wide states shows what it does
   * with them. The suite's own circuits have up to six.
   */
  readonly qubitCount?: number;
  /** Part of the shots that tests of noise draw, for a method on which each shot that errs takes long; 1 if absent. */
  readonly noisyShots?: number;
  /** "clifford" for a simulator of Clifford circuits alone: it is asked for those, and must refuse others. All if absent. */
  readonly gates?: "clifford";
  /** A circuit that the simulator refuses; one of 60 qubits if absent, or one with a T gate under "clifford". */
  readonly refused?: Circuit;
  /** What the simulator does not do, and why. */
  readonly skips?: Partial<Record<Topic, string>>;
}

/** The simulator under test, behind what the suite asks of it. */
export class Subject {
  readonly tolerance: number;
  readonly noisyShots: number;
  readonly skips: Partial<Record<Topic, string>>;
  readonly refused: Circuit;
  /** Whether the simulator takes Clifford circuits alone. */
  readonly isClifford: boolean;
  readonly #make: () => Simulator | Promise<Simulator>;
  readonly #options: Partial<SimulateOptions>;
  readonly #qubitCount: number;
  #simulator: Simulator | undefined;

  constructor(make: () => Simulator | Promise<Simulator>, options: ConformanceOptions) {
    this.#make = make;
    this.#options = options.options ?? {};
    this.#qubitCount = options.qubitCount ?? 0;
    this.tolerance = options.tolerance ?? 1e-12;
    this.noisyShots = options.noisyShots ?? 1;
    this.skips = options.skips ?? {};
    this.isClifford = options.gates === "clifford";
    this.refused =
      options.refused ?? (this.isClifford ? circuitOf(1, [gate("t", [0])]) : circuitOf(60, [gate("h", [59])]));
  }

  async open(): Promise<void> {
    this.#simulator = await this.#make();
  }

  get simulator(): Simulator {
    if (!this.#simulator) throw new Error("The simulator is made before the first test.");
    return this.#simulator;
  }

  /** Gates after which several outcomes are possible. */
  stirring(qubitCount: number): Operation[] {
    return this.isClifford ? cliffordStirring(qubitCount) : stirring(qubitCount);
  }

  /** Whether the suite's qubits have other numbers in the circuits that the simulator sees. */
  get isSpread(): boolean {
    return this.#qubitCount > 0;
  }

  /** Whether the simulator takes a circuit, once it is spread. */
  supports(circuit: Circuit, options: Partial<SimulateOptions> = {}): Support {
    return this.simulator.supports(this.#spread(circuit), this.#spreadOptions(circuit, options));
  }

  /** Runs a circuit; what comes back is as if it had not been spread. */
  async run(circuit: Circuit, options: Partial<SimulateOptions>): Promise<SimulateResult> {
    const result = await this.simulator.run(this.#spread(circuit), this.#spreadOptions(circuit, options));
    return result.amplitudes ? { ...result, amplitudes: this.#gather(result.amplitudes, circuit.qubitCount) } : result;
  }

  /** Runs a circuit as it is, not spread: for input that must be refused. */
  async runNarrow(circuit: Circuit, options: Partial<SimulateOptions>): Promise<SimulateResult> {
    return this.simulator.run(circuit, { seed: 1, ...this.#options, ...options });
  }

  /** The circuit on other qubits of a wider one, the last of its qubits on the first, so that neighbours are far apart. */
  #spread(circuit: Circuit): Circuit {
    if (circuit.qubitCount >= this.#qubitCount) return circuit;
    const places = this.#places(circuit.qubitCount);
    const { operations, ...rest } = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
    return {
      ...rest,
      qubitCount: this.#qubitCount,
      operations: operations.map((operation) => moved(operation, places)),
    };
  }

  /** Observables leave the idle qubits alone, and an initial state has them in |0⟩. */
  #spreadOptions({ qubitCount }: Circuit, asked: Partial<SimulateOptions>): SimulateOptions {
    const options = { seed: 1, ...this.#options, ...asked };
    if (qubitCount >= this.#qubitCount) return options;
    const { observables, initialState } = options;
    return {
      ...options,
      ...(observables && { observables: observables.map((sum) => this.#spreadSum(sum, qubitCount)) }),
      ...(initialState && { initialState: this.#spreadState(initialState, qubitCount) }),
    };
  }

  /** A string that does not fit to the circuit stays as it is. */
  #spreadSum({ terms }: PauliSum, qubitCount: number): PauliSum {
    const places = this.#places(qubitCount);
    return {
      terms: terms.map(({ paulis, coefficient }) => {
        if (paulis.length !== qubitCount) return { paulis, coefficient };
        const letters = new Array<string>(this.#qubitCount).fill("I");
        places.forEach((place, k) => {
          letters[this.#qubitCount - 1 - place] = paulis[qubitCount - 1 - k];
        });
        return { paulis: letters.join(""), coefficient };
      }),
    };
  }

  #spreadState(narrow: Float64Array, qubitCount: number): Float64Array {
    if (this.#qubitCount > widestState) return narrow;
    const places = this.#places(qubitCount);
    const wide = new Float64Array(2 * 2 ** this.#qubitCount);
    narrow.forEach((part, i) => {
      wide[2 * spreadIndex(i >> 1, places) + (i % 2)] = part;
    });
    return wide;
  }

  #gather(wide: Float64Array, qubitCount: number): Float64Array {
    if (qubitCount >= this.#qubitCount) return wide;
    const places = this.#places(qubitCount);
    return Float64Array.from({ length: 2 * 2 ** qubitCount }, (_, i) => {
      return wide[2 * spreadIndex(i >> 1, places) + (i % 2)];
    });
  }

  #places(qubitCount: number): readonly number[] {
    return Array.from({ length: qubitCount }, (_, k) =>
      Math.floor(((qubitCount - 1 - k) * (this.#qubitCount - 1)) / Math.max(1, qubitCount - 1)),
    );
  }
}

/** Wider states do not fit into an array; whoever is spread wider takes none. */
const widestState = 24;

/** Bit k of an index at `places[k]`. */
const spreadIndex = (index: number, places: readonly number[]): number =>
  places.reduce((wide, place, k) => wide | (((index >> k) & 1) << place), 0);

/** The same operation with qubit k at `places[k]`. */
export function moved(operation: Operation, places: readonly number[]): Operation {
  const all = (qubits: readonly number[]) => qubits.map((qubit) => places[qubit]);
  switch (operation.kind) {
    case "gate":
      return {
        ...operation,
        qubits: all(operation.qubits),
        ...(operation.controls && { controls: all(operation.controls) }),
      };
    case "unitary":
    case "barrier":
      return { ...operation, qubits: all(operation.qubits) };
    case "measure":
    case "reset":
    case "delay":
      return { ...operation, qubit: places[operation.qubit] };
    case "assign":
      return operation;
    case "while":
      return { ...operation, body: operation.body.map((inner) => moved(inner, places)) };
    case "if": {
      const { otherwise } = operation;
      return {
        ...operation,
        // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
        then: operation.then.map((inner) => moved(inner, places)),
        ...(otherwise && { otherwise: otherwise.map((inner) => moved(inner, places)) }),
      };
    }
  }
}
