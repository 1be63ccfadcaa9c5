import type { ZeroNoise } from "@naru/workload";
import { extrapolate, type ReadoutCalibration } from "../mitigation/index.ts";
import type { Group, OpenItem } from "./open-item.ts";
import type { Mean } from "./readings.ts";
import type { GroupMeans } from "./shots.ts";
import type { Term } from "./terms.ts";

/** What is worked out of the means of an item: readings are divided by their factors, and values taken back to no noise. */
export interface Means {
  /** Present with readout mitigation. */
  readonly readout?: ReadoutCalibration;
  readonly zeroNoise?: ZeroNoise;
}

/** A mean that was mitigated, with what lies behind it. */
export interface MitigatedMean extends Mean {
  readonly zeroNoise?: {
    /** At each factor. */
    readonly measured: readonly Mean[];
    readonly taken: string;
    /** `[extrapolators, extrapolatedFactors]`, row by row. */
    readonly extrapolated: Float64Array;
    readonly extrapolatedErrors: Float64Array;
  };
}

/**
 * An item whose observables are followed by its single terms, so that their means come out of the same shots; with a
 * calibration, all are divided by the factors of their terms.
 */
export function withTerms<Open extends Pick<OpenItem, "terms" | "sums">>(open: Open, { readout }: Means): Open {
  const scales = open.terms.map((term) => scaleOf(term, readout));
  const sums = open.sums.map((sum) => ({
    ...sum,
    terms: sum.terms.map(({ term, coefficient }) => ({ term, coefficient: coefficient * (scales[term] ?? 1) })),
  }));
  const single = scales.map((coefficient, term) => ({ constant: 0, terms: [{ term, coefficient }] }));
  return { ...open, sums: [...sums, ...single] };
}

/** A group that also wants the single terms of its observables, which `withTerms` put behind them. */
export function groupWithTerms({ sums }: Pick<OpenItem, "sums">, group: Group): Group {
  const terms = new Set(group.observables.flatMap((o) => (sums[o]?.terms ?? []).map(({ term }) => term)));
  return { ...group, observables: [...group.observables, ...Array.from(terms, (term) => sums.length + term)] };
}

/**
 * The mitigated values of a group's observables, from their means and those of their terms as `withTerms` and
 * `groupWithTerms` had them measured, at one noise factor or several. Each term is extrapolated by itself, and terms
 * count as independent there. Errors of the calibration are added, with the covariance of its factors. `check` is called
 * between terms, and may throw.
 */
