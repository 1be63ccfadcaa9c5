import { InvalidInputError } from "@naru/base";

/** PostgreSQL keeps no U+0000 in texts, and no half of a surrogate pair. Throws InvalidInputError for either. */
export function requireStorable(what: string, text: string): void {
  if (!text.includes("\0") && text.isWellFormed()) return;
  throw new InvalidInputError(`The ${what} holds a character that cannot be stored. Use ordinary text.`);
}
