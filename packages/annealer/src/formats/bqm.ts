import { InvalidInputError, UnsupportedError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { countOf, parseJson, readHeader, readSection, shapeOf } from "./header.ts";
import { type Label, numbered, readLabels } from "./labels.ts";
import { magnitudeOf, refuseHuge } from "./magnitude.ts";
import { type NumberType, numberType } from "./numbers.ts";

/**
 * A binary quadratic model: offset + Σ linear_i x_i + Σ_{i<j} q_ij x_i x_j.
 *
 * Interactions are kept by rows, both directions, as in an Ising model: those of variable i lie at `starts[i]` to
 * `starts[i + 1]` (exclusive) of `neighbours` and `biases`, neighbours ascending.
 */
export interface Bqm {
  readonly vartype: "spin" | "binary";
  readonly labels: readonly Label[];
  readonly offset: number;
  readonly linear: Float64Array;
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  readonly biases: Float64Array;
}

/**
 * Reads a BQM file of dimod (`DIMODBQM`, 1.0 and 2.0).
 *
 * Throws InvalidInputError for a file that is damaged, contradicts itself, holds numbers that are not finite or add up
 * to energies that are not, or labels that are not unique; UnsupportedError for other versions and types of numbers. Nothing is allocated that the file's
 * length does not cover.
 */
export function readBqm(bytes: Uint8Array): Bqm {
  const cursor = new Cursor(bytes);
  const { version, data } = readHeader(cursor, "DIMODBQM", ["1.0", "2.0"]);
  const [size, interactions] = shapeOf(data["shape"], "the header");
  const dtype = numberType(data["dtype"], "the biases");
  const itype = numberType(data["itype"], "the indices");
  const ntype = numberType(data["ntype"], "the neighbourhoods");
  const vartype = vartypeOf(data["vartype"]);
  const offset = finite(dtype.read(cursor.view, beforeTaking(cursor, dtype.bytes, "the offset")), "The offset");
  const { starts, linear } = readVariables(cursor, size, interactions, ntype, dtype);
  const { neighbours, biases } = readNeighbours(cursor, 2 * interactions, size, itype, dtype);
  checkRows(starts, neighbours, biases);
  refuseHuge(Math.abs(offset) + magnitudeOf(linear, biases));
  const labels = readVariableLabels(cursor, version[0], data["variables"], size);
  return { vartype, labels, offset, linear, starts, neighbours, biases };
}

export function vartypeOf(name: unknown): "spin" | "binary" {
  if (name === "SPIN") return "spin";
  if (name === "BINARY") return "binary";
  throw new UnsupportedError(
    `A binary quadratic model has variables SPIN or BINARY, not ${String(name).slice(0, 40)}.`,
  );
}

function readVariableLabels(cursor: Cursor, major: number, variables: unknown, size: number): readonly Label[] {
  if (major === 1) return readLabels(variables, size, "variables");
  if (variables === false) return numbered(size);
  const section = readSection(cursor, "VARS");
  return readLabels(parseJson(section.bytes, "the labels"), size, "variables");
}

/** Where the next bytes are, once it is certain that they are there. */
function beforeTaking(cursor: Cursor, length: number, what: string): number {
  cursor.take(length, what);
  return cursor.at - length;
}

function finite(value: number, what: string): number {
  if (Number.isFinite(value)) return value;
  throw new InvalidInputError(`${what} is ${value}. Models are made of finite numbers.`);
}

function readVariables(cursor: Cursor, size: number, interactions: number, ntype: NumberType, dtype: NumberType) {
  const stride = ntype.bytes + dtype.bytes;
  let at = beforeTaking(cursor, size * stride, "the list of variables");
  const records = countOf(2 * interactions, "the number of interactions");
  const starts = new Int32Array(size + 1);
  const linear = new Float64Array(size);
  starts[size] = records;
  for (let i = 0, least = 0; i < size; i++, at += stride) {
    const start = ntype.read(cursor.view, at);
    if (!(start >= least && start <= records) || (i === 0 && start !== 0)) {
      throw new InvalidInputError(`The file is damaged: neighbours of variable ${i} begin at ${start}.`);
    }
    starts[i] = least = start;
    const bias = dtype.read(cursor.view, at + ntype.bytes);
    if (!Number.isFinite(bias)) finite(bias, `The linear bias of variable ${i}`);
    linear[i] = bias;
  }
  if (size === 0 && records > 0) throw new InvalidInputError("The file is damaged: interactions without variables.");
  return { starts, linear };
}

function readNeighbours(cursor: Cursor, records: number, size: number, itype: NumberType, dtype: NumberType) {
  const stride = itype.bytes + dtype.bytes;
  let at = beforeTaking(cursor, records * stride, "the list of interactions");
  const { view } = cursor;
  const neighbours = new Int32Array(records);
  const biases = new Float64Array(records);
  if (itype.bytes === 4 && dtype.bytes === 8 && !dtype.isWhole) {
    // What dimod writes; without calls of unknown functions the loop takes a third of the time.
    for (let k = 0; k < records; k++, at += 12) {
      neighbours[k] = view.getInt32(at, true);
      biases[k] = view.getFloat64(at + 4, true);
    }
  } else {
    for (let k = 0; k < records; k++, at += stride) {
      const neighbour = itype.read(view, at);
      neighbours[k] = neighbour < size ? neighbour : -1;
      biases[k] = dtype.read(view, at + itype.bytes);
    }
  }
  for (let k = 0; k < records; k++) {
    // x − x is 0 for finite numbers, NaN for others.
    if (biases[k]! - biases[k]! !== 0) finite(biases[k]!, `The bias of interaction ${k}`);
  }
  return { neighbours, biases };
}

/** Neighbours ascend, nothing is its own neighbour, and each interaction stands in both rows with the same bias. */
function checkRows(starts: Int32Array, neighbours: Int32Array, biases: Float64Array): void {
  const size = starts.length - 1;
  const next = starts.slice(0, size);
  for (let i = 0; i < size; i++) {
    const to = starts[i + 1]!;
    let before = i;
    // Rows above have passed over the neighbours that lie below i.
    for (let k = next[i]!; k < to; k++) {
      const j = neighbours[k]!;
      if (j <= before || j >= size) throw damagedRow(i, j);
      before = j;
      const mirrored = next[j]!++;
      if (mirrored >= starts[j + 1]! || neighbours[mirrored] !== i || biases[mirrored] !== biases[k])
        throw damagedRow(i, j);
    }
  }
}

const damagedRow = (i: number, j: number): InvalidInputError =>
  new InvalidInputError(
    `The file is damaged: the interaction of variables ${i} and ${j} is not the same in both of their rows, or out of order.`,
  );
