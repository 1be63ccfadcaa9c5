import { InvalidInputError } from "@naru/base";

/** Brackets within brackets; IonQ's own bodies have fewer than ten levels. */
const maxNesting = 64;

/**
 * The JSON body of a request, whatever its content type says: pennylane-ionq sends none, and qiskit-ionq and cirq-ionq
 * declare JSON for bodies that are empty. An empty body reads as `{}`.
 *
 * Throws InvalidInputError that says what is wrong with the text.
 */
export async function readBody(request: Request): Promise<unknown> {
  return readJson(await request.text());
}

/** Reads JSON text that came from outside, and refuses what could not be stored and given back unchanged. */
export function readJson(text: string): unknown {
  if (text.trim() === "") return {};
  if (nestingOf(text) > maxNesting) {
    throw new InvalidInputError(`The body is nested more than ${maxNesting} levels deep. Make it flatter.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const literal = /[[:,]\s*(-?Infinity|NaN)\b/.exec(text)?.[1];
    throw new InvalidInputError(
      literal
        ? `The body contains ${literal}, which is not JSON. Check the angles and parameters of your circuit.`
        : `The body is not valid JSON: ${thrown instanceof Error ? thrown.message : "it cannot be read"}.`,
      {},
      thrown,
    );
  }
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(text)) refuseUnstorable(value);
  return value;
}

/** The deepest nesting of brackets outside strings. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === backslash) i++;
      else if (character === quote) inString = false;
    } else if (character === quote) inString = true;
    else if (character === openBracket || character === openBrace) deepest = Math.max(deepest, ++depth);
    else if (character === closeBracket || character === closeBrace) depth--;
  }
  return deepest;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125];

/** NUL and lone surrogates cannot be kept by PostgreSQL nor be written as UTF-8. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === "string") {
    if (value.includes("\0")) throw new InvalidInputError("A text in the body contains the NUL character. Remove it.");
    if (!value.isWellFormed()) {
      throw new InvalidInputError("A text in the body contains half of a surrogate pair. Send well-formed Unicode.");
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      refuseUnstorable(key);
      refuseUnstorable(inner);
    }
  }
}

/** The key of `Authorization: apiKey <key>`, or null. */
export function secretOf(request: Request): string | null {
  const match = /^apiKey\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}

/** A whole number of the query, within bounds; `fallback` when absent. Throws InvalidInputError for anything else. */
export function queryInteger(
  query: URLSearchParams,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InvalidInputError(`The query parameter "${name}" must be a whole number from ${least} to ${most}.`, {
      keys: [name],
    });
  }
  return Math.min(value, most);
}

/** `true`, or `True` as Python spells it. */
export const queryBoolean = (query: URLSearchParams, name: string): boolean =>
  query.get(name)?.toLowerCase() === "true";

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
