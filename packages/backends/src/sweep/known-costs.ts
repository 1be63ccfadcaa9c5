import type { Circuit } from "@naru/circuit";
import type { Resources } from "@naru/workload";
import type { RunCost } from "../cost-sum.ts";

/** What circuits take that several items name: looked at once. Only for one machine, its noise and its ways to vary. */
export class KnownCosts {
  readonly #resources = new WeakMap<Circuit, Resources>();
  readonly #costs = new WeakMap<Circuit, Map<number, RunCost>>();

  resources(circuit: Circuit, look: () => Resources): Resources {
    const known = this.#resources.get(circuit) ?? look();
    this.#resources.set(circuit, known);
    return known;
  }

  /** What so many shots of a circuit without parameters take. */
  cost(circuit: Circuit, shots: number, look: () => RunCost): RunCost {
    const byShots = this.#costs.get(circuit) ?? new Map<number, RunCost>();
    this.#costs.set(circuit, byShots);
    const known = byShots.get(shots) ?? look();
    byShots.set(shots, known);
    return known;
  }
}
