/** PostgreSQL's type numbers, as in its catalogue `pg_type`. */
const int8Type = 20;

/**
 * Reads a `bigint` column as a number. Ours are microcredits, counters and seeds, all below 2⁵³ (9 · 10⁹ credits);
 * a value beyond that is refused rather than rounded.
 */
export function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The number ${text} is too large to be read exactly.`);
  return value;
}

/** Readers of column values that differ from the drivers' own, by type number; the same for every kind of database. */
export const valueReaders: Readonly<Record<number, (text: string) => unknown>> = { [int8Type]: readInt8 };
