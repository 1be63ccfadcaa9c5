import { NaruError, type Random, seeded } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { atPlace, placed } from "../at-place.ts";
import { type CostSum, evenly, planOfSets, type RunCost } from "../cost-sum.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import type { Progress } from "../progress.ts";
import { costOfVariants, type MethodHint, type Runner, unvaried, type VariantResult, type Vary } from "../variants.ts";
import { type Basis, basesOf, singleBases } from "./bases.ts";
import { measuredIn } from "./measured.ts";
import { momentsOf } from "./moments.ts";
import { boundCircuit, type Group, type OpenItem } from "./open-item.ts";
import { type Mean, type Moments, meanOf, type Share, sharesOf } from "./readings.ts";

/** Bases of which it is asked what they take; others take as much on average. */
const mostBasesLookedAt = 16;

/** How a group's observables are read from shots. */
interface ShotPlan {
  readonly bases: readonly Basis[];
  /** For each basis. */
  readonly shares: readonly (readonly Share[])[];
  readonly costs: readonly RunCost[];
  /** The circuit of the first basis, as it runs. */
  readonly circuit: Circuit;
}

/** What a group takes with so many shots of each basis, varied in each of the ways. Throws when it cannot run. */
export function addShotCost(
  sum: CostSum,
  machine: Machine,
  noise: NoiseSource | null,
  open: OpenItem,
  group: Group,
  varies: readonly Vary[],
): void {
  atPlace({ item: open.index }, () => {
    const { bases, costs, circuit } = planShots(machine, noise, open, group, varies);
    const times = group.sets.length * bases.length;
    for (const cost of costs) sum.add(cost, nothing, (times * varies.length) / costs.length);
    for (const vary of varies) {
      const [variant] = vary.variants(circuit, open.item.shots ?? 0, seeded(0));
      sum.add(none, machine.resources(variant?.circuit ?? circuit), times);
    }
  });
}

const nothing = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
const none = { seconds: 0, bytes: 0, method: "", why: "" };

/** The means of a group's observables in one set, with the noise present `factor` times. */
export interface GroupMeans {
  readonly factor: number;
  readonly means: readonly Mean[];
}

/**
 * Runs a group's sets, basis by basis, varied in each of the ways, and gives the means of its observables away: one entry
 * for each way.
 */
export async function runShots(
  machine: Machine,
  noise: NoiseSource | null,
  runner: Runner,
  open: OpenItem,
  group: Group,
  varies: readonly Vary[],
  random: Random,
  take: (set: number, measured: readonly GroupMeans[]) => void,
  progress: Progress,
): Promise<{ readonly seconds: number; readonly method?: { readonly name: string; readonly why: string } }> {
  const shots = open.item.shots ?? 0;
  const { bases, shares } = atPlace({ item: open.index }, () => planShots(machine, noise, open, group, varies));
  let seconds = 0;
  let method: { readonly name: string; readonly why: string } | undefined;
  // Sets, noise factors and variants of a basis have circuits of one shape.
  const hints = bases.map((): MethodHint => ({}));
  for (const set of group.sets) {
    const original = boundCircuit(machine, open, set);
    const place = { item: open.index, set };
    const moments = varies.map((): Moments[][] => []);
    const factors = varies.map((): number[] => []);
    for (const [b, basis] of bases.entries()) {
      const { circuit, firstBit } = measuredIn(machine, original, basis);
      const native = atPlace(place, () => machine.native(circuit, noise));
      const hint = hints[b] ?? {};
      for (const [v, vary] of varies.entries()) {
        const stream = varies.length === 1 ? random.fork(set).fork(b) : random.fork(set).fork(b).fork(v);
        const results = await runner.run(native, shots, stream, { vary, hint }).catch((error: unknown) => {
          throw placed(place, error);
        });
        factors[v]?.push(factorOf(results));
        moments[v]?.push(
          results.map(({ variant, result }) => {
            seconds += result.seconds;
            method ??= { name: result.method, why: result.why };
            const { counts = new Map() } = result;
            const reading = { ...variant, counts, firstBit };
            return momentsOf(reading, basis, open.terms, shares[b] ?? [], () => progress.check());
          }),
        );
      }
    }
    const measured = moments.map((ofBases, v): GroupMeans => {
      const ownFactors = factors[v] ?? [];
      const factor = ownFactors.reduce((sum, each) => sum + each, 0) / Math.max(1, ownFactors.length);
      return { factor, means: meansOf(open, group, shares, ofBases) };
    });
    take(set, measured);
    progress.finish();
  }
  return { seconds, ...(method && { method }) };
}

