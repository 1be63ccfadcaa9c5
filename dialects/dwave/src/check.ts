import { InvalidInputError } from "@naru/base";
import type { z } from "zod";

/**
 * The value as the schema reads it. Throws InvalidInputError that names the first field that is wrong as a path that a user
 * can find in the body.
 *
 * @param under path of the value within the body, such as `params`
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, under = ""): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const path = (first?.path ?? []).reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`),
    under,
  );
  const problem = first?.message.replace(/\.$/, "") ?? "It is not as expected";
  throw new InvalidInputError(path === "" ? `The body is wrong: ${problem}.` : `${shortened(path)}: ${problem}.`, {
    keys: [path],
  });
}

/** Longest piece of a user's own text that is repeated in a message. */
const maxQuoted = 100;

/** Cut where it is longer than a message should repeat. */
export const shortened = (text: string): string =>
  text.length > maxQuoted ? `${text.slice(0, maxQuoted).toWellFormed()}…` : text;
