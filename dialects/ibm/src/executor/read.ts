import type { BackendSpec } from "@naru/backends";
import { TooLargeError, UnsupportedError } from "@naru/base";
import { invalid } from "@naru/dialect/http";
import { readTensor } from "@naru/samplex";
import { type ParameterValues, packNumbers, type SweepWorkload } from "@naru/workload";
import { ReadBudget } from "../encoding/index.ts";
import { under } from "../encoding/under.ts";
import { expectShots } from "../primitives/pub.ts";
import { broadcastPlaces, sizeWithin } from "../primitives/shape.ts";
import type { ProgramOrder, ReadContext } from "../program.ts";
import { keepPassthrough } from "./passthrough.ts";
import { readParams, type WireItem } from "./wire.ts";

/** `params` of a job of the executor: one circuit for each item, and shots for each set of an item's values. */
export async function readExecutor(params: unknown, context: ReadContext): Promise<ProgramOrder> {
  const { quantum_program: program } = readParams(params);
  const { spec } = context.backend;
  const path = "params.quantum_program";
  const { items, circuits } = program;
  if (circuits.num_programs !== items.length) {
    throw invalid(`${path}.circuits.num_programs`, `is ${circuits.num_programs}, and there are ${items.length} items`);
  }
  sizeWithin([items.length], spec.limits.circuits, `${path}.items`, "items");
  const shots = expectShots(program.shots, spec, `${path}.shots`);
  const budget = new ReadBudget();
  const read: SweepWorkload["items"][number][] = [];
  for (const [index, item] of items.entries()) {
    const values = readValues(item, `${path}.items[${index}]`, spec.limits, budget);
    read.push({ circuit: { file: 0, index }, values, shots });
    await budget.pause();
  }
  const workload: SweepWorkload = {
    kind: "sweep",
    files: [circuits.b64_data],
    items: read,
    ...(context.calibrationId !== null && { calibrationId: context.calibrationId }),
  };
  const echo = {
    passthrough: keepPassthrough(program.passthrough_data, context.paramsText),
    semanticRole: program.semantic_role ?? null,
  };
  return { workload, echo };
}

function readValues(item: WireItem, path: string, limits: BackendSpec["limits"], budget: ReadBudget): ParameterValues {
  if (item.item_type === "circuit") return readArguments(item, path, limits, budget);
  const { shape, samplex, samplex_arguments: given } = item;
  expectSets(shape, path, limits);
  return { kind: "samplex", samplex: samplex.samplex_json, arguments: given, shape };
}

/** The values as they are given, or repeated along axes that the item's shape has and they have not. */
function readArguments(
  item: Extract<WireItem, { item_type: "circuit" }>,
  path: string,
  limits: BackendSpec["limits"],
  budget: ReadBudget,
): ParameterValues {
  const where = `${path}.circuit_arguments`;
  const {
    shape: own,
    dtype,
    numbers,
  } = under(where, () => readTensor(item.circuit_arguments, "The array", budget.bytesLeft));
  budget.spendBytes(numbers.byteLength);
  const parameters = own.at(-1);
  if (parameters === undefined) throw invalid(where, "must have an axis for the parameters");
  if (dtype === "c64" || dtype === "c128")
    throw new UnsupportedError(`"${where}" has complex numbers. Send real ones.`);
  if (!numbers.every(Number.isFinite)) throw invalid(where, "has a number that is not finite");
  const sets = own.slice(0, -1);
  const shape = together(sets, item.shape ?? [], `${path}.shape`);
  const count = expectSets(shape, path, limits);
  if (count * parameters === numbers.length) return packNumbers([...shape, parameters], numbers);
  if (count * parameters * 8 > budget.bytesLeft) {
    throw new TooLargeError(`"${path}": ${count} sets of ${parameters} values are too many for one job. Split it.`, {
      keys: [path],
    });
  }
  const repeated = new Float64Array(count * parameters);
  budget.spendBytes(repeated.byteLength);
  broadcastPlaces(sets, shape).forEach((place, set) => {
    repeated.set(numbers.subarray(place * parameters, (place + 1) * parameters), set * parameters);
  });
  return packNumbers([...shape, parameters], repeated);
}

/**
 * The shape that values have in an item of some shape, by the rules of NumPy. Clients name the shape in full, or only the
 * axes that it has beyond those of the values, or none.
 */
function together(sets: readonly number[], item: readonly number[], path: string): readonly number[] {
  const axes = Math.max(sets.length, item.length);
  return Array.from({ length: axes }, (_, axis) => {
    const a = sets[sets.length - axes + axis] ?? 1;
    const b = item[item.length - axes + axis] ?? 1;
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    throw invalid(path, `is [${item.join(", ")}], and values of shape [${sets.join(", ")}] cannot be broadcast to it`);
  });
}

/**
 * Sets for each circuit that a backend takes: the client's primitives make of one circuit some ten variants, bases and
 * factors of noise. What they cost together, the backend's estimate says.
 */
const setsPerCircuit = 100;

/** How many sets an item has. */
function expectSets(shape: readonly number[], path: string, limits: BackendSpec["limits"]): number {
  const count = sizeWithin(shape, limits.circuits * setsPerCircuit, `${path}.shape`, "sets of parameter values");
  if (count === 0) throw invalid(`${path}.shape`, "holds no set of values");
  return count;
}
