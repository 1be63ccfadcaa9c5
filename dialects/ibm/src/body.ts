import { InvalidInputError } from "@naru/base";

/** Brackets within brackets. Observables may be nested by the user; nobody nests them so deep. */
const maxNesting = 64;

/** JSON text that was read, and where the values of its outermost object stand in it. */
export interface ReadBody {
  readonly value: unknown;
  readonly text: string;
  /** Value of each key of the outermost object, as it was written. Of a key that is given twice, the last. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads JSON text that came from outside; an empty one reads as `{}`.
 *
 * Throws InvalidInputError that says what is wrong with it.
 */
export function readJson(text: string): ReadBody {
  if (text.trim() === "") return { value: {}, text: "{}", texts: new Map() };
  const places = placesOf(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new InvalidInputError(reasonOf(text, thrown), {}, thrown);
  }
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(text)) refuseUnstorable(value);
  return { value, text, texts: textsOf(text, places) };
}

/** Value of each key of the outermost object of JSON text that was read before, as it was written. */
export const membersOf = (text: string): ReadonlyMap<string, string> => textsOf(text, placesOf(text));

const textsOf = (text: string, places: readonly Place[]): ReadonlyMap<string, string> =>
  new Map(places.map(({ key, from, to }) => [JSON.parse(key) as string, text.slice(from, to).trim()]));

function reasonOf(text: string, thrown: unknown): string {
  const literal = /[[:,]\s*(-?Infinity|NaN)\b/.exec(text)?.[1];
  if (literal) {
    return `The body contains ${literal}, which is not JSON. Check the numbers in your options and observables.`;
  }
  return `The body is not valid JSON: ${thrown instanceof Error ? thrown.message : "it cannot be read"}.`;
}

interface Place {
  /** With its quotes and escapes. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Where the values of the outermost object stand, in one pass that skips texts as a whole: bodies are tens of megabytes of
 * base64. What is no JSON gives any places; parsing refuses it afterwards. Throws InvalidInputError for deep nesting.
 */
function placesOf(text: string): Place[] {
  const places: Place[] = [];
  let depth = 0;
  let key = "";
  let from = -1;
  const end = (to: number) => {
    if (from >= 0) places.push({ key, from, to });
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      const to = endOfText(text, at);
      if (depth === 1 && from < 0) key = text.slice(at, to + 1);
      at = to;
    } else if (character === openBracket || character === openBrace) {
      if (++depth > maxNesting) {
        throw new InvalidInputError(`The body is nested more than ${maxNesting} levels deep. Make it flatter.`);
      }
    } else if (character === closeBracket || character === closeBrace) {
      if (--depth === 0) end(at);
    } else if (depth === 1) {
      if (character === colon && from < 0) from = at + 1;
      else if (character === comma) end(at);
    }
  }
  return places;
}

/** Where the text that begins at a quote ends. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125];
const [comma, colon] = [44, 58];

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
