import type { BackendSpec } from "@naru/backends";
import { TooLargeError } from "@naru/base";
import { invalid } from "@naru/dialect/http";
import { type NumberArray, packNumbers } from "@naru/workload";
import { type ReadBudget, readNumbers } from "../encoding/index.ts";
import { sizeWithin } from "./shape.ts";

/** The pubs of a job, each a list of parts. */
export function readPubs(value: unknown, limits: BackendSpec["limits"]): readonly (readonly unknown[])[] {
  const path = "params.pubs";
  if (!Array.isArray(value)) throw invalid(path, "must be a list of pubs");
  if (value.length === 0) throw invalid(path, "is empty; send at least one pub");
  sizeWithin([value.length], limits.circuits, path, "pubs");
  value.forEach((pub, k) => {
    if (!Array.isArray(pub)) throw invalid(`${path}[${k}]`, "must be a list that begins with a circuit");
  });
  return value;
}

/** Refuses a pub of more or fewer parts. */
export function expectParts(pub: readonly unknown[], least: number, most: number, path: string): void {
  if (pub.length >= least && pub.length <= most) return;
  throw invalid(path, `must have ${least} to ${most} parts, and has ${pub.length}`);
}

/** Values of a circuit's parameters; the axes before the last are the sets. A circuit may be alone, and has none then. */
export async function readValues(
  value: unknown,
  path: string,
  limits: BackendSpec["limits"],
  budget: ReadBudget,
): Promise<{ readonly values: NumberArray; readonly sets: readonly number[] }> {
  if (value == null) return { values: packNumbers([0], new Float64Array(0)), sets: [] };
  const { shape, data } = await readNumbers(value, path, budget);
  if (shape.length === 0) throw invalid(path, "must have an axis for the parameters; a single value is a list of one");
  const sets = shape.slice(0, -1);
  if (sizeWithin(sets, limits.circuits, path, "sets of parameter values") === 0) {
    throw invalid(path, `has the shape [${shape.join(", ")}], which holds no set of values`);
  }
  return { values: packNumbers(shape, data), sets };
}

/** Refuses more shots than the backend takes. */
export function expectShots(shots: number, { limits, name }: BackendSpec, path: string): number {
  if (shots <= limits.shots) return shots;
  throw new TooLargeError(`"${path}": ${shots} shots are asked for; ${name} takes ${limits.shots} at most.`, {
    asked: shots,
    limit: limits.shots,
    keys: [path],
  });
}
