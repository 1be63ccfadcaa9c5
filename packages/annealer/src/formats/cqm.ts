import { InvalidInputError, UnsupportedError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { type Expression, readExpression } from "./expression.ts";
import { countOf, latin1, parseJson, readHeader, readSection } from "./header.ts";
import { keyOf, type Label, numbered, readLabels } from "./labels.ts";
import { expressionMagnitude, refuseHuge } from "./magnitude.ts";
import { numberType, readFloats } from "./numbers.ts";
import { type Archive, readZip } from "./zip.ts";

export type CqmVartype = "binary" | "spin" | "integer" | "real";

/** A constrained quadratic model: the objective is to be made small while the constraints hold. */
export interface Cqm {
  readonly labels: readonly Label[];
  readonly vartypes: readonly CqmVartype[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly objective: Expression;
  readonly constraints: readonly Constraint[];
}

/** `lhs` ≤, ≥ or = `rhs`. */
export interface Constraint {
  readonly label: Label;
  readonly lhs: Expression;
  readonly sense: "<=" | ">=" | "==";
  readonly rhs: number;
  /** Whether the writer marked it as choosing exactly one of its binary variables. */
  readonly isDiscrete: boolean;
  /** A soft constraint may be broken: that adds weight × violation, or weight × violation², to the objective. */
  readonly soft?: { readonly weight: number; readonly penalty: "linear" | "quadratic" };
}

const vartypes: readonly CqmVartype[] = ["binary", "spin", "integer", "real"];

/**
 * Reads a CQM file of dimod (`DIMODCQM` 2.0). Throws as `readBqm` does, and TooLargeError for archives that become too large.
 */
export function readCqm(bytes: Uint8Array): Cqm {
  const cursor = new Cursor(bytes);
  const { data } = readHeader(cursor, "DIMODCQM", ["2.0"]);
  const count = countOf(data["num_variables"], "the number of variables");
  const archive = readZip(cursor.take(cursor.left, "the archive"));
  const variables = readVariables(archive.read("varinfo"), count);
  const labels = archive.has("variable_labels.json")
    ? readLabels(parseJson(archive.read("variable_labels.json"), "the labels"), count, "variables")
    : numbered(count);
  const objective = readExpression(archive.read("objective"), count, "the objective");
  const constraints = constraintNames(archive).map((name) => readConstraint(archive, name, count));
  if (constraints.length !== countOf(data["num_constraints"], "the number of constraints")) {
    throw new InvalidInputError(`The file is damaged: its archive holds ${constraints.length} constraints.`);
  }
  refuseHuge(largestEnergy(objective, constraints, variables));
  return { labels, ...variables, objective, constraints };
}

/** What the objective, penalties and violations can be together at most. */
function largestEnergy(
  objective: Expression,
  constraints: readonly Constraint[],
  { lower, upper }: Pick<Cqm, "lower" | "upper">,
): number {
  let sum = expressionMagnitude(objective, lower, upper);
  for (const { lhs, rhs, soft } of constraints) {
    const violation = expressionMagnitude(lhs, lower, upper) + Math.abs(rhs);
    sum += violation;
    if (soft) sum += soft.weight * (soft.penalty === "linear" ? violation : violation * violation);
  }
  return sum;
}

function readVariables(bytes: Uint8Array, count: number): Pick<Cqm, "vartypes" | "lower" | "upper"> {
  const section = readSection(new Cursor(bytes), "VTYP");
  section.take(17 * count, "the types of the variables");
  const { view } = section;
  const [lower, upper] = [new Float64Array(count), new Float64Array(count)];
  const types = Array.from({ length: count }, (_, i) => {
    const type = vartypes[view.getInt8(17 * i)];
    lower[i] = view.getFloat64(17 * i + 1, true);
    upper[i] = view.getFloat64(17 * i + 9, true);
    const areBounds = Number.isFinite(lower[i]) && Number.isFinite(upper[i]) && lower[i]! <= upper[i]!;
    if (!type || !areBounds) {
      throw new InvalidInputError(
        `The file is damaged: variable ${i} has no known type, or goes from ${lower[i]} to ${upper[i]}.`,
      );
    }
    if (type === "integer" && Math.ceil(lower[i]!) > Math.floor(upper[i]!)) {
      throw new InvalidInputError(`There is no whole number from ${lower[i]} to ${upper[i]} for variable ${i}.`);
    }
    return type;
  });
  types.forEach((type, i) => {
    if (type === "binary" || type === "spin") [lower[i], upper[i]] = [type === "spin" ? -1 : 0, 1];
    if (type === "integer") [lower[i], upper[i]] = [Math.ceil(lower[i]!), Math.floor(upper[i]!)];
  });
  return { vartypes: types, lower, upper };
}

/** Names of the archive's constraints, in its order. They are labels in JSON, and may hold strokes themselves. */
function constraintNames({ names }: Archive): readonly string[] {
  const found = new Set<string>();
  for (const name of names) {
    if (name.startsWith("constraints/")) found.add(name.slice("constraints/".length, name.lastIndexOf("/")));
  }
  return [...found];
}

function readConstraint(archive: Archive, name: string, variableCount: number): Constraint {
  const part = (which: string) => `constraints/${name}/${which}`;
  const what = `the constraint ${name.slice(0, 80)}`;
  const number = (which: string) =>
    readFloats(new Cursor(archive.read(part(which))).take(8, what), numberType("float64", what), what)[0] as number;
  const label = parseLabel(name);
  const sense = latin1(archive.read(part("sense")).subarray(0, 8));
  if (sense !== "<=" && sense !== ">=" && sense !== "==") {
    throw new UnsupportedError(`The sense of ${what} is "${sense}". It is <=, >= or ==.`);
  }
  const common = {
    label,
    lhs: readExpression(archive.read(part("lhs")), variableCount, what),
    sense: sense as Constraint["sense"],
    rhs: number("rhs"),
    isDiscrete: archive.has(part("discrete")) && archive.read(part("discrete"))[0] === 1,
  };
  if (!archive.has(part("weight"))) return common;
  const weight = number("weight");
  const penalty = archive.has(part("penalty")) ? latin1(archive.read(part("penalty")).subarray(0, 16)) : "linear";
  if (penalty !== "linear" && penalty !== "quadratic") {
    throw new UnsupportedError(`The penalty of ${what} is "${penalty}". It is linear or quadratic.`);
  }
  if (weight < 0) throw new InvalidInputError(`The weight of ${what} is ${weight}. It is 0 or more.`);
  return { ...common, soft: { weight, penalty } };
}

function parseLabel(name: string): Label {
  let label: unknown;
  try {
    label = JSON.parse(name);
  } catch {
    throw new InvalidInputError(`The file is damaged: ${name.slice(0, 80)} is no label in JSON.`);
  }
  keyOf(label);
  return label as Label;
}
