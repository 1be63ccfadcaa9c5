import type { Matrix } from "./matrix.ts";

/**
 * What the code of a kernel depends on. Numbers other than 0 and 1 lie in memory, so that a shape is compiled once for all
 * angles and rates.
 */
export interface KernelShape {
  readonly laneBits: number;
  /** Entry i: the column bit that lies in lane bit i and changes places with its register bit first; empty for none. */
  readonly exchanged: readonly number[];
  /** What comes first on some of the column bits, from bit `low` on. */
  readonly before: readonly { readonly low: number; readonly form: Form }[];
  readonly form: Form;
  /** Whether every row is stored where the column of the same number was loaded. */
  readonly isInPlace: boolean;
}

/** A matrix of which only the places of zeros, of ones and of equal numbers are known. */
export interface Form {
  readonly rows: number;
  readonly columns: number;
  /** Entry by entry, row by row: 0, `one`, or 1 + the index of a constant. */
  readonly entries: Int16Array;
  readonly constantCount: number;
}

export const one = -1;

/** The form of a matrix, and its constants. */
export function formOf({ rows, columns, values }: Matrix): {
  readonly form: Form;
  readonly constants: readonly number[];
} {
  const constants: number[] = [];
  const entries = new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === 0) continue;
    if (value === 1) {
      entries[i] = one;
      continue;
    }
    const known = constants.indexOf(value);
    entries[i] = known >= 0 ? known + 1 : constants.push(value);
  }
  return { form: { rows, columns, entries, constantCount: constants.length }, constants };
}

/** A name that two shapes share exactly when they are the same. */
export function shapeName({ laneBits, exchanged, before, form, isInPlace }: KernelShape): string {
  const first = before.map((single) => `${single.low}:${formName(single.form)}`).join(";");
  return `${laneBits}/${exchanged.join()}/${isInPlace ? "=" : ">"}/${first}/${formName(form)}`;
}

/** Entries that are not zero, by their distance from the one before. */
function formName({ rows, columns, entries }: Form): string {
  let name = `${rows}x${columns}`;
  let last = 0;
  for (let i = 0; i < entries.length; i++) {
    if (entries[i] === 0) continue;
    name += ` ${i - last},${entries[i]}`;
    last = i;
  }
  return name;
}