export function mitigate(
  open: Pick<OpenItem, "terms" | "sums">,
  group: Group,
  measured: readonly GroupMeans[],
  { readout, zeroNoise }: Means,
  check: () => void = () => {},
): MitigatedMean[] {
  const { observables } = groupWithTerms(open, group);
  const placeOf = new Map(observables.map((observable, j) => [observable, j]));
  const meansOf = (observable: number): Mean[] =>
    measured.map(({ means }) => means[placeOf.get(observable) ?? -1] ?? nothing);
  const calibrated = (observable: number, mean: Mean, ofTerm: (term: number) => number): Mean => {
    if (!readout) return mean;
    check();
    const terms = open.sums[observable]?.terms ?? [];
    if (terms.some(({ term }) => scaleOf(open.terms[term], readout) === 0))
      return widened(mean, Number.POSITIVE_INFINITY);
    const weights = terms.map(({ term, coefficient }) => ({
      qubits: qubitsOf(open.terms[term]),
      weight: coefficient * ofTerm(term) * scaleOf(open.terms[term], readout),
    }));
    return widened(mean, readout.standardError(weights));
  };
  if (!zeroNoise) {
    const [first] = measured;
    return group.observables.map((observable, j) =>
      calibrated(observable, first?.means[j] ?? nothing, (term) => meansOf(open.sums.length + term)[0]?.value ?? 0),
    );
  }
  const extrapolated = new Map<number, TermAtZero>();
  const atZero = (term: number): TermAtZero => {
    let known = extrapolated.get(term);
    if (!known) {
      check();
      known = termAtZero(
        open.terms[term],
        measured.map(({ factor }) => factor),
        meansOf(open.sums.length + term),
        zeroNoise,
      );
      extrapolated.set(term, known);
    }
    return known;
  };
  return group.observables.map((observable): MitigatedMean => {
    const { constant = 0, terms = [] } = open.sums[observable] ?? {};
    const each = terms.map(({ term, coefficient }) => ({ coefficient, zero: atZero(term) }));
    const combined: Mean = {
      value: each.reduce((sum, { coefficient, zero }) => sum + coefficient * zero.mean.value, constant),
      standardError: root(each.map(({ coefficient, zero }) => coefficient * zero.mean.standardError)),
      ensembleStandardError: root(each.map(({ coefficient, zero }) => coefficient * zero.mean.ensembleStandardError)),
    };
    const cells = zeroNoise.extrapolators.length * zeroNoise.extrapolatedFactors.length;
    const places = Array.from({ length: cells }, (_, k) => k);
    return {
      ...calibrated(observable, combined, (term) => atZero(term).mean.value),
      zeroNoise: {
        measured: meansOf(observable).map((mean, f) =>
          calibrated(observable, mean, (term) => meansOf(open.sums.length + term)[f]?.value ?? 0),
        ),
        taken: [...new Set(each.map(({ zero }) => zero.taken))].join("+") || "fallback",
        extrapolated: Float64Array.from(places, (k) =>
          each.reduce((sum, { coefficient, zero }) => sum + coefficient * (zero.values[k] ?? Number.NaN), constant),
        ),
        extrapolatedErrors: Float64Array.from(places, (k) => {
          const own = root(each.map(({ coefficient, zero }) => coefficient * (zero.errors[k] ?? Number.NaN)));
          const valueAt = (term: number) => atZero(term).values[k] ?? Number.NaN;
          return calibrated(observable, { value: 0, standardError: own, ensembleStandardError: own }, valueAt)
            .standardError;
        }),
      },
    };
  });
}

const nothing: Mean = { value: 0, standardError: 0, ensembleStandardError: 0 };

interface TermAtZero {
  readonly mean: Mean;
  readonly taken: string;
  /** `[extrapolators, extrapolatedFactors]`, row by row. */
  readonly values: readonly number[];
  readonly errors: readonly number[];
}

function termAtZero(
  term: Term | undefined,
  factors: readonly number[],
  means: readonly Mean[],
  { extrapolators, extrapolatedFactors }: ZeroNoise,
): TermAtZero {
  const isProjector = term?.factors.every(({ values }) => values[0] + values[1] !== 0) ?? false;
  const range = isProjector ? ([0, 1] as const) : ([-1, 1] as const);
  const points = (errorOf: (mean: Mean) => number) =>
    means.map((mean, k) => ({ factor: factors[k] ?? 1, value: mean.value, standardError: errorOf(mean) }));
  const own = extrapolate(
    points(({ standardError }) => standardError),
    extrapolators,
    extrapolatedFactors,
    range,
  );
  const asOneSample = points(({ ensembleStandardError }) => ensembleStandardError);
  const ensemble = extrapolate(asOneSample, [own.taken], [], range);
  return {
    mean: { value: own.value, standardError: own.standardError, ensembleStandardError: ensemble.standardError },
    taken: own.taken,
    values: own.all.flatMap(({ values }) => [...values]),
    errors: own.all.flatMap(({ errors }) => [...errors]),
  };
}

/** One over the factor of a term's readings; 0 for a factor of 0, which tells nothing: its error is then infinite. */
function scaleOf(term: Term | undefined, readout: ReadoutCalibration | undefined): number {
  if (!readout) return 1;
  const { value } = readout.factor(qubitsOf(term));
  return value === 0 ? 0 : 1 / value;
}

const qubitsOf = (term: Term | undefined): readonly number[] => term?.factors.map(({ qubit }) => qubit) ?? [];

const widened = (mean: Mean, error: number): Mean => ({
  value: mean.value,
  standardError: root([mean.standardError, error]),
  ensembleStandardError: root([mean.ensembleStandardError, error]),
});

const root = (errors: readonly number[]): number => Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0));
