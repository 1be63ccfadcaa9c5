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
 * What one of many sets of values takes, as `costsOf` says, or how it is planned: that of the first, which is as all others,
 * unless a method depends on angles; then that which takes most of some sets, evenly spread over all. Throws what `planOf`
 * throws.
 */
export function planOfSets<Plan>(
  sets: readonly number[],
  planOf: (set: number) => Plan,
  costsOf: (plan: Plan) => readonly RunCost[],
): Plan {
  const secondsOf = (plan: Plan) => costsOf(plan).reduce((sum, { seconds }) => sum + seconds, 0);
  const [first = 0, ...others] = sets;
  let most = planOf(first);
  if (!costsOf(most).some(({ method }) => dependingOnAngles.has(method))) return most;
  for (const set of evenly(others, mostSetsLookedAt)) {
    const plan = planOf(set);
    if (secondsOf(plan) > secondsOf(most)) most = plan;
  }
  return most;
}

/** At most so many of a list, evenly spread. */
export function evenly<Entry>(list: readonly Entry[], most: number): Entry[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, k) => k % step === 0);
}
