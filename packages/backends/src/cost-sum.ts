import type { Resources } from "@naru/workload";
import type { WorkloadEstimate } from "./backend.ts";

/** What the engine says that a run takes. */
export interface RunCost {
  readonly seconds: number;
  readonly bytes: number;
  readonly method: string;
  readonly why: string;
}

/** Adds up what the circuits of a workload take, which run one after the other. */
export class CostSum {
  #seconds = 0;
  #bytes = 0;
  #resources = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
  #durationUs: number | undefined;
  #slowest = { method: "", why: "", seconds: -1 };

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
    const { durationUs } = resources;
    if (durationUs !== undefined) this.#durationUs = (this.#durationUs ?? 0) + durationUs * times;
  }

  /** All together, with the results. */
  with(results: { readonly seconds: number; readonly bytes: number }): WorkloadEstimate {
    const { method, why } = this.#slowest;
    const durationUs = this.#durationUs;
    return {
      seconds: this.#seconds + results.seconds,
      bytes: this.#bytes + results.bytes,
      method,
      why,
      resources: { ...this.#resources, ...(durationUs !== undefined && { durationUs }) },
    };
  }
}

/** Methods that fit some angles of a circuit and not others: Clifford gates, little entanglement. */
const dependingOnAngles: ReadonlySet<string> = new Set(["stabilizer", "mps"]);
/** Sets that are looked at where the method depends on them. */
const mostSetsLookedAt = 16;

/**
 * What one of many sets of values takes: that of the first, which is as all others, unless its method depends on angles;
 * then the most that some sets take, evenly spread over all. Throws what `costOf` throws.
 */
export function costOfSets(count: number, costOf: (set: number) => RunCost): RunCost {
  let most = costOf(0);
  if (!dependingOnAngles.has(most.method)) return most;
  const step = Math.max(1, Math.ceil(count / mostSetsLookedAt));
  for (let set = step; set < count; set += step) {
    const cost = costOf(set);
    if (cost.seconds > most.seconds) most = cost;
  }
  return most;
}
