import { InvalidInputError } from "@naru/base";
import type { z } from "zod";

/**
 * The value as the schema reads it. Throws InvalidInputError that names the first field that is wrong, as a path a user
 * can find in the body, with all wrong fields in `details.keys`.
 *
 * @param under path of the value within the body, such as `input`
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, under = ""): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const keys = result.error.issues.slice(0, 10).map((issue) => pathOf(under, issue.path));
  const first = result.error.issues[0];
  throw invalid(keys[0] ?? under, lowerFirst(first?.message ?? "is not as expected"), keys);
}

/** An InvalidInputError about one field of the body; `problem` follows the field's path and needs no full stop. */
export function invalid(path: string, problem: string, keys: readonly string[] = [path]): InvalidInputError {
  const sentence = problem.endsWith("?") ? problem : `${problem}.`;
  return new InvalidInputError(path === "" ? `The body is wrong: ${sentence}` : `"${path}": ${sentence}`, { keys });
}

/** Longest piece of a user's own text that is repeated in a message. */
const maxQuoted = 100;

/** A user's own text for a message: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}

/** Cut where it is longer than a message should repeat. */
export const shortened = (text: string): string =>
  text.length > maxQuoted ? `${text.slice(0, maxQuoted).toWellFormed()}…` : text;

/** `input`, `circuit`, 3, `target` → `input.circuit[3].target` */
export function pathOf(under: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`),
    under,
  );
}

/** Zod writes sentences; here they follow a path. A full stop is added by `invalid`. */
function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}
