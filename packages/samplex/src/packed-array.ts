import { readBase64 } from "@naru/workload";
import { countsOf, damaged, Fields } from "./fields.ts";

/** An array of a samplex, row by row. Complex entries are (re, im). */
export interface PackedArray {
  readonly shape: readonly number[];
  readonly isComplex: boolean;
  readonly numbers: Float64Array;
}

/**
 * Bytes of one entry as samplomatic writes them, little-endian. The widths of u8 and u32 are not those of their names:
 * its release 0.21 writes them as 16 and 64 bits.
 */
const widths: Readonly<Record<string, number>> = { c128: 16, i64: 8, u32: 8, u8: 2 };
/** Beyond this no index or code is meant, and 32-bit integers hold all of them. */
const largest = 2 ** 31 - 1;

/** Reads an array that is written as text. Throws InvalidInputError when the shape and the bytes contradict one another. */
export function readPackedArray(text: string, where: string): PackedArray {
  const fields = Fields.parse(text, where);
  const dtype = fields.text("dtype");
  const width = Object.hasOwn(widths, dtype) ? widths[dtype] : undefined;
  if (width === undefined) throw damaged(where, `there is no dtype "${dtype}" in samplexes`);
  const shape = countsOf(fields.list("shape"), largest, `${where}, shape`);
  if (shape.length > 8) throw damaged(where, `an array should have 8 axes at most, not ${shape.length}`);
  const bytes = readBase64(fields.text("data"));
  const size = shape.reduce((product, length) => product * length, 1);
  if (size * width !== bytes.length) {
    throw damaged(where, `an array of shape [${shape.join(", ")}] and dtype ${dtype} has ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer);
  if (dtype === "c128") {
    const numbers = Float64Array.from({ length: size * 2 }, (_, k) => view.getFloat64(k * 8, true));
    if (!numbers.every(Number.isFinite)) throw damaged(where, "a number is not finite");
    return { shape, isComplex: true, numbers };
  }
  const numbers = Float64Array.from({ length: size }, (_, k) => readInteger(view, k * width, width));
  if (!numbers.every((number) => Math.abs(number) <= largest)) throw damaged(where, "a whole number is too large");
  return { shape, isComplex: false, numbers };
}

const readInteger = (view: DataView, at: number, width: number): number =>
  width === 2 ? view.getUint16(at, true) : view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);

/** The array as a list of different indices below `bound`. */
export function readIndices(text: string, bound: number, where: string): Int32Array {
  const { shape, isComplex, numbers } = readPackedArray(text, where);
  if (shape.length !== 1 || isComplex) throw damaged(where, "this should be a list of indices");
  expectDifferent(numbers, bound, where);
  return Int32Array.from(numbers);
}

/** Throws unless the numbers are different indices below `bound`. */
export function expectDifferent(numbers: ArrayLike<number>, bound: number, where: string): void {
  const seen = new Set<number>();
  for (const number of Array.from(numbers)) {
    if (number < 0 || number >= bound) throw damaged(where, `index ${number} is not from 0 to ${bound - 1}`);
    if (seen.has(number)) throw damaged(where, `index ${number} is there twice`);
    seen.add(number);
  }
}
