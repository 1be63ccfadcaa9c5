import { InvalidInputError } from "@naru/base";

/** Brackets within brackets; IQM's own bodies have fewer than ten levels. */
const maxNesting = 64;

/** A body as it came, and what it says. */
export interface ReadBody {
  readonly text: string;
  readonly value: unknown;
}

/** The JSON body of a request. Throws InvalidInputError that says what is wrong with the text. */
export async function readBody(request: Request): Promise<ReadBody> {
  const text = await request.text();
  return { text, value: readJson(text) };
}

/** Reads JSON text that came from outside, and refuses what could not be stored and given back unchanged. */
export function readJson(text: string): unknown {
  if (text.trim() === "") throw invalidFormat("The body is empty. Send a job as JSON.");
  if (nestingOf(text) > maxNesting) {
    throw invalidFormat(`The body is nested more than ${maxNesting} levels deep. Make it flatter.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const literal = /[[:,]\s*(-?Infinity|NaN)\b/.exec(text)?.[1];
    throw invalidFormat(
      literal
        ? `The body contains ${literal}, which is not JSON. Check the angles and parameters of your circuit.`
        : `The body is not valid JSON: ${thrown instanceof Error ? thrown.message : "it cannot be read"}.`,
      thrown,
    );
  }
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(text)) refuseUnstorable(value);
  return value;
}

const invalidFormat = (message: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError(message, { wireCode: "invalid_data_format" }, cause);

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
    if (value.includes("\0")) throw invalidFormat("A text in the body contains the NUL character. Remove it.");
    if (!value.isWellFormed()) {
      throw invalidFormat("A text in the body contains half of a surrogate pair. Send well-formed Unicode.");
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      refuseUnstorable(key);
      refuseUnstorable(inner);
    }
  }
}

/** What `Authorization: Bearer <token>` shows, or null. */
export function secretOf(request: Request): string | null {
  const match = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}

/** A whole number of the query, `most` when more; `fallback` when absent. Throws InvalidInputError for anything else. */
export function queryInteger(
  query: URLSearchParams,
  name: string,
  { fallback, least, most }: { fallback: number; least: number; most: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InvalidInputError(`The query parameter "${name}" must be a whole number from ${least} on.`, {
      keys: [name],
    });
  }
  return Math.min(value, most);
}

/** `true` or `false`, in any case as Python spells them; false when absent. Throws InvalidInputError for anything else. */
export function queryBoolean(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)?.toLowerCase() ?? "";
  if (text === "" || text === "false") return false;
  if (text === "true") return true;
  throw new InvalidInputError(`The query parameter "${name}" must be true or false.`, { keys: [name] });
}
