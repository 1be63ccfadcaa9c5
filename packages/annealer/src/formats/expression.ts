import { InvalidInputError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { readHeader, readSection, shapeOf } from "./header.ts";
import { numberType, readFloats, readPlaces } from "./numbers.ts";

/** offset + Σ linear_k x_variables[k] + Σ_k quadratic_k x_first[k] x_second[k], on variables of a model. A pair may be a square. */
export interface Expression {
  readonly offset: number;
  readonly variables: Int32Array;
  readonly linear: Float64Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly quadratic: Float64Array;
}

/** Reads an expression of a constrained model (`DIMODEXPR` 2.0). */
export function readExpression(bytes: Uint8Array, variableCount: number, what: string): Expression {
  const cursor = new Cursor(bytes);
  const { data } = readHeader(cursor, "DIMODEXPR", ["2.0"]);
  const [size, interactions] = shapeOf(data["shape"], what);
  const itype = numberType(data["itype"], what);
  const dtype = numberType(data["dtype"], what);
  const variables = readPlaces(
    readSection(cursor, "INDX").take(size * itype.bytes, `the variables of ${what}`),
    itype,
    variableCount,
    `the variables of ${what}`,
  );
  const offset = readFloats(
    readSection(cursor, "OFFS").take(dtype.bytes, what),
    dtype,
    `the offset of ${what}`,
  )[0] as number;
  const linear = readFloats(readSection(cursor, "LINB").take(size * dtype.bytes, what), dtype, `the biases of ${what}`);
  const section = readSection(cursor, "QUAD", 8);
  const stride = 2 * itype.bytes + dtype.bytes;
  section.take(interactions * stride, `the interactions of ${what}`);
  const first = new Int32Array(interactions);
  const second = new Int32Array(interactions);
  const quadratic = new Float64Array(interactions);
  for (let k = 0, at = 0; k < interactions; k++, at += stride) {
    const u = itype.read(section.view, at);
    const v = itype.read(section.view, at + itype.bytes);
    const bias = dtype.read(section.view, at + 2 * itype.bytes);
    const arePlaces = itype.isWhole && u >= 0 && u < size && v >= 0 && v < size;
    if (!arePlaces || !Number.isFinite(bias)) {
      throw new InvalidInputError(
        `Interaction ${k} of ${what} joins ${u} and ${v} by ${bias}. It needs variables below ${size} and a finite number.`,
      );
    }
    first[k] = variables[u]!;
    second[k] = variables[v]!;
    quadratic[k] = bias;
  }
  checkOnce(variables, variableCount, what);
  return { offset, variables, linear, first, second, quadratic };
}

/** A variable stands once in an expression's list. */
function checkOnce(variables: Int32Array, variableCount: number, what: string): void {
  // Small expressions of large models: a table of all variables for each would take the square of the file's length.
  const seen = variables.length < variableCount / 16 ? new Set<number>() : new Uint8Array(variableCount);
  for (const variable of variables) {
    const isSeen = seen instanceof Set ? seen.has(variable) : seen[variable] === 1;
    if (isSeen) throw new InvalidInputError(`The file is damaged: ${what} lists variable ${variable} twice.`);
    if (seen instanceof Set) seen.add(variable);
    else seen[variable] = 1;
  }
}
