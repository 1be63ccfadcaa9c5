import { TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, countResources } from "@naru/circuit";
import type { NoiseModel, SimulateOptions, SimulateResult } from "@naru/engine";
import type { Resources } from "@naru/workload";
import type { BackendModel, BackendSpec, Device, NoiseFigures } from "./backend.ts";
import { CalibrationDays } from "./calibration-days.ts";
import { calibrationDayAt, calibrationOf, checkNative, durationOf, noiseOf } from "./devices/index.ts";
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
  /** Of a circuit that is native here. */
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
  /** Present where the machine is modelled qubit by qubit. */
  readonly device: Device | undefined;
  readonly #model: BackendModel;
  readonly #days: CalibrationDays | undefined;

  constructor(model: BackendModel, simulation: Simulation) {
    this.spec = model.spec;
    this.simulation = simulation;
    this.device = model.device;
    this.#model = model;
    this.#days = model.device && new CalibrationDays(model.device, model.spec.name);
  }

  /** Whether circuits may run as something else than what was sent. */
  get compiles(): boolean {
    return this.spec.kind === "emulated_qpu" && !this.device;
  }

  /**
   * The figures that act: the machine's own, or the model that was chosen, or none. A machine with a calibration for each
   * day has that of the moment, in milliseconds since 1970, unless another is named, and its first without a moment: what
   * runs take does not depend on it. Throws UnsupportedError for names that are not known.
   */
  noise({ noiseModel, calibrationId }: NoiseChoice, atMs?: number): NoiseSource | null {
    if (this.device && noiseModel === undefined) return this.#noiseOfDay(this.device, calibrationId, atMs);
    const name = noiseModel ?? this.#model.ownNoise;
    if (calibrationId !== undefined && calibrationId !== this.spec.calibration?.id) {
      throw this.#noCalibration(calibrationId);
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

  /**
   * A circuit as it runs here: compiled, or as it is where it must be native. Throws what `checkNative` throws, and
   * TooLargeError for more qubits than the noise was measured for.
   */
  native(original: Circuit, noise: NoiseSource | null): Circuit {
    if (noise instanceof NamedNoise) noise.expectFits(original);
    if (this.device) {
      checkNative(this.device, original);
      return original;
    }
    if (this.compiles) return compileToIonTrap(original, this.spec.nativeGates.includes("ms") ? "ms" : "rzz");
    return noise ? splitWideGates(original) : original;
  }

  /** What a native circuit costs here. */
  resources(circuit: Circuit): Resources {
    const { oneQubitGates, twoQubitGates, multiQubitGates, depth } = countResources(circuit);
    const { calibration } = this.spec;
    const durationUs = this.device
      ? 1e6 * durationOf(this.device, circuit)
      : // One laser system drives a trapped-ion chain, so gates follow one another.
        calibration &&
        calibration.resetUs +
          oneQubitGates * calibration.oneQubitGateUs +
          twoQubitGates * calibration.twoQubitGateUs +
          calibration.readoutUs;
    return {
      qubits: circuit.qubitCount,
      oneQubitGates,
      twoQubitGates: twoQubitGates + multiQubitGates,
      depth,
      ...(durationUs !== undefined && { durationUs }),
    };
  }

  #noiseOfDay(device: Device, calibrationId: string | undefined, atMs: number | undefined): NoiseSource {
    const today = atMs === undefined ? null : calibrationDayAt(device, new Date(atMs));
    const day = calibrationId === undefined ? (today ?? device.since) : this.#days?.find(calibrationId);
    if (!day) throw this.#noCalibration(calibrationId ?? "");
    const calibration = calibrationOf(device, this.spec.name, day);
    return { of: (circuit) => noiseOf(calibration, device, circuit) };
  }

  #noCalibration(calibrationId: string): UnsupportedError {
    return new UnsupportedError(
      `The backend ${this.spec.name} has no calibration "${calibrationId}". Leave it out for that of today.`,
      { calibrationId },
    );
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
