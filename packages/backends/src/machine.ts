import { TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, countResources } from "@naru/circuit";
import type { NoiseModel, SimulateOptions, SimulateResult } from "@naru/engine";
import type { Resources } from "@naru/workload";
import type { BackendModel, BackendSpec, CompiledCircuit, NoiseFigures } from "./backend.ts";
import { compileToIonTrap } from "./emulated/compile.ts";
import { splitWideGates } from "./emulated/decompose.ts";
import { noiseModelOf } from "./emulated/noise.ts";

/** What a backend needs of the engine; `Engine` of @naru/engine is one. */
export interface Simulation {
  estimate(circuit: Circuit, options: SimulateOptions): { method: string; seconds: number; bytes: number; why: string };
  run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult>;
  bind(
    circuit: Circuit,
    parameterSets: readonly Float64Array[],
    options: SimulateOptions,
  ): Promise<readonly SimulateResult[]>;
}

/** What makes runs err. */
export interface NoiseSource {
  /** Of a circuit that is prepared. */
  of(circuit: Circuit): NoiseModel;
}

/** Which noise is asked for. */
export interface NoiseChoice {
  readonly noiseModel?: string;
  readonly calibrationId?: string;
}

/** A model opened on an engine: what sampling, sweeping and estimating share. */
export class Machine {
  readonly spec: BackendSpec;
  readonly simulation: Simulation;
  readonly #model: BackendModel;

  constructor(model: BackendModel, simulation: Simulation) {
    this.spec = model.spec;
    this.simulation = simulation;
    this.#model = model;
  }

  /** Whether circuits run as something else than what was sent. */
  get compiles(): boolean {
    return this.spec.kind === "emulated_qpu";
  }

  /**
   * The figures that act: the machine's own, or the model that was chosen, or none. Throws UnsupportedError for a name
   * that is not known.
   */
  noise({ noiseModel, calibrationId }: NoiseChoice): NoiseSource | null {
    const name = noiseModel ?? this.#model.ownNoise;
    if (calibrationId !== undefined && calibrationId !== this.spec.calibration?.id) {
      throw new UnsupportedError(`The backend ${this.spec.name} has no calibration "${calibrationId}".`, {
        calibrationId,
      });
    }
    if (name === null) return null;
    const figures = this.#model.noise[name];
    if (!figures) {
      throw new UnsupportedError(
        `The backend ${this.spec.name} has no noise model "${name}". Choose one of: ${this.spec.noiseModels.join(", ")}.`,
        { noiseModel: name, noiseModels: this.spec.noiseModels },
      );
    }
    const silent = figures.oneQubitRate === 0 && figures.twoQubitRate === 0 && figures.readoutError === 0;
    return silent ? null : new NamedNoise(name, figures);
  }

  /** A circuit as it will run here. */
  prepare(original: Circuit, noise: NoiseSource | null): CompiledCircuit {
    if (noise instanceof NamedNoise) noise.expectFits(original);
    const circuit = this.compiles
      ? compileToIonTrap(original, this.spec.nativeGates.includes("ms") ? "ms" : "rzz")
      : noise
        ? splitWideGates(original)
        : original;
    return { circuit, resources: this.#resources(circuit) };
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
}

/** Figures that are the same for every gate of a width, whatever the circuit. */
class NamedNoise implements NoiseSource {
  readonly #name: string;
  readonly #figures: NoiseFigures;
  readonly #model: NoiseModel;

  constructor(name: string, figures: NoiseFigures) {
    this.#name = name;
    this.#figures = figures;
    this.#model = noiseModelOf(figures);
  }

  of(): NoiseModel {
    return this.#model;
  }

  expectFits({ qubitCount }: Circuit): void {
    const limit = this.#figures.qubitLimit;
    if (qubitCount <= limit) return;
    throw new TooLargeError(
      `The noise model "${this.#name}" takes circuits of up to ${limit} qubits; this one has ${qubitCount}.`,
      { noiseModel: this.#name, qubits: qubitCount, limit },
    );
  }
}
