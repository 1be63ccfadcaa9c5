import type { EstimateItem } from "@naru/workload";
import type { Group } from "./open-item.ts";
import type { Mean } from "./readings.ts";

/** Takes in the values of observables set by set, and gives the arrays of an outcome. */
export class Sink {
  readonly values: Float64Array<ArrayBuffer>;
  readonly standardErrors: Float64Array<ArrayBuffer>;
  readonly ensembleStandardErrors: Float64Array<ArrayBuffer>;
  readonly #observable: readonly number[];
  /** For each set, the entries of the result that it gives. */
  readonly #entriesOf = new Map<number, number[]>();

  constructor({ outputs }: EstimateItem) {
    const count = outputs.set.length;
    this.values = new Float64Array(count);
    this.standardErrors = new Float64Array(count);
    this.ensembleStandardErrors = new Float64Array(count);
    this.#observable = outputs.observable;
    outputs.set.forEach((set, k) => {
      const known = this.#entriesOf.get(set);
      if (known) known.push(k);
      else this.#entriesOf.set(set, [k]);
    });
  }

  /** Entry j of `means` is of `group.observables[j]`. */
  take(group: Group, set: number, means: readonly Mean[]): void {
    const placeOf = new Map(group.observables.map((observable, j) => [observable, j]));
    for (const k of this.#entriesOf.get(set) ?? []) {
      const mean = means[placeOf.get(this.#observable[k] ?? -1) ?? -1];
      if (!mean) continue;
      this.values[k] = mean.value;
      this.standardErrors[k] = mean.standardError;
      this.ensembleStandardErrors[k] = mean.ensembleStandardError;
    }
  }
}
