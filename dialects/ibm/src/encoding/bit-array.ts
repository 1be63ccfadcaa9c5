import type { ClassicalRegister } from "@naru/circuit";
import { tagged } from "./tagged.ts";
import { writeBytes } from "./write.ts";

/** Shots as they were read: ⌈bitCount/8⌉ bytes each, classical bit k is bit k mod 8 of byte ⌊k/8⌋. */
export interface Shots {
  readonly count: number;
  readonly bitCount: number;
  readonly bits: Uint8Array;
}

/**
 * What a register read in every shot, as a BitArray: `[...shape, shots, ⌈n/8⌉]` bytes, where bit 0 of the register is the
 * lowest bit of the last byte.
 */
export async function writeBitArray(register: ClassicalRegister, shape: readonly number[], shots: Shots) {
  const size = register.clbits.length;
  const bytes = bytesOfRegister(register.clbits, shots);
  return tagged("BitArray", {
    array: await writeBytes([...shape, Math.ceil(size / 8)], bytes),
    num_bits: size,
  });
}

function bytesOfRegister(clbits: readonly number[], { count, bitCount, bits }: Shots): Uint8Array {
  const [from, to] = [Math.ceil(bitCount / 8), Math.ceil(clbits.length / 8)];
  const bytes = new Uint8Array(count * to);
  const first = clbits[0] ?? 0;
  const isRun = clbits.every((clbit, k) => clbit === first + k);
  const copy = isRun ? copyRun(first, clbits.length) : copyBits(clbits);
  for (let shot = 0; shot < count; shot++) copy(bits, shot * from, (shot + 1) * from, bytes, shot * to);
  return bytes;
}

/** Copies one shot, whose bytes begin and end there, to its place. */
type Copy = (bits: Uint8Array, at: number, end: number, to: Uint8Array, place: number) => void;

/** Bits that follow one another, eight at a time: nearly all registers, and results have millions of shots. */
function copyRun(first: number, size: number): Copy {
  const [skipped, shift] = [first >> 3, first & 7];
  const width = Math.ceil(size / 8);
  const lastMask = size % 8 === 0 ? 255 : (1 << (size % 8)) - 1;
  return (bits, at, end, to, place) => {
    for (let j = 0; j < width; j++) {
      const source = at + skipped + j;
      const high = shift > 0 && source + 1 < end ? (bits[source + 1] ?? 0) << (8 - shift) : 0;
      const byte = ((bits[source] ?? 0) >> shift) | high;
      to[place + width - 1 - j] = byte & (j === width - 1 ? lastMask : 255);
    }
  };
}

function copyBits(clbits: readonly number[]): Copy {
  const width = Math.ceil(clbits.length / 8);
  return (bits, at, _end, to, place) => {
    for (let k = 0; k < clbits.length; k++) {
      const clbit = clbits[k] ?? 0;
      const bit = ((bits[at + (clbit >> 3)] ?? 0) >> (clbit & 7)) & 1;
      const byte = place + width - 1 - (k >> 3);
      to[byte] = (to[byte] ?? 0) | (bit << (k & 7));
    }
  };
}
