import type { Circuit } from "@naru/circuit";
import type { SimulateOptions, SimulateResult } from "@naru/engine";
import { bitOf } from "@naru/workload";
import { atPlace } from "../at-place.ts";
import { type CostSum, planOfSets } from "../cost-sum.ts";
import type { Machine } from "../machine.ts";
import type { Progress } from "../progress.ts";
import type { Basis } from "./bases.ts";
import { distribution, type ExactPlan, exactly, planExact, tooManyProjectors } from "./exact-plan.ts";
import { measuredIn } from "./measured.ts";
import { boundCircuit, type Group, type OpenItem } from "./open-item.ts";
import { type Mean, termReader } from "./readings.ts";
import type { Sink } from "./sink.ts";
import type { PauliStrings } from "./strings.ts";
import type { Term } from "./terms.ts";

/** Operations of circuits, and values of strings, that stand in memory at once. */
const operationsAtOnce = 200_000;
const valuesAtOnce = 1_000_000;

/** What the exact values of a group take. Throws when they cannot be had. */
export function addExactCost(sum: CostSum, machine: Machine, open: OpenItem, group: Group): void {
  const circuit = boundCircuit(machine, open, group.sets[0] ?? 0);
  atPlace({ item: open.index }, () => {
    const plan = planSets(machine, open, group);
    const resources = machine.resources(circuit);
    const times = group.sets.length;
    sum.add({ seconds: 0, bytes: 0, method: "", why: "" }, resources, times);
    for (const { cost } of plan.batches) sum.add(cost, nothing, times);
    for (const measured of plan.measured) {
      sum.add(machine.simulation.estimate(measured.circuit, distribution), nothing, times);
    }
  });
}

/** How all sets of a group are computed. */
const planSets = (machine: Machine, open: OpenItem, group: Group): ExactPlan =>
  planOfSets(
    group.sets,
    (set) => planExact(machine, open, group, boundCircuit(machine, open, set)),
    ({ batches }) => batches.map(({ cost }) => cost),
  );

const nothing = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };

/** Computes the exact values of a group. Returns what ran last, for the method, and the seconds it took. */
export async function runExact(
  machine: Machine,
  open: OpenItem,
  group: Group,
  sink: Sink,
  progress: Progress,
): Promise<{ readonly seconds: number; readonly method?: { readonly name: string; readonly why: string } }> {
  const first = boundCircuit(machine, open, group.sets[0] ?? 0);
  const plan = atPlace({ item: open.index }, () => planSets(machine, open, group));
  const fitting = Math.min(
    operationsAtOnce / (first.operations.length + 1),
    valuesAtOnce / (plan.strings.strings.length + 1),
  );
  const perChunk = Math.max(1, Math.floor(fitting));
  let seconds = 0;
  let method: { readonly name: string; readonly why: string } | undefined;
  const note = (result: SimulateResult) => {
    seconds += result.seconds;
    method ??= { name: result.method, why: result.why };
  };
  for (let from = 0; from < group.sets.length; from += perChunk) {
    const sets = group.sets.slice(from, from + perChunk);
    const values = sets.map(() => new Float64Array(plan.strings.strings.length));
    for (const { places, observables } of plan.batches) {
      const options = exactly(observables);
      const results = await runSets(machine, open, first, sets, { ...options, stop: progress.stop }, progress);
      results.forEach((result, k) => {
        note(result);
        places.forEach((place, i) => {
          const own = values[k];
          if (own) own[place] = result.expectations?.[i] ?? 0;
        });
      });
    }
    for (const [k, set] of sets.entries()) {
      const ofProjectors = new Map<number, number>();
      for (const { term, basis } of plan.measured) {
        const { circuit } = measuredIn(machine, boundCircuit(machine, open, set), basis);
        const result = await machine.simulation.run(circuit, { ...distribution, stop: progress.stop });
        note(result);
        ofProjectors.set(term, averageOf(open.terms[term], basis, circuit.clbitCount - basis.qubits.length, result));
      }
      sink.take(group, set, meansOf(open, group, plan.strings, values[k] ?? new Float64Array(), ofProjectors));
    }
    progress.finish(sets.length);
  }
  return { seconds, ...(method && { method }) };
}

/** Runs the circuit with some sets of values; entry k is of `sets[k]`. `first` is the circuit with any of them. */
async function runSets(
  machine: Machine,
  open: OpenItem,
  first: Circuit,
  sets: readonly number[],
  options: SimulateOptions,
  progress: Progress,
): Promise<readonly SimulateResult[]> {
  const { program, values, index } = open;
  const angles = sets.flatMap((set) => atPlace({ item: index, set }, () => program.angles(values.row(set))) ?? []);
  if (angles.length === sets.length) {
    const onProgress = (done: number) => progress.within(done * sets.length);
    return machine.simulation.bind(first, angles, { ...options, onProgress });
  }
  const results: SimulateResult[] = [];
  for (const set of sets) {
    results.push(await machine.simulation.run(boundCircuit(machine, open, set), options));
    progress.check();
  }
  return results;
}

/** What a term of projectors is worth on average over the outcomes of its measurement. */
function averageOf(term: Term | undefined, basis: Basis, firstBit: number, { probabilities }: SimulateResult): number {
  if (!term || !probabilities) {
    throw tooManyProjectors();
  }
  const read = termReader(basis, term);
  const bits = new Uint8Array(basis.qubits.length);
  let sum = 0;
  probabilities.outcomes.forEach((outcome, k) => {
    for (let j = 0; j < bits.length; j++) bits[j] = bitOf(outcome, firstBit + j);
    sum += (probabilities.values[k] ?? 0) * read(bits);
  });
  return sum;
}

/** The values of a group's observables from those of their strings, and of terms that are read otherwise. */
function meansOf(
  { sums }: OpenItem,
  { observables }: Group,
  strings: PauliStrings,
  values: Float64Array,
  ofProjectors: ReadonlyMap<number, number>,
): Mean[] {
  return observables.map((observable, j) => {
    let value = strings.sums[j]?.constant ?? 0;
    for (const { string, coefficient } of strings.sums[j]?.strings ?? []) value += coefficient * (values[string] ?? 0);
    if (ofProjectors.size > 0) {
      for (const { term, coefficient } of sums[observable]?.terms ?? []) {
        value += coefficient * (ofProjectors.get(term) ?? 0);
      }
    }
    return { value, standardError: 0, ensembleStandardError: 0 };
  });
}
