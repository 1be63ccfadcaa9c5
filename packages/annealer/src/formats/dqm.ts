import { InvalidInputError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { countOf, parseJson, readHeader, readSection } from "./header.ts";
import { type Label, numbered, readLabels } from "./labels.ts";
import { magnitudeOf, refuseHuge } from "./magnitude.ts";
import { readNpy } from "./npy.ts";
import { readFloats, readPlaces } from "./numbers.ts";
import { readZip } from "./zip.ts";

/**
 * A discrete quadratic model: each variable takes one of its cases, which are counted through all variables. The energy
 * is offset + Σ of `linear` over the cases taken + Σ of `quadratic` over the pairs of cases of which both are.
 */
export interface Dqm {
  readonly labels: readonly Label[];
  /** Cases of variable i are `starts[i]` to `starts[i + 1]` (exclusive). */
  readonly starts: Int32Array;
  readonly linear: Float64Array;
  /** Pairs of cases of different variables. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly quadratic: Float64Array;
  readonly offset: number;
}

/** Reads a DQM file of dimod (`DIMODDQM` 1.0 and 1.1). Throws as `readBqm` does, and TooLargeError for archives too large. */
export function readDqm(bytes: Uint8Array): Dqm {
  const cursor = new Cursor(bytes);
  const { data } = readHeader(cursor, "DIMODDQM", ["1.0", "1.1"]);
  const count = countOf(data["num_variables"], "the number of variables");
  const cases = countOf(data["num_cases"], "the number of cases");
  const archive = readZip(readSection(cursor, "BIAS").bytes);
  const array = (name: string) => readNpy(archive.read(`${name}.npy`), name);
  const floats = (name: string, length: number) => {
    const { data: numbers, size, type } = array(name);
    if (size !== length)
      throw new InvalidInputError(`The file is damaged: ${name} has ${size} numbers, not ${length}.`);
    return readFloats(numbers, type, name);
  };
  const rows = array("quadratic_row_indices");
  const interactions = rows.size;
  const columns = array("quadratic_col_indices");
  if (columns.size !== interactions)
    throw new InvalidInputError("The file is damaged: rows and columns differ in number.");
  const begin = array("case_starts");
  if (begin.size !== count) throw new InvalidInputError("The file is damaged: case_starts has another length.");
  const starts = startsOf(readPlaces(begin.data, begin.type, cases + 1, "case_starts"), cases);
  const first = readPlaces(rows.data, rows.type, cases, "quadratic_row_indices");
  const second = readPlaces(columns.data, columns.type, cases, "quadratic_col_indices");
  checkPairs(starts, first, second);
  const linear = floats("linear_biases", cases);
  const quadratic = floats("quadratic_biases", interactions);
  const offset = archive.has("offset.npy") ? (floats("offset", 1)[0] as number) : 0;
  refuseHuge(Math.abs(offset) + magnitudeOf(linear, quadratic));
  return {
    labels:
      data["variables"] === true
        ? readLabels(parseJson(readSection(cursor, "VARS").bytes, "the labels"), count, "variables")
        : numbered(count),
    ...{ starts, linear, first, second, quadratic, offset },
  };
}

function startsOf(begin: Int32Array, cases: number): Int32Array {
  const starts = new Int32Array(begin.length + 1);
  starts.set(begin);
  starts[begin.length] = cases;
  for (let i = 0; i < begin.length; i++) {
    if (starts[i + 1]! <= starts[i]!)
      throw new InvalidInputError(`Variable ${i} has no cases. Each needs one at least.`);
  }
  if (starts[0] !== 0) throw new InvalidInputError("The file is damaged: the first cases belong to no variable.");
  return starts;
}

function checkPairs(starts: Int32Array, first: Int32Array, second: Int32Array): void {
  const owner = new Int32Array(starts.at(-1) as number);
  for (let i = 0; i + 1 < starts.length; i++) owner.fill(i, starts[i]!, starts[i + 1]!);
  for (let k = 0; k < first.length; k++) {
    if (owner[first[k]!] === owner[second[k]!]) {
      throw new InvalidInputError(`The file is damaged: interaction ${k} joins two cases of one variable.`);
    }
  }
}
