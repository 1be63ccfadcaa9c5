import type { Precision } from "../simulator.ts";
import type { Geometry } from "./plan.ts";

export const bytesOf = (precision: Precision): 4 | 8 => (precision === "single" ? 4 : 8);

/**
 * A tile of 2^16 numbers in single and 2^15 in double precision is 256 KiB, a quarter of a second-level cache of 1 MiB,
 * in runs of 1 KiB.
 */
export function geometryOf(precision: Precision): Geometry {
  return precision === "single"
    ? { laneBits: 2, runBits: 8, tileBits: 16, plainBits: 6 }
    : { laneBits: 1, runBits: 7, tileBits: 15, plainBits: 6 };
}

/** Address of the first number. */
export const stateAt = 4096;

/** A line of the cache. */
const lineBytes = 64;
const pageBytes = 4096;

/**
 * How far apart, in bytes, numbers lie that differ in bit `position` of their index. Behind each page there is a line
 * that is not used, and another behind each 64 pages and each 4096: sixteen numbers that a kernel takes together would
 * otherwise lie in the same few sets of the cache, as their strides are powers of two.
 */
export function strideOf(position: number, precision: Precision): number {
  const bytes = bytesOf(precision) * 2 ** position;
  let stride = bytes;
  for (let unit = pageBytes; unit <= bytes; unit *= lineBytes) stride += lineBytes * (bytes / unit);
  return stride;
}

/** Bytes from the first of 2^width numbers to the end of the last, rounded up to a line. */
export function stateBytes(width: number, precision: Precision): number {
  let last = 0;
  for (let position = 0; position < width; position++) last += strideOf(position, precision);
  return lineBytes * Math.ceil((last + 16) / lineBytes); // 16: whole vectors are read where there are few numbers
}

/** Offsets of all numbers whose index has bits at these positions only: entry i for bit k of i at `positions[k]`. */
export function offsetsOf(positions: readonly number[], precision: Precision, unit = 1): Int32Array {
  const offsets = new Int32Array(2 ** positions.length);
  positions.forEach((position, bit) => {
    const stride = strideOf(position, precision) / unit;
    for (let i = 0; i < 1 << bit; i++) offsets[i | (1 << bit)] = offsets[i] + stride;
  });
  return offsets;
}
