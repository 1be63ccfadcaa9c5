import { NaruError, type Random } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { atPlace, placed } from "../at-place.ts";
import type { CostSum } from "../cost-sum.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import type { Progress } from "../progress.ts";
import type { Runner } from "../variants.ts";
import { type Basis, basesOf, singleBases } from "./bases.ts";
import { measuredIn } from "./measured.ts";
import { boundCircuit, type Group, type OpenItem } from "./open-item.ts";
import { type Mean, type Moments, meanOf, momentsOf, type Share, sharesOf } from "./readings.ts";
import type { Sink } from "./sink.ts";

/** Bases of which it is asked what they take; others take as much on average. */
const mostBasesLookedAt = 16;

/** How a group's observables are read from shots. */
interface ShotPlan {
  readonly bases: readonly Basis[];
  /** For each basis. */
  readonly shares: readonly (readonly Share[])[];
  readonly costs: readonly ReturnType<Machine["simulation"]["estimate"]>[];
  /** The circuit of the first basis, as it runs. */
  readonly circuit: Circuit;
}

/** What a group takes with so many shots of each basis. Throws when it cannot run. */
export function addShotCost(
  sum: CostSum,
  machine: Machine,
  noise: NoiseSource | null,
  open: OpenItem,
  group: Group,
): void {
  const [first = 0] = group.sets;
  const original = boundCircuit(machine, open, first);
  atPlace({ item: open.index }, () => {
    const { bases, costs, circuit } = planShots(machine, noise, open, group, original);
    const times = group.sets.length * bases.length;
    for (const cost of costs) sum.add(cost, nothing, times / costs.length);
    sum.add(none, machine.resources(circuit), times);
  });
}

const nothing = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
const none = { seconds: 0, bytes: 0, method: "", why: "" };

/** Runs a group's sets, basis by basis, and gives the values of its observables to the sink. */
export async function runShots(
  machine: Machine,
  noise: NoiseSource | null,
  runner: Runner,
  open: OpenItem,
  group: Group,
  random: Random,
  sink: Sink,
  progress: Progress,
): Promise<{ readonly seconds: number; readonly method?: { readonly name: string; readonly why: string } }> {
  const shots = open.item.shots ?? 0;
  const { bases, shares } = atPlace({ item: open.index }, () =>
    planShots(machine, noise, open, group, boundCircuit(machine, open, group.sets[0] ?? 0)),
  );
  let seconds = 0;
  let method: { readonly name: string; readonly why: string } | undefined;
  for (const set of group.sets) {
    const original = boundCircuit(machine, open, set);
    const moments: Moments[][] = [];
    for (const [b, basis] of bases.entries()) {
      const place = { item: open.index, set };
      const { circuit, firstBit } = measuredIn(machine, original, basis);
      const native = atPlace(place, () => machine.native(circuit, noise));
      const results = await runner.run(native, shots, random.fork(set).fork(b)).catch((error: unknown) => {
        throw placed(place, error);
      });
      moments.push(
        results.map(({ variant, result }) => {
          seconds += result.seconds;
          method ??= { name: result.method, why: result.why };
          const { counts = new Map() } = result;
          const reading = { counts, firstBit, shots: variant.shots, flipped: variant.flipped };
          return momentsOf(reading, basis, open.terms, shares[b] ?? []);
        }),
      );
    }
    sink.take(group, set, meansOf(open, group, shares, moments));
    progress.finish();
  }
  return { seconds, ...(method && { method }) };
}

/** Terms that are read together, or each for itself where a circuit that measures them all would be too large. */
function planShots(
  machine: Machine,
  noise: NoiseSource | null,
  { terms, sums, item }: OpenItem,
  group: Group,
  original: Circuit,
): ShotPlan {
  const wanted = [...new Set(group.observables.flatMap((o) => (sums[o]?.terms ?? []).map(({ term }) => term)))];
  const nativeOf = (basis: Basis) => machine.native(measuredIn(machine, original, basis).circuit, noise);
  const planOf = (bases: readonly Basis[]): ShotPlan => {
    const step = Math.max(1, Math.ceil(bases.length / mostBasesLookedAt));
    const looked = bases.filter((_, b) => b % step === 0).map(nativeOf);
    const costs = looked.map((circuit) =>
      machine.simulation.estimate(circuit, {
        shots: item.shots ?? 0,
        seed: 0,
        ...(noise && { noise: noise.of(circuit) }),
      }),
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
