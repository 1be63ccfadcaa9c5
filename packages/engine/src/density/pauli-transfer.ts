import type { Channel } from "../noise/channel.ts";
import { type Matrix, tidied, zeros } from "./matrix.ts";

/**
 * Pauli transfer matrices. Entry (P, Q) of a channel E on k qubits is Tr(P · E(Q)) / 2^k: what E makes of the numbers
 * r_P = Tr(P ρ). Bits 2j and 2j + 1 of the number of a Pauli are z and x of the j-th qubit: 0 I, 1 Z, 2 X, 3 Y.
 */

/** Of ρ ↦ Σ KρK†. Each operator row by row, entries as re, im; bit j of a row number belongs to the j-th qubit. */
export function transferOfKraus(operators: readonly (readonly number[])[], qubitCount: number): Matrix {
  const size = 2 ** qubitCount;
  const paulis = size * size;
  const matrix = zeros(paulis, paulis);
  const { image, diagonal, ones, spread } = scratchOf(qubitCount);
  const kraus = operators.map((operator) => columnsOf(operator, size));
  for (let x = 0; x < size; x++) {
    for (let z = 0; z < size; z++) {
      image.fill(0);
      for (const columns of kraus) addImage(columns, size, x, z, image);
      const column = spread[z] + 2 * spread[x];
      for (let toX = 0; toX < size; toX++) {
        // Tr(P·M) = i^|x∧z| · Σ (−1)^(z·m) · M[m, m⊕x]
        let isZero = true;
        for (let m = 0; m < size; m++) {
          const at = 2 * (m * size + (m ^ toX));
          diagonal[2 * m] = image[at];
          diagonal[2 * m + 1] = image[at + 1];
          if (image[at] !== 0 || image[at + 1] !== 0) isZero = false;
        }
        if (isZero) continue;
        hadamard(diagonal);
        for (let toZ = 0; toZ < size; toZ++) {
          const quarters = ones[toX & toZ] & 3; // the real part of i^quarters · the sum
          const part = diagonal[2 * toZ + (quarters & 1)];
          const trace = quarters === 1 || quarters === 2 ? -part : part;
          matrix.values[(spread[toZ] + 2 * spread[toX]) * paulis + column] = trace / size;
        }
      }
    }
  }
  return tidied(matrix);
}

/** What a transfer matrix on so many qubits is made with; kept, as most of them are small and many. */
interface Scratch {
  /** K P K†, and one of its diagonals: re, im interleaved. */
  readonly image: Float64Array;
  readonly diagonal: Float64Array;
  /** Entry b: how many bits of b are 1. */
  readonly ones: Uint8Array;
  /** Entry b: bit j of b as bit 2j. */
  readonly spread: Uint32Array;
}

const keptScratch: Scratch[] = [];

function scratchOf(qubitCount: number): Scratch {
  const size = 2 ** qubitCount;
  keptScratch[qubitCount] ??= {
    image: new Float64Array(2 * size * size),
    diagonal: new Float64Array(2 * size),
    ones: Uint8Array.from({ length: size }, (_, bits) => countOnes(bits)),
    spread: Uint32Array.from({ length: size }, (_, bits) => everySecond(bits)),
  };
  return keptScratch[qubitCount];
}

/** Of a channel in the noise model's normal form. */
export function transferOfChannel(channel: Channel, qubitCount: number): Matrix {
  switch (channel.kind) {
    case "unitary":
      return transferOfKraus([channel.matrix], qubitCount);
    case "kraus":
      return transferOfKraus(channel.matrices, qubitCount);
    case "pauli":
      return transferOfPaulis(channel.probabilities);
  }
}

/** A mixture of Paulis shrinks each Pauli P to Σ ±p_Q, minus where P and Q anticommute. */
function transferOfPaulis(probabilities: Float64Array): Matrix {
  const paulis = probabilities.length;
  const matrix = zeros(paulis, paulis);
  for (let row = 0; row < paulis; row++) {
    let sum = 0;
    for (let strikes = 0; strikes < paulis; strikes++) {
      const struck = strikes ^ ((strikes >> 1) & 0x5555_5555); // digits 0 I, 1 X, 2 Y, 3 Z as bits: z high, x = low ⊕ high
      let anticommuting = 0;
      for (let digit = 0; 4 ** digit < paulis; digit++) {
        const [z, x] = [(row >> (2 * digit)) & 1, (row >> (2 * digit + 1)) & 1];
        const [strikesX, strikesZ] = [(struck >> (2 * digit)) & 1, (struck >> (2 * digit + 1)) & 1];
        anticommuting ^= (z & strikesX) ^ (x & strikesZ);
      }
      sum += anticommuting ? -probabilities[strikes] : probabilities[strikes];
    }
    matrix.values[row * (paulis + 1)] = sum;
  }
  return tidied(matrix);
}

/** The entries of an operator that are not zero, column by column. */
interface Columns {
  /** Those of column m are numbers starts[m] … starts[m + 1] − 1. */
  readonly starts: readonly number[];
  readonly rows: readonly number[];
  readonly re: readonly number[];
  readonly im: readonly number[];
}

function columnsOf(operator: readonly number[], size: number): Columns {
  const starts = [0];
  const rows: number[] = [];
  const re: number[] = [];
  const im: number[] = [];
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      const at = 2 * (row * size + column);
      if (operator[at] === 0 && operator[at + 1] === 0) continue;
      rows.push(row);
      re.push(operator[at]);
      im.push(operator[at + 1]);
    }
    starts.push(rows.length);
  }
  return { starts, rows, re, im };
}

/** image += K P K†, with P = i^|x∧z| X^x Z^z, so that P|m⟩ = i^|x∧z| (−1)^(z·m) |m⊕x⟩. */
function addImage({ starts, rows, re, im }: Columns, size: number, x: number, z: number, image: Float64Array): void {
  const quarters = countOnes(x & z) & 3;
  for (let m = 0; m < size; m++) {
    // column m of K P is column m⊕x of K times a phase
    const turns = (quarters + 2 * countOnes(z & m)) & 3;
    const [phaseRe, phaseIm] = [turns === 0 ? 1 : turns === 2 ? -1 : 0, turns === 1 ? 1 : turns === 3 ? -1 : 0];
    for (let a = starts[m ^ x]; a < starts[(m ^ x) + 1]; a++) {
      const aRe = re[a] * phaseRe - im[a] * phaseIm;
      const aIm = re[a] * phaseIm + im[a] * phaseRe;
      for (let b = starts[m]; b < starts[m + 1]; b++) {
        const at = 2 * (rows[a] * size + rows[b]);
        image[at] += aRe * re[b] + aIm * im[b];
        image[at + 1] += aIm * re[b] - aRe * im[b];
      }
    }
  }
}

/** Sums with signs (−1)^(z·m), in place, of complex numbers as re, im. */
function hadamard(values: Float64Array): void {
  for (let half = 2; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let i = block; i < block + half; i++) {
        const [a, b] = [values[i], values[i + half]];
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
}

/** Bit j becomes bit 2j. */
function everySecond(bits: number): number {
  let number = 0;
  for (let j = 0; bits >> j; j++) number |= ((bits >> j) & 1) << (2 * j);
  return number;
}

function countOnes(bits: number): number {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count++;
  return count;
}
