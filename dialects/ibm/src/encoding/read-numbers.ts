import { TooLargeError, UnsupportedError } from "@naru/base";
import { readNpy } from "@naru/circuit";
import { invalid, unpack } from "@naru/dialect/http";
import { readBase64 } from "@naru/workload";
import type { ReadBudget } from "./budget.ts";
import { readTagged } from "./tagged.ts";
import { placed } from "./under.ts";

/** Real numbers of any shape, row by row (the last axis fastest). */
export interface NumberTable {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Axes of an array; NumPy had no more for long. */
export const maxAxes = 32;

/**
 * Reads an array of NumPy: base64 of a zlib stream of a .npy file, or a number or nested lists, tagged or plain.
 *
 * Throws InvalidInputError or UnsupportedError with the path for what is no array of finite real numbers, TooLargeError
 * beyond the budget, before anything of that size is allocated.
 */
export async function readNumbers(value: unknown, path: string, budget: ReadBudget): Promise<NumberTable> {
  const tag = readTagged(value);
  if (tag && tag.__type__ !== "ndarray") throw notAnArray(tag.__type__, path);
  const content = tag ? tag.__value__ : value;
  const table =
    typeof content === "string" ? await readPacked(content, path, budget) : readListed(content, path, budget);
  const { shape, data } = table;
  if (shape.length > maxAxes) throw tooManyAxes(path);
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k])) throw invalid(path, `entry ${k} is not a finite number`);
  }
  return table;
}

function notAnArray(type: string, path: string) {
  if (type !== "BindingsArray")
    return invalid(path, `must be an array of numbers, not of the type "${type.slice(0, 50)}"`);
  return new UnsupportedError(
    `"${path}": a BindingsArray is not taken. Send its values as one array in the order of the circuit's parameters: \`bindings.as_array(circuit.parameters)\`.`,
    { keys: [path] },
  );
}

async function readPacked(text: string, path: string, budget: ReadBudget): Promise<NumberTable> {
  try {
    const file = await unpack(readBase64(text), budget.bytesLeft);
    budget.spendBytes(file.length);
    // Entries of one byte become numbers of eight, which are paid for, too.
    const { shape, isComplex, data } = readNpy(file, { maxEntries: Math.floor(budget.bytesLeft / 8) });
    budget.spendBytes(data.byteLength);
    if (isComplex) throw new UnsupportedError("The array has complex numbers. Send real ones.");
    return { shape, data };
  } catch (thrown) {
    throw placed(path, thrown);
  }
}

const tooManyAxes = (path: string) =>
  new TooLargeError(`"${path}": an array has ${maxAxes} axes at most.`, { limit: maxAxes, keys: [path] });

function readListed(content: unknown, path: string, budget: ReadBudget): NumberTable {
  const shape = shapeOfLists(content, path);
  const numbers: number[] = [];
  const visit = (value: unknown, axis: number): void => {
    const length = shape[axis];
    if (length === undefined) {
      budget.spendNumber();
      if (typeof value !== "number") throw invalid(path, "must hold numbers alone, in lists of equal lengths");
      numbers.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== length) throw invalid(path, "has lists of different lengths");
    for (const inner of value) visit(inner, axis + 1);
  };
  visit(content, 0);
  return { shape, data: Float64Array.from(numbers) };
}

/** Lengths of nested lists, looking at the first of each. */
export function shapeOfLists(content: unknown, path: string): number[] {
  const shape: number[] = [];
  for (let value = content; Array.isArray(value); value = value[0]) {
    if (shape.length === maxAxes) throw tooManyAxes(path);
    shape.push(value.length);
  }
  return shape;
}
