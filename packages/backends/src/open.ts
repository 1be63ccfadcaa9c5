import { formatBytes, InvalidInputError, seeded, TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, countResources } from "@naru/circuit";
import type { SimulateOptions, SimulateResult } from "@naru/engine";
import type { CircuitOutcome, Outcome, Resources, Workload } from "@naru/workload";
import type {
  Backend,
  BackendModel,
  BackendSpec,
  CompiledCircuit,
  NoiseFigures,
  RunControl,
  WorkloadEstimate,
} from "./backend.ts";
import { compileToIonTrap } from "./emulated/compile.ts";
import { splitWideGates } from "./emulated/decompose.ts";
import { noiseModelOf } from "./emulated/noise.ts";
import { planResults } from "./result-size.ts";

/** What a backend needs of the engine; `Engine` of @naru/engine is one. */
export interface Simulation {
  estimate(circuit: Circuit, options: SimulateOptions): { method: string; seconds: number; bytes: number; why: string };
  run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult>;
}

/** Opens a model on an engine: the ideal simulator, the simulator under a noise model, or an emulated QPU. */
export function openBackend(model: BackendModel, simulation: Simulation): Backend {
  return new SimulatedBackend(model, simulation);
}

class SimulatedBackend implements Backend {
  readonly spec: BackendSpec;
  readonly #model: BackendModel;
  readonly #simulation: Simulation;

  constructor(model: BackendModel, simulation: Simulation) {
    this.spec = model.spec;
    this.#model = model;
    this.#simulation = simulation;
  }

  estimate(workload: Workload): WorkloadEstimate {
    checkLimits(this.spec, workload);
    const noise = this.#noise(workload);
    const results = planResults(workload, noise !== null);
    let [seconds, bytes, oneQubitGates, twoQubitGates, depth, qubits, durationUs] = [0, 0, 0, 0, 0, 0, 0];
    let slowest = { method: "", why: "", seconds: -1 };
    let index = 0;
    for (const { circuit, resources } of this.#prepare(workload, noise)) {
      const options = this.#options(circuit, workload, noise, results.listed[index++] ?? false, 0);
      const cost = this.#simulation.estimate(circuit, options);
      seconds += cost.seconds;
      bytes = Math.max(bytes, cost.bytes);
      if (cost.seconds > slowest.seconds) slowest = cost;
      oneQubitGates += resources.oneQubitGates;
      twoQubitGates += resources.twoQubitGates;
      depth = Math.max(depth, resources.depth);
      qubits = Math.max(qubits, resources.qubits);
      durationUs += resources.durationUs ?? 0;
    }
    const { method, why } = slowest;
    const duration = this.spec.calibration && { durationUs };
    return {
      seconds: seconds + results.seconds,
      bytes: bytes + results.bytes,
      method,
      why,
      resources: { qubits, oneQubitGates, twoQubitGates, depth, ...duration },
    };
  }

  async compile(workload: Workload): Promise<CompiledCircuit[]> {
    checkLimits(this.spec, workload);
    return [...this.#prepare(workload, this.#noise(workload))];
  }

  async run(workload: Workload, control: RunControl): Promise<Outcome> {
    checkLimits(this.spec, workload);
    const seed = workload.seed ?? control.seed;
    const noise = this.#noise(workload);
    const { listed } = planResults(workload, noise !== null);
    const streams = seeded(seed);
    const circuits: CircuitOutcome[] = [];
    for (const { circuit, resources } of this.#prepare(workload, noise)) {
      const index = circuits.length;
      const result = await this.#simulation.run(circuit, {
        ...this.#options(circuit, workload, noise, listed[index] ?? false, streams.fork(index).bits32()),
        stop: control.stop,
        onProgress: (done) => control.onProgress?.((index + done) / workload.circuits.length),
      });
      circuits.push({
        bitCount: result.bitCount,
        shots: workload.shots,
        counts: result.counts ?? new Map(),
        ...(result.probabilities && { probabilities: result.probabilities }),
        ...(result.memory && { memory: result.memory }),
        resources,
        ...(this.#compiles && { compiled: circuit }),
        method: { name: result.method, why: result.why },
        seconds: result.seconds,
      });
    }
    return { kind: "sample", circuits, seed };
  }

