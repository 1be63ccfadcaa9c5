import { InvalidInputError } from "@naru/base";
import type { AnnealOutcome, SolveOutcome } from "./annealing.ts";
import { packNumbers, readBase64, unpackNumbers, writeBase64 } from "./packing.ts";

/** An annealed outcome as plain JSON: one bit for each qubit and sample, and arrays of numbers, as base64. */
export const storedAnneal = ({ bits, energies, occurrences, ...rest }: AnnealOutcome) => ({
  ...rest,
  bits: writeBase64(packBits(bits)),
  energies: pack(energies),
  occurrences: pack(Float64Array.from(occurrences)),
});

export function readAnneal({ bits, energies, occurrences, ...rest }: ReturnType<typeof storedAnneal>): AnnealOutcome {
  const energiesRead = unpack(energies);
  return {
    ...rest,
    bits: unpackBits(readBase64(bits), rest.qubits.length * energiesRead.length),
    energies: energiesRead,
    occurrences: Int32Array.from(unpack(occurrences)),
  };
}

/** A solved outcome as plain JSON. */
export function storedSolve(outcome: SolveOutcome) {
  if (outcome.format === "nl") return { ...outcome, file: writeBase64(outcome.file) };
  const { values, energies, constraints, ...rest } = outcome;
  return {
    ...rest,
    values: pack(values),
    energies: pack(energies),
    ...(constraints && { constraints: { ...constraints, satisfied: writeBase64(constraints.satisfied) } }),
  };
}

export function readSolve(stored: ReturnType<typeof storedSolve>): SolveOutcome {
  if (stored.format === "nl") return { ...stored, file: readBase64(stored.file) };
  const { values, energies, constraints, ...rest } = stored;
  return {
    ...rest,
    values: unpack(values),
    energies: unpack(energies),
    ...(constraints && { constraints: { ...constraints, satisfied: readBase64(constraints.satisfied) } }),
  };
}

/** A list of numbers as base64 of little-endian 64-bit floats. */
export const pack = (numbers: Float64Array): string => packNumbers([numbers.length], numbers).base64;
export const unpack = (base64: string): Float64Array =>
  unpackNumbers({ shape: [Math.floor((base64.length * 3) / 32)], base64 });

/** Bit k is bit k mod 8 of byte ⌊k/8⌋. */
function packBits(bits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let k = 0; k < bits.length; k++) bytes[k >> 3] = (bytes[k >> 3] ?? 0) | ((bits[k] ?? 0) << (k & 7));
  return bytes;
}

function unpackBits(bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length !== Math.ceil(count / 8)) {
    throw new InvalidInputError(`A stored outcome has ${bytes.length} bytes for ${count} bits.`);
  }
  const bits = new Uint8Array(count);
  for (let k = 0; k < count; k++) bits[k] = ((bytes[k >> 3] ?? 0) >> (k & 7)) & 1;
  return bits;
}
