/** A plain table has up to 2^11 entries: two of three groups of 16 positions. Its row has half of them. */
export const plainBytes = 16 * 2 ** 11;
export const rowBytes = plainBytes / 2;
export const factorBytes = 2048;
/** The three small tables of a tile. */
const smallBytes = 16 * (2 ** 11 + 2 ** 11 + 2 ** 10);

/** What a `TableBuilder` takes, one after the other: a plain table, its row, its factors, and the small tables. */
export const tableScratchBytes = plainBytes + rowBytes + factorBytes + smallBytes;