/** How many times the noise was present, on average over the shots. */
function factorOf(results: readonly VariantResult[]): number {
  let [sum, shots] = [0, 0];
  for (const { variant } of results) {
    sum += variant.shots * variant.noiseFactor;
    shots += variant.shots;
  }
  return sum / Math.max(1, shots);
}

/** How all sets of a group are read. */
const planShots = (
  machine: Machine,
  noise: NoiseSource | null,
  open: OpenItem,
  group: Group,
  varies: readonly Vary[],
): ShotPlan =>
  planOfSets(
    group.sets,
    (set) => planSet(machine, noise, open, group, boundCircuit(machine, open, set), varies),
    ({ costs }) => costs,
  );

/** Terms that are read together, or each for itself where a circuit that measures them all would be too large. */
function planSet(
  machine: Machine,
  noise: NoiseSource | null,
  { terms, sums, item }: OpenItem,
  group: Group,
  original: Circuit,
  varies: readonly Vary[],
): ShotPlan {
  const wanted = [...new Set(group.observables.flatMap((o) => (sums[o]?.terms ?? []).map(({ term }) => term)))];
  const nativeOf = (basis: Basis) => machine.native(measuredIn(machine, original, basis).circuit, noise);
  const planOf = (bases: readonly Basis[]): ShotPlan => {
    const looked = evenly(bases, mostBasesLookedAt).map(nativeOf);
    const longest = varies.at(-1) ?? unvaried; // that of the largest noise factor; the others count as much
    const costs = looked.map((circuit) =>
      costOfVariants(machine, noise, longest, circuit, item.shots ?? 0, { random: seeded(0) }),
    );
    const circuit = looked[0] ?? machine.native(original, noise);
    return { bases, shares: sharesOf(bases, sums, group.observables), costs, circuit };
  };
  const together = basesOf(terms, wanted);
  try {
    return planOf(together);
  } catch (error) {
    const isLarge = error instanceof NaruError && error.code === "too_large";
    if (!isLarge || together.length === wanted.length) throw error;
    return planOf(singleBases(terms, wanted));
  }
}

/** The values of a group's observables in one set, from what each basis gave. */
function meansOf(
  { sums }: OpenItem,
  { observables }: Group,
  shares: readonly (readonly Share[])[],
  moments: readonly (readonly Moments[])[],
): Mean[] {
  const values = new Map(observables.map((observable) => [observable, sums[observable]?.constant ?? 0]));
  const variances = new Map<number, { own: number; ensemble: number }>();
  shares.forEach((ofBasis, b) => {
    ofBasis.forEach(({ observable }, s) => {
      const { value, standardError, ensembleStandardError } = meanOf(moments[b] ?? [], s);
      values.set(observable, (values.get(observable) ?? 0) + value);
      const { own, ensemble } = variances.get(observable) ?? { own: 0, ensemble: 0 };
      // Bases are measured in shots of their own.
      variances.set(observable, { own: own + standardError ** 2, ensemble: ensemble + ensembleStandardError ** 2 });
    });
  });
  return observables.map((observable) => {
    const { own, ensemble } = variances.get(observable) ?? { own: 0, ensemble: 0 };
    return {
      value: values.get(observable) ?? 0,
      standardError: Math.sqrt(own),
      ensembleStandardError: Math.sqrt(ensemble),
    };
  });
}
