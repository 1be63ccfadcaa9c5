import type { Circuit } from "@naru/circuit";
import { type Choice, choose, type Limits } from "./choose.ts";
import type { Host } from "./host.ts";
import { ReferenceSimulator } from "./reference/index.ts";
import type { Cost, MethodName, SimulateOptions, SimulateResult, Simulator } from "./simulator.ts";
import { mostQubits, StatevectorSimulator } from "./statevector/index.ts";
import { TinySimulator } from "./tiny/index.ts";

export interface EngineOptions {
  /** Threads for large states, the calling one included; as many as the host has if absent. */
  readonly threads?: number;
  /** Memory that one run may take; what the host grants if absent. */
  readonly maxBytes?: number;
}

/** What a run would take, known before it begins. */
export interface Estimate extends Cost {
  readonly method: MethodName;
  readonly why: string;
}

/**
 * Runs circuits by the method that fits each. One engine runs one large circuit at a time (others wait for it), keeps its
 * kernels, threads and memory for the next, and gives them back on `close`.
 */
export class Engine {
  readonly #simulators: readonly Simulator[];
  readonly #statevector: StatevectorSimulator;
  readonly #limits: Limits;

  private constructor(host: Host, threads: number, maxBytes: number) {
    this.#statevector = new StatevectorSimulator(host, threads);
    this.#simulators = [new TinySimulator(host), this.#statevector, new ReferenceSimulator(host)];
    this.#limits = { maxBytes, maxQubits: mostQubits.single, bytesPerAmplitude: 8 };
  }

  static async create(host: Host, options: EngineOptions = {}): Promise<Engine> {
    return new Engine(host, options.threads ?? host.threadCount, options.maxBytes ?? host.memoryBytes);
  }

  /**
   * The method, time and memory for a circuit; nothing is run or allocated. Throws TooLargeError (with qubits, bytes and
   * the limit) or UnsupportedError when nothing here can run it.
   */
  estimate(circuit: Circuit, options: SimulateOptions): Estimate {
    const { simulator, seconds, bytes, why } = this.#choose(circuit, options);
    return { method: simulator.name, seconds, bytes, why };
  }

  /** Runs a circuit. Throws as `estimate` does, and CancelledError once `options.stop` says so. */
  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    return this.#choose(circuit, options).simulator.run(circuit, options);
  }

  /** Ends the threads and gives the memory back. The engine must not be used afterwards. */
  async close(): Promise<void> {
    await this.#statevector.close();
  }

  #choose(circuit: Circuit, options: SimulateOptions): Choice {
    return choose(this.#simulators, circuit, options, this.#limits);
  }
}
