import type { Cursor } from "./cursor.ts";
import type { QpyCustom } from "./model.ts";
import type { Scope } from "./scope.ts";

/** The custom instruction of this key, with its base, or undefined if the table has none. */
export function customOf(key: string, cursor: Cursor, scope: Scope): QpyCustom | undefined {
  const entry = scope.customs.get(key);
  if (!entry || entry.whole) return entry?.whole;
  if (!entry.readBase) {
    entry.whole = entry.custom;
    return entry.whole;
  }
  if (entry.isBeingRead) throw cursor.invalid(`the instruction "${key}" is its own base; the file is damaged`);
  entry.isBeingRead = true;
  const base = entry.readBase({ ...scope, depth: scope.depth + 1 });
  entry.whole = { ...entry.custom, base };
  return entry.whole;
}
