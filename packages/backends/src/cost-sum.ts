import type { Resources } from "@naru/workload";
import type { BackendSpec, WorkloadEstimate } from "./backend.ts";

/** What the engine says that a run takes. */
interface RunCost {
  readonly seconds: number;
  readonly bytes: number;
  readonly method: string;
  readonly why: string;
}

/** Adds up what the circuits of a workload take, which run one after the other. */
export class CostSum {
  readonly #hasDurations: boolean;
  #seconds = 0;
  #bytes = 0;
  #resources = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
  #durationUs = 0;
  #slowest = { method: "", why: "", seconds: -1 };

  constructor({ calibration }: BackendSpec) {
    this.#hasDurations = calibration !== undefined;
  }

  /** A circuit that runs so many `times`, each with other values. */
  add(cost: RunCost, resources: Resources, times = 1): void {
    const seconds = cost.seconds * times;
    this.#seconds += seconds;
    this.#bytes = Math.max(this.#bytes, cost.bytes);
    if (seconds > this.#slowest.seconds) this.#slowest = { method: cost.method, why: cost.why, seconds };
    const sum = this.#resources;
    this.#resources = {
      qubits: Math.max(sum.qubits, resources.qubits),
      oneQubitGates: sum.oneQubitGates + resources.oneQubitGates * times,
      twoQubitGates: sum.twoQubitGates + resources.twoQubitGates * times,
      depth: Math.max(sum.depth, resources.depth),
    };
    this.#durationUs += (resources.durationUs ?? 0) * times;
  }

  /** All together, with the results. */
  with(results: { readonly seconds: number; readonly bytes: number }): WorkloadEstimate {
    const { method, why } = this.#slowest;
    return {
      seconds: this.#seconds + results.seconds,
      bytes: this.#bytes + results.bytes,
      method,
      why,
      resources: { ...this.#resources, ...(this.#hasDurations && { durationUs: this.#durationUs }) },
    };
  }
}
