import type { Counts } from "@naru/workload";

/** Bytes that one shot takes. */
export const shotBytes = (bitCount: number): number => Math.ceil(bitCount / 8);

/**
 * Writes what every shot read to `into`, from byte `from`: classical bit k is bit k mod 8 of byte ⌊k/8⌋ of the shot. Entry
 * s of `memory` is the place in `counts` of what shot s gave; bits that are named in `flipped` are turned. Of wider outcomes,
 * the lowest `bitCount` bits are kept: those of the circuit's variables come after its own.
 */
export function packShots(
  { counts, memory, bitCount }: { readonly counts: Counts; readonly memory: Uint32Array; readonly bitCount: number },
  flipped: readonly number[],
  into: Uint8Array,
  from: number,
): void {
  const width = shotBytes(bitCount);
  const mask = new Uint8Array(width);
  for (const bit of flipped) if (bit < bitCount) mask[bit >> 3] = (mask[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  const distinct = new Uint8Array(counts.size * width);
  let at = 0;
  for (const bitstring of counts.keys()) {
    distinct.set(mask, at);
    for (let bit = 0; bit < bitCount; bit++) {
      if (bitstring.charCodeAt(bitstring.length - 1 - bit) === one) {
        const byte = at + (bit >> 3);
        distinct[byte] = (distinct[byte] ?? 0) ^ (1 << (bit & 7));
      }
    }
    at += width;
  }
  let to = from;
  for (const place of memory) {
    for (let byte = 0; byte < width; byte++) into[to++] = distinct[place * width + byte] ?? 0;
  }
}

const one = "1".charCodeAt(0);
