import type { Circuit, PauliSum } from "@naru/circuit";
import { type Analysis, analyse, checkInput } from "./analyse/index.ts";
import { type BoundRunner, boundParts, isBinding, runBound, withParameters } from "./bind/index.ts";
import type { Choice, Limits } from "./choose.ts";
import { DensitySimulator } from "./density/index.ts";
import { type GradientOptions, gradientOf, type ValueAndGradient } from "./gradient/index.ts";
import type { Host } from "./host.ts";
import { MpsSimulator } from "./mps/index.ts";
import { Pacer } from "./pacer.ts";
import { type CostPolynomial, Qaoa, type QaoaOptions } from "./qaoa/index.ts";
import { runParts } from "./reduce/index.ts";
import { ReferenceSimulator } from "./reference/index.ts";
import type { Cost, MethodName, SimulateOptions, SimulateResult, Simulator } from "./simulator.ts";
import { StabilizerSimulator } from "./stabilizer/index.ts";
import { StatevectorSimulator } from "./statevector/index.ts";
import { TinySimulator } from "./tiny/index.ts";
import { finish, finishPaced, type Work } from "./work.ts";

export interface EngineOptions {
  /** Threads for large states, the calling one included; as many as the host has if absent. */
  readonly threads?: number;
  /** Memory that one run may take; what the host grants if absent. */
  readonly maxBytes?: number;
  /**
   * Whether kernels of the state vector fuse multiplication and addition (relaxed SIMD) where the platform can: faster,
   * but the last bits, and with them the counts of a seed, are then those of the machine. False if absent.
   */
  readonly fused?: boolean;
}

/** What a run would take, known before it begins. */
export interface Estimate extends Pick<Cost, "seconds" | "bytes"> {
  /** The same in a process that has just started, where code is not optimised and kernels are not compiled yet. */
  readonly firstSeconds: number;
  /** The method, or that of the largest part of a circuit that falls apart. */
  readonly method: MethodName;
  readonly why: string;
}

/**
 * Runs circuits by the method that fits each. Runs that are under way at the same time share the machine, so that a short
 * one need not wait for a long one. An engine keeps its kernels, threads and memory for the next run, and gives them back
 * on `close`.
 */
export class Engine {
  readonly #host: Host;
  readonly #simulators: readonly Simulator[];
  readonly #statevector: StatevectorSimulator;
  readonly #density: DensitySimulator;
  readonly #limits: Limits;
  #qaoas: readonly WeakRef<Qaoa>[] = [];

