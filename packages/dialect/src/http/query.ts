import { InvalidInputError } from "@naru/base";

/** What a number of the query may be; `most` where it is more. */
export interface Bounds {
  /** Where the query does not give it. */
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

/** A number of the query. Throws InvalidInputError for what is none, and for less than the least. */
export function queryNumber(query: URLSearchParams, name: string, bounds: Bounds): number {
  return numberOf(query, name, bounds, Number.isFinite, "a number");
}

/** As `queryNumber`, for whole numbers alone. */
export function queryInteger(query: URLSearchParams, name: string, bounds: Bounds): number {
  return numberOf(query, name, bounds, Number.isInteger, "a whole number");
}

function numberOf(
  query: URLSearchParams,
  name: string,
  { fallback, least, most }: Bounds,
  isRight: (value: number) => boolean,
  kind: string,
): number {
  const text = query.get(name)?.trim() ?? "";
  if (text === "") return fallback;
  const value = Number(text);
  if (!isRight(value) || value < least) {
    throw new InvalidInputError(`The query parameter "${name}" must be ${kind} from ${least} on.`, { keys: [name] });
  }
  return Math.min(value, most);
}

/** `true` or `false`, in any case as Python spells them; null when absent. Throws InvalidInputError for anything else. */
export function queryBoolean(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name)?.toLowerCase() ?? "";
  if (text === "") return null;
  if (text === "true") return true;
  if (text === "false") return false;
  throw new InvalidInputError(`The query parameter "${name}" must be true or false.`, { keys: [name] });
}
