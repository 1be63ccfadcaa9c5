import { InvalidInputError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { type EstimateItem, type EstimateWorkload, sizeOfShape } from "@naru/workload";
import { atPlace } from "../at-place.ts";
import { checkCount, checkFits } from "../limits.ts";
import type { Machine } from "../machine.ts";
import { type Program, Programs } from "../programs.ts";
import { planArrays } from "../result-size.ts";
import { checkSets, type ValueSets, valueSetsOf } from "../values.ts";
import { bytesOfEntry } from "./mitigation-plan.ts";
import { type Sum, type Term, termsOf } from "./terms.ts";

/** An item whose circuit, values and observables are read. */
export interface OpenItem {
  readonly item: EstimateItem;
  readonly index: number;
  readonly program: Program;
  readonly values: ValueSets;
  readonly terms: readonly Term[];
  readonly sums: readonly Sum[];
  /** Sets by what is wanted of them; sets of which nothing is wanted are in no group. */
  readonly groups: readonly Group[];
}

/** Sets of values of which the same observables are wanted. */
export interface Group {
  readonly observables: readonly number[];
  readonly sets: readonly number[];
}

/**
 * Reads the items of a workload, one at a time. Throws InvalidInputError, with the item, for what contradicts itself,
 * TooLargeError beyond the backend's limits, and what `Programs` throws.
 */
export function* openItems(machine: Machine, workload: EstimateWorkload): Generator<OpenItem> {
  const { spec } = machine;
  const { items } = workload;
  if (items.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  checkCount(spec, "circuits", items.length);
  const programs = new Programs(workload, machine);
  let [sets, entries] = [0, 0];
  for (const [index, item] of items.entries()) {
    entries += item.outputs.set.length;
    planArrays(entries * bytesOfEntry(workload)); // refuses what is too long, before anything of that size is made
    const program = programs.open(item.circuit, index);
    const open = atPlace({ item: index }, (): OpenItem => {
      if (item.shots !== null) checkCount(spec, "shots", item.shots);
      const values = valueSetsOf(item.values, program.parameterCount);
      const { terms, sums } = termsOf(item.observables, program.qubitCount);
      return { item, index, program, values, terms, sums, groups: groupsOf(item, values.count) };
    });
    sets += open.values.count;
    checkSets(sets);
    yield open;
  }
}

/** In memory and as text, of all items' results. */
export const resultsOf = (workload: EstimateWorkload): ReturnType<typeof planArrays> =>
  planArrays(workload.items.reduce((sum, { outputs }) => sum + outputs.set.length, 0) * bytesOfEntry(workload));

function groupsOf({ outputs, observables, shape }: EstimateItem, setCount: number): Group[] {
  const { set, observable } = outputs;
  if (set.length !== sizeOfShape(shape) || observable.length !== set.length) {
    throw new InvalidInputError(
      `The outputs name ${set.length} sets and ${observable.length} observables for a result of shape [${shape.join(", ")}].`,
    );
  }
  const wanted = new Map<number, number[]>();
  set.forEach((s, k) => {
    const o = observable[k] ?? -1;
    if (!(Number.isInteger(s) && s >= 0 && s < setCount)) {
      throw new InvalidInputError(`Output ${k} asks for the values ${s}; there are ${setCount}.`, { output: k });
    }
    if (!(Number.isInteger(o) && o >= 0 && o < observables.length)) {
      throw new InvalidInputError(`Output ${k} asks for observable ${o}; there are ${observables.length}.`, {
        output: k,
      });
    }
    const known = wanted.get(s);
    if (known) known.push(o);
    else wanted.set(s, [o]);
  });
  const groups = new Map<string, { readonly observables: number[]; readonly sets: number[] }>();
  let last: { readonly observables: number[]; readonly sets: number[] } | undefined;
  for (const [s, own] of wanted) {
    const sorted = ascending(own);
    if (!last || !areSame(sorted, last.observables)) {
      const key = sorted.join(" ");
      last = groups.get(key) ?? { observables: sorted, sets: [] };
      groups.set(key, last);
    }
    last.sets.push(s);
  }
  for (const { sets } of groups.values()) sets.sort((a, b) => a - b);
  return [...groups.values()];
}

/** The same numbers in order, each once. */
function ascending(numbers: number[]): number[] {
  const isAscending = numbers.every((number, k) => k === 0 || number > (numbers[k - 1] ?? number));
  return isAscending ? numbers : [...new Set(numbers)].sort((a, b) => a - b);
}

const areSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((number, k) => number === other[k]);

/** The circuit with the values of a set, in the gates that it was sent in. */
export function boundCircuit({ spec }: Machine, { index, program, values }: OpenItem, set: number): Circuit {
  return atPlace({ item: index, set }, () => {
    const circuit = program.bind(values.row(set));
    checkFits(spec, circuit);
    return circuit;
  });
}
