import { type Circuit, measureAll, type Operation } from "@naru/circuit";
import type { SimulateOptions, SimulateResult, Simulator, Support } from "../simulator.ts";

/**
 * What a simulator may honestly not do. Whatever is named here must be refused by `supports`, with a reason. Counts and
 * exact probabilities of static circuits are what makes it a simulator.
 */
export type Topic = "amplitudes" | "dynamic" | "noise";

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
  /** What the simulator does not do, and why. */
  readonly skips?: Partial<Record<Topic, string>>;
}

/** The simulator under test, behind what the suite asks of it. */
export class Subject {
  readonly tolerance: number;
  readonly skips: Partial<Record<Topic, string>>;
  readonly #make: () => Simulator | Promise<Simulator>;
  readonly #options: Partial<SimulateOptions>;
  readonly #qubitCount: number;
  #simulator: Simulator | undefined;

  constructor(make: () => Simulator | Promise<Simulator>, options: ConformanceOptions) {
    this.#make = make;
    this.#options = options.options ?? {};
    this.#qubitCount = options.qubitCount ?? 0;
    this.tolerance = options.tolerance ?? 1e-12;
    this.skips = options.skips ?? {};
  }

  async open(): Promise<void> {
    this.#simulator = await this.#make();
  }

  get simulator(): Simulator {
    if (!this.#simulator) throw new Error("The simulator is made before the first test.");
    return this.#simulator;
  }

  /** Whether the suite's qubits have other numbers in the circuits that the simulator sees. */
  get isSpread(): boolean {
    return this.#qubitCount > 0;
  }

  /** Whether the simulator takes a circuit, once it is spread. */
  supports(circuit: Circuit, options: Partial<SimulateOptions> = {}): Support {
    return this.simulator.supports(this.#spread(circuit), { seed: 1, ...this.#options, ...options });
  }

  /** Runs a circuit; what comes back is as if it had not been spread. */
  async run(circuit: Circuit, options: Partial<SimulateOptions>): Promise<SimulateResult> {
    const result = await this.simulator.run(this.#spread(circuit), { seed: 1, ...this.#options, ...options });
    return result.amplitudes ? { ...result, amplitudes: this.#gather(result.amplitudes, circuit.qubitCount) } : result;
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

  #gather(wide: Float64Array, qubitCount: number): Float64Array {
    if (qubitCount >= this.#qubitCount) return wide;
    const places = this.#places(qubitCount);
    return Float64Array.from({ length: 2 * 2 ** qubitCount }, (_, i) => {
      const from = places.reduce((index, place, k) => index | (((i >> (k + 1)) & 1) << place), 0);
      return wide[2 * from + (i % 2)];
    });
  }

  #places(qubitCount: number): readonly number[] {
    return Array.from({ length: qubitCount }, (_, k) =>
      Math.floor(((qubitCount - 1 - k) * (this.#qubitCount - 1)) / Math.max(1, qubitCount - 1)),
    );
  }
}

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
      return { ...operation, qubit: places[operation.qubit] };
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
