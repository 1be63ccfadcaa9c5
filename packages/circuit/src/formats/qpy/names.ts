/** A file has a few classes of instructions; where there are more, not all are kept. */
const mostNames = 256;
const longestName = 64;

/**
 * Short texts of a file that were read before, found by their bytes. To make a text anew for each of a million instructions,
 * and to look for it in tables then, takes longer than to read all else of them.
 */
export class Names {
  /** By what `markOf` gives; of two with the same, the later. */
  readonly #known = new Map<number, string>();

  /** The text of these bytes, if it was kept. */
  find(bytes: Uint8Array, from: number, length: number): string | undefined {
    if (length > longestName) return undefined;
    const name = this.#known.get(markOf(bytes, from, length));
    if (name === undefined || name.length !== length) return undefined;
    for (let k = 0; k < length; k++) if (name.charCodeAt(k) !== bytes[from + k]) return undefined;
    return name;
  }

  /** Keeps the text of these bytes; one that is not ASCII is never found. */
  keep(name: string, bytes: Uint8Array, from: number, length: number): void {
    if (length <= longestName && this.#known.size < mostNames) this.#known.set(markOf(bytes, from, length), name);
  }
}

/** A number that differs for nearly all names that differ. */
function markOf(bytes: Uint8Array, from: number, length: number): number {
  let mark = length;
  for (let k = 0; k < length; k++) mark = (Math.imul(mark, 31) + (bytes[from + k] ?? 0)) | 0;
  return mark;
}
