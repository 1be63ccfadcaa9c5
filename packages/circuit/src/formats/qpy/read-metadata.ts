import type { Cursor } from "./cursor.ts";

/** JSON as Python writes it: with NaN and Infinity, which are read as null. */
export function readMetadata(cursor: Cursor, length: number): unknown {
  const from = cursor.at;
  const text = cursor.text(length);
  if (text === "" || text === "null") return null;
  if (text === "{}") return {};
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(withoutNonNumbers(text));
    } catch {
      cursor.at = from;
      throw cursor.invalid("this should be JSON; the file is damaged");
    }
  }
}

/** Outside of strings, each NaN and each infinity becomes null. */
const withoutNonNumbers = (text: string): string =>
  text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, k) => (k % 2 === 1 ? part : part.replace(/-?Infinity|NaN/g, "null")))
    .join("");