  private constructor(host: Host, threads: number, maxBytes: number) {
    this.#host = host;
    this.#statevector = new StatevectorSimulator(host, threads);
    this.#density = new DensitySimulator(host);
    this.#simulators = [
      new TinySimulator(host),
      new StabilizerSimulator(host),
      this.#statevector,
      this.#density,
      new MpsSimulator(host),
      new ReferenceSimulator(host),
    ];
    this.#limits = { maxBytes, maxQubits: this.#statevector.mostQubits("single") };
  }

  static async create(host: Host, options: EngineOptions = {}): Promise<Engine> {
    const used = options.fused ? { ...host, isFused: true } : host;
    return new Engine(used, options.threads ?? host.threadCount, options.maxBytes ?? host.memoryBytes);
  }

  /**
   * The method, time and memory for a circuit; nothing is run or allocated. Throws InvalidInputError for what makes no
   * sense, TooLargeError (with qubits, bytes and the limit) or UnsupportedError when nothing here can run it.
   */
  estimate(circuit: Circuit, options: SimulateOptions): Estimate {
    const { method, seconds, firstSeconds, bytes, why } = finish(this.#analyse(circuit, options));
    return { method, seconds, firstSeconds, bytes, why };
  }

  /** Runs a circuit. Throws as `estimate` does, and CancelledError once `options.stop` says so. */
  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const work = this.#analyse(circuit, options);
    const isLong = circuit.operations?.length > mostOperationsAtOnce;
    const analysis = isLong ? await finishPaced(work, new Pacer(this.#host, options), () => 0) : finish(work);
    if (analysis.kind === "whole") return analysis.simulator.run(circuit, options);
    const { reduction, choices, method, why } = analysis;
    const joined = await runParts(reduction, options, this.#host, sharesOf(analysis), (part, partOptions, k) =>
      simulatorOf(choices[k]).run(part.circuit, partOptions),
    );
    return { method, why: `${why}.`, ...joined };
  }

  /**
   * Runs one circuit with many sets of gate parameters: entry k is what `run` gives, up to rounding, for the circuit with the
   * angles of set k, which has one for each gate parameter, in the order of the operations and of the parameters of each.
   * The methods are chosen once, for each part of a circuit that falls apart, unless they depend on the angles (Clifford
   * gates, little entanglement); sets after the first need no new plan, and compile nothing. Every set's shots are drawn
   * with the same seed.
   */
  async bind(
    circuit: Circuit,
    parameterSets: readonly Float64Array[],
    options: SimulateOptions,
  ): Promise<SimulateResult[]> {
    if (parameterSets.length === 0) return [];
    const analysis = finish(this.#analyse(withParameters(circuit, parameterSets[0]), options));
    return runBound(this.#bound(circuit, options, analysis), circuit, parameterSets, options);
  }

  /** What runs a circuit with any angles as it was found to run with some; the engine itself, where that depends on them. */
  #bound(circuit: Circuit, options: SimulateOptions, analysis: Analysis): BoundRunner {
    if (analysis.kind === "whole") {
      const { simulator, method } = analysis;
      if (dependsOnAngles.has(method)) return this;
      return isBinding(simulator) ? simulator.bound() : simulator;
    }
    const { choices, why } = analysis;
    if (choices.some((choice) => choice && dependsOnAngles.has(choice.simulator.name))) return this;
    const plan = { ...analysis, why: `${why}.`, shares: sharesOf(analysis) };
    return boundParts(circuit, options, plan, this.#host) ?? this;
  }

  /**
   * The expectation value of an observable in the state at the end, and its derivatives by all gate parameters, in the order
   * of the operations and of the parameters of each. Throws as `run` does.
   */
  async gradient(circuit: Circuit, observable: PauliSum, options: GradientOptions = {}): Promise<ValueAndGradient> {
    return gradientOf(this.#statevector, circuit, observable, options, this.#limits.maxBytes);
  }

  /**
   * Computes a cost for every bitstring, for QAOA: see `Qaoa`. It has a memory of its own, which its `close` or that of the
   * engine gives back, or who lets go of the last reference to it.
   */
  async qaoa(cost: CostPolynomial, options: QaoaOptions = {}): Promise<Qaoa> {
    const qaoa = await Qaoa.create(this.#host, cost, { maxBytes: this.#limits.maxBytes, ...options });
    this.#qaoas = [...this.#qaoas.filter((known) => known.deref()), new WeakRef(qaoa)];
    return qaoa;
  }

  /** Ends the threads and gives the memory back. The engine must not be used afterwards. */
  async close(): Promise<void> {
    const qaoas = this.#qaoas.map((known) => known.deref()?.close());
    await Promise.all([...qaoas, this.#statevector.close(), this.#density.close()]);
  }

  *#analyse(circuit: Circuit, options: SimulateOptions): Work<Analysis> {
    checkInput(circuit, options);
    yield;
    return yield* analyse(this.#simulators, circuit, options, this.#limits);
  }
}

/** Which part of the work each part of a circuit is. */
const sharesOf = ({ choices, serialSeconds }: Extract<Analysis, { kind: "parts" }>): number[] =>
  choices.map((choice) => (choice ? (choice.serialSeconds ?? choice.seconds) / serialSeconds : 0));

function simulatorOf(choice: Choice | null): Simulator {
  if (!choice) throw new Error("A part that needs no method was to be run by one.");
  return choice.simulator;
}

/** Looking at so many operations takes some 20 ms; what is shorter is not worth a pause. */
const mostOperationsAtOnce = 50_000;

/** Methods that fit some angles of a circuit and not others. */
const dependsOnAngles: ReadonlySet<MethodName> = new Set(["stabilizer", "mps"]);
