import { InvalidInputError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { SweepItem, SweepWorkload } from "@naru/workload";
import { atPlace } from "../at-place.ts";
import { checkCount, checkFits } from "../limits.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { type Program, Programs } from "../programs.ts";
import { planArrays } from "../result-size.ts";
import { checkSets, type ValueSets } from "../values.ts";
import { shotBytes } from "./pack.ts";
import { type ValueSource, valueSourceOf } from "./values.ts";

/** An item whose circuit is read and whose values can be had. */
export interface OpenItem {
  readonly item: SweepItem;
  readonly index: number;
  readonly program: Program;
  readonly source: ValueSource;
}

/**
 * Reads the circuits and values of a workload, one item at a time. Throws InvalidInputError, with the item, for what
 * contradicts itself, TooLargeError beyond the backend's limits, and what `Programs` throws.
 */
export function* openItems(machine: Machine, workload: SweepWorkload): Generator<OpenItem> {
  const { spec } = machine;
  const { items } = workload;
  if (items.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  checkCount(spec, "circuits", items.length);
  const programs = new Programs(workload, machine);
  let [sets, bytes] = [0, 0];
  for (const [index, item] of items.entries()) {
    checkCount(spec, "shots", item.shots);
    const program = programs.open(item.circuit, index);
    const source = atPlace({ item: index }, () => valueSourceOf(item.values, program.parameterCount));
    sets += source.count;
    checkSets(sets);
    bytes += source.count * item.shots * shotBytes(program.bitCount) + source.outputBytes;
    planArrays(bytes); // refuses what is too long, before anything of that size is made
    yield { item, index, program, source };
  }
}

/** The circuit with the values of a set, as it runs on the machine. */
export function nativeCircuit(
  machine: Machine,
  noise: NoiseSource | null,
  { index, program }: OpenItem,
  values: ValueSets,
  set: number,
): Circuit {
  return atPlace({ item: index, set }, () => {
    const circuit = program.bind(values.row(set));
    checkFits(machine.spec, circuit);
    return machine.native(circuit, noise);
  });
}
