import { InvalidInputError, TooLargeError } from "@naru/base";

/** Brackets within brackets. Vendors' own bodies have fewer than ten; some let users nest lists of their own. */
const maxNesting = 64;

/** JSON that was read, with its text, so that parts of it can be kept as they were written. */
export interface JsonText {
  readonly value: unknown;
  readonly text: string;
}

/**
 * Reads JSON text that came from outside, and refuses what could not be stored and given back unchanged.
 *
 * Throws InvalidInputError that says what is wrong with it, TooLargeError for more values than `mostValues`.
 *
 * @param mostValues numbers, texts, lists … in all. Where text comes packed, a small body can hold millions of empty lists,
 *   which take a hundred times as long to read as a text of the same length.
 */
export function readJson(text: string, mostValues = Number.POSITIVE_INFINITY): JsonText {
  refuseDeepOrMany(text, mostValues);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new InvalidInputError(reasonOf(text, thrown), {}, thrown);
  }
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(text)) refuseUnstorable(value);
  return { value, text };
}

/** As `readJson`, where an empty body means an empty object: some clients declare JSON and send nothing. */
export const readJsonOrNothing = (text: string): JsonText => readJson(text.trim() === "" ? "{}" : text);

/** The items of a list, each with its text. */
export const itemsOf = ({ value, text }: JsonText & { readonly value: readonly unknown[] }): JsonText[] =>
  partsOf(text).map((part, k) => ({ value: value[k], text: part.text }));

/** Value of each key of an object in valid JSON, as it was written. Of a key that is given twice, the last. */
export const membersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(partsOf(text).map(({ key, text: value }) => [JSON.parse(key) as string, value]));

function reasonOf(text: string, thrown: unknown): string {
  const literal = /[[:,]\s*(-?Infinity|NaN)\b/.exec(text)?.[1];
  if (literal) return `The body contains ${literal}, which is not JSON. Check the numbers that you send.`;
  return `The body is not valid JSON: ${thrown instanceof Error ? thrown.message : "it cannot be read"}.`;
}

interface Part {
  /** With its quotes and escapes; `""` in lists. */
  readonly key: string;
  readonly text: string;
}

/** The values of the outermost list or object of valid JSON. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const isObject = /^\s*\{/.test(text);
  let depth = 0;
  let key = '""';
  let from = -1;
  const end = (to: number) => {
    const value = from < 0 ? "" : text.slice(from, to).trim();
    if (value !== "") parts.push({ key, text: value });
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      const to = endOfText(text, at);
      if (depth === 1 && from < 0) key = text.slice(at, to + 1);
      at = to;
    } else if (character === openBracket || character === openBrace) {
      if (++depth === 1 && !isObject) from = at + 1;
    } else if (character === closeBracket || character === closeBrace) {
      if (--depth === 0) end(at);
    } else if (depth === 1 && character === comma) {
      end(at);
      if (!isObject) from = at + 1;
    } else if (depth === 1 && character === colon && from < 0) from = at + 1;
  }
  return parts;
}

/** Before the parser sees it: one that recurs would end the process. */
function refuseDeepOrMany(text: string, mostValues: number): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfText(text, at);
    else if (character === closeBracket || character === closeBrace) depth--;
    else if (character === comma) values++;
    else if (character === openBracket || character === openBrace) {
      values++;
      if (++depth > maxNesting) {
        throw new InvalidInputError(`The body is nested more than ${maxNesting} levels deep. Make it flatter.`);
      }
    }
    if (values > mostValues) {
      throw new TooLargeError(`The body holds more than ${mostValues} values. Send less at once.`, {
        limit: mostValues,
      });
    }
  }
}

/** Where the text that begins at a quote ends; texts are passed over as a whole, for bodies may be megabytes of base64. */
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
