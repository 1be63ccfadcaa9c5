import type { EstimateItem, ZeroNoise } from "@naru/workload";
import type { MitigatedMean } from "./mitigate.ts";
import type { Group } from "./open-item.ts";

/** Takes in the values of observables set by set, and gives the arrays of an outcome. */
export class Sink {
  readonly values: Float64Array<ArrayBuffer>;
  readonly standardErrors: Float64Array<ArrayBuffer>;
  readonly ensembleStandardErrors: Float64Array<ArrayBuffer>;
  /** What lies behind extrapolated values. */
  readonly zeroNoise: ReturnType<typeof emptyOutcome> | undefined;
  readonly #observable: readonly number[];
  /** For each set, the entries of the result that it gives. */
  readonly #entriesOf = new Map<number, number[]>();

  constructor({ outputs }: EstimateItem, zeroNoise?: ZeroNoise) {
    const count = outputs.set.length;
    this.values = new Float64Array(count);
    this.standardErrors = new Float64Array(count);
    this.ensembleStandardErrors = new Float64Array(count);
    this.zeroNoise = zeroNoise && emptyOutcome(zeroNoise, count);
    this.#observable = outputs.observable;
    outputs.set.forEach((set, k) => {
      const known = this.#entriesOf.get(set);
      if (known) known.push(k);
      else this.#entriesOf.set(set, [k]);
    });
  }

  /** Entry j of `means` is of `group.observables[j]`. */
  take(group: Group, set: number, means: readonly MitigatedMean[]): void {
    const placeOf = new Map(group.observables.map((observable, j) => [observable, j]));
    for (const k of this.#entriesOf.get(set) ?? []) {
      const mean = means[placeOf.get(this.#observable[k] ?? -1) ?? -1];
      if (!mean) continue;
      this.values[k] = mean.value;
      this.standardErrors[k] = mean.standardError;
      this.ensembleStandardErrors[k] = mean.ensembleStandardError;
      if (mean.zeroNoise) this.#takeBehind(k, mean.zeroNoise);
    }
  }

  #takeBehind(
    k: number,
    { measured, taken, extrapolated, extrapolatedErrors }: NonNullable<MitigatedMean["zeroNoise"]>,
  ) {
    const { zeroNoise } = this;
    if (!zeroNoise) return;
    measured.forEach((mean, f) => {
      const at = k * measured.length + f;
      zeroNoise.values[at] = mean.value;
      zeroNoise.standardErrors[at] = mean.standardError;
      zeroNoise.ensembleStandardErrors[at] = mean.ensembleStandardError;
    });
    zeroNoise.taken[k] = taken;
    zeroNoise.extrapolated.set(extrapolated, k * extrapolated.length);
    zeroNoise.extrapolatedErrors.set(extrapolatedErrors, k * extrapolated.length);
  }
}

function emptyOutcome({ factors, extrapolators, extrapolatedFactors }: ZeroNoise, count: number) {
  const cells = count * extrapolators.length * extrapolatedFactors.length;
  return {
    ...{ factors, extrapolators, extrapolatedFactors },
    values: new Float64Array(count * factors.length),
    standardErrors: new Float64Array(count * factors.length),
    ensembleStandardErrors: new Float64Array(count * factors.length),
    taken: new Array<string>(count).fill(extrapolators[0] ?? ""),
    extrapolated: new Float64Array(cells),
    extrapolatedErrors: new Float64Array(cells),
  };
}
