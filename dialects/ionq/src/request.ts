import { InvalidInputError } from "@naru/base";
import { readJsonOrNothing } from "@naru/dialect/http";

/**
 * The JSON body of a request, whatever its content type says: pennylane-ionq sends none, and qiskit-ionq and cirq-ionq
 * declare JSON for bodies that are empty. An empty body reads as `{}`.
 *
 * Throws InvalidInputError that says what is wrong with the text.
 */
export const readBody = async (request: Request): Promise<unknown> => readJsonOrNothing(await request.text()).value;

/** The key of `Authorization: apiKey <key>`, or null. */
export function secretOf(request: Request): string | null {
  const match = /^apiKey\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}

/** A list given as repeated parameters, as commas, or both. */
export const queryList = (query: URLSearchParams, name: string): string[] =>
  query
    .getAll(name)
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");

/** One of the words allowed, the first when absent. Throws InvalidInputError for another. */
export function queryIsOneOf<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = query.get(name);
  if (text === null) return words[0];
  const found = words.find((word) => word === text);
  if (found) return found;
  throw new InvalidInputError(`The query parameter "${name}" must be one of ${words.join(", ")}.`, { keys: [name] });
}
