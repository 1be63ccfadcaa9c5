import { InvalidInputError } from "@naru/base";
import { readBqm } from "./bqm.ts";
import { Cursor } from "./cursor.ts";
import { latin1, readHeader, readSection, shapeOf } from "./header.ts";
import { keyOf } from "./labels.ts";
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

/** Which place a variable of an old file has in the model, by its label. */
export type Places = ReadonlyMap<string, number>;

/**
 * Reads an expression of a constrained model (`DIMODEXPR` 2.0). With `places`, also the binary quadratic models that older
 * files hold in their place (`DIMODBQM`), whose variables are then told by their labels.
 */
export function readExpression(bytes: Uint8Array, variableCount: number, what: string, places?: Places): Expression {
  if (places && latin1(bytes.subarray(0, 8)) === "DIMODBQM") return ofBqm(bytes, places);
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

function ofBqm(bytes: Uint8Array, places: Places): Expression {
  const { labels, offset, linear, starts, neighbours, biases } = readBqm(bytes);
  const variables = Int32Array.from(labels, (label) => {
    const place = places.get(keyOf(label));
    if (place === undefined) throw new InvalidInputError(`The model has no variable ${keyOf(label).slice(0, 80)}.`);
    return place;
  });
  const [first, second, quadratic] = [[] as number[], [] as number[], [] as number[]];
  for (let i = 0; i < labels.length; i++) {
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      if (neighbours[k]! < i) continue;
      first.push(variables[i]!);
      second.push(variables[neighbours[k]!]!);
      quadratic.push(biases[k]!);
    }
  }
  return {
    offset,
    variables,
    linear,
    first: Int32Array.from(first),
    second: Int32Array.from(second),
    quadratic: Float64Array.from(quadratic),
  };
}