  get #compiles(): boolean {
    return this.spec.kind === "emulated_qpu";
  }

  /** The figures that act on this workload: the machine's own, or the model the user chose, or none. */
  #noise(workload: Workload): NoiseFigures | null {
    const name = workload.noiseModel ?? this.#model.ownNoise;
    if (name === null) return null;
    const figures = this.#model.noise[name];
    if (!figures) {
      throw new UnsupportedError(
        `The backend ${this.spec.name} has no noise model "${name}". Choose one of: ${this.spec.noiseModels.join(", ")}.`,
        { noiseModel: name, noiseModels: this.spec.noiseModels },
      );
    }
    for (const { qubitCount } of workload.circuits) {
      if (qubitCount > figures.qubitLimit) {
        throw new TooLargeError(
          `The noise model "${name}" takes circuits of up to ${figures.qubitLimit} qubits; this one has ${qubitCount}.`,
          { noiseModel: name, qubits: qubitCount, limit: figures.qubitLimit },
        );
      }
    }
    const silent = figures.oneQubitRate === 0 && figures.twoQubitRate === 0 && figures.readoutError === 0;
    return silent ? null : figures;
  }

  /** The circuits as they will run, one at a time: a workload of thousands never stands in memory twice. */
  *#prepare(workload: Workload, noise: NoiseFigures | null): Generator<CompiledCircuit> {
    for (const original of workload.circuits) {
      const circuit = this.#compiles
        ? compileToIonTrap(original, this.spec.nativeGates.includes("ms") ? "ms" : "rzz")
        : noise
          ? splitWideGates(original)
          : original;
      yield { circuit, resources: this.#resources(circuit) };
    }
  }

  #resources(circuit: Circuit): Resources {
    const { oneQubitGates, twoQubitGates, multiQubitGates, depth } = countResources(circuit);
    const calibration = this.spec.calibration;
    return {
      qubits: circuit.qubitCount,
      oneQubitGates,
      twoQubitGates: twoQubitGates + multiQubitGates,
      depth,
      // One laser system drives a trapped-ion chain, so gates follow one another.
      ...(calibration && {
        durationUs:
          calibration.resetUs +
          oneQubitGates * calibration.oneQubitGateUs +
          twoQubitGates * calibration.twoQubitGateUs +
          calibration.readoutUs,
      }),
    };
  }

  /** A dynamic circuit gives counts alone: its exact distribution would double with every measurement on the way. */
  #options(
    circuit: Circuit,
    workload: Workload,
    noise: NoiseFigures | null,
    isListed: boolean,
    seed: number,
  ): SimulateOptions {
    return {
      seed,
      shots: workload.shots,
      ...(workload.memory && { memory: true }),
      ...(noise && { noise: noiseModelOf(noise) }),
      ...(isListed && !isDynamic(circuit) && { probabilities: true }),
    };
  }
}

/** Two 32-bit floats: the least that a state vector takes. */
const bytesPerAmplitude = 8;

/** Refuses what the backend's own limits do not allow. The same answer at submit and in the worker. */
function checkLimits(spec: BackendSpec, workload: Workload): void {
  const { circuits, shots } = workload;
  if (circuits.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  const refuse = (what: string, asked: number, limit: number) => {
    throw new TooLargeError(`The backend ${spec.name} takes up to ${limit} ${what}; this job has ${asked}.`, {
      backend: spec.name,
      [what]: asked,
      limit,
    });
  };
  if (circuits.length > spec.limits.circuits) refuse("circuits", circuits.length, spec.limits.circuits);
  if (shots > spec.limits.shots) refuse("shots", shots, spec.limits.shots);
  let gates = 0;
  for (const circuit of circuits) {
    gates += circuit.operations.length;
    if (circuit.qubitCount > spec.qubitCount) {
      const bytes = bytesPerAmplitude * 2 ** Math.min(circuit.qubitCount, 60); // beyond 8 EiB, more says no more
      const atLeast = circuit.qubitCount > 60 ? "more than " : "";
      throw new TooLargeError(
        `The backend ${spec.name} takes up to ${spec.qubitCount} qubits; this job has ${circuit.qubitCount}, whose state alone would take ${atLeast}${formatBytes(bytes)}.`,
        { backend: spec.name, qubits: circuit.qubitCount, limit: spec.qubitCount, bytes },
      );
    }
    if (!spec.dynamicCircuits && isDynamic(circuit)) {
      throw new UnsupportedError(
        `The backend ${spec.name} measures once, at the end: no mid-circuit measurement, reset or condition. Use a simulator.`,
        { backend: spec.name },
      );
    }
  }
  if (gates > spec.limits.gates) refuse("gates", gates, spec.limits.gates);
}

/** Whether anything acts on a qubit after its measurement, or a reset or a condition occurs. */
function isDynamic(circuit: Circuit): boolean {
  const measured = new Set<number>();
  for (const operation of circuit.operations) {
    if (operation.kind === "reset" || operation.kind === "if") return true;
    if (operation.kind === "measure") {
      if (measured.has(operation.qubit)) return true;
      measured.add(operation.qubit);
    } else if (operation.kind !== "barrier") {
      const controls = operation.kind === "gate" ? (operation.controls ?? []) : [];
      if ([...operation.qubits, ...controls].some((qubit) => measured.has(qubit))) return true;
    }
  }
  return false;
}
