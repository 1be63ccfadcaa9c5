import type { Basis } from "./bases.ts";
import type { Reading, Share } from "./readings.ts";
import type { Term } from "./terms.ts";

/** Sum and sum of squares, over the shots of a reading, of what an observable's terms in the basis add up to. */
export interface Moments {
  readonly shots: number;
  /** One entry for each share. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Terms and bits that are read between two looks. */
const stepsBetweenChecks = 200_000;

/**
 * The moments of a reading: terms that are read in the same shots keep their covariance. `check` is called every some
 * milliseconds, and may throw.
 */
export function momentsOf(
  reading: Reading,
  basis: Basis,
  terms: readonly Term[],
  shares: readonly Share[],
  check: () => void = () => {},
): Moments {
  const used = [...new Set(shares.flatMap((share) => share.terms.map(({ term }) => term)))];
  const masks = masksOf(basis, terms, used);
  const { starts, places, coefficients } = flattened(shares, used);
  const width = basis.qubits.length;
  const bits = new Int32Array(masks.words);
  const flips = new Int32Array(masks.words);
  for (const bit of reading.flipped) if (bit >= reading.firstBit) setBit(flips, bit - reading.firstBit);
  const values = new Float64Array(used.length);
  const sums = new Float64Array(shares.length);
  const squares = new Float64Array(shares.length);
  let steps = 0;
  for (const [bitstring, count] of reading.counts) {
    steps += width + used.length * masks.words;
    if (steps > stepsBetweenChecks) {
      check();
      steps = 0;
    }
    readBits(bitstring, bitstring.length - 1 - reading.firstBit, width, flips, bits);
    readTerms(masks, bits, values);
    for (let s = 0; s < shares.length; s++) {
      let value = 0;
      for (let k = starts[s] ?? 0, end = starts[s + 1] ?? 0; k < end; k++) {
        value += (coefficients[k] ?? 0) * (values[places[k] ?? 0] ?? 0);
      }
      sums[s] = (sums[s] ?? 0) + count * value;
      squares[s] = (squares[s] ?? 0) + count * value * value;
    }
  }
  return { shots: reading.shots, sums, squares };
}

/** Terms as masks over the bits of a basis, 32 to a word, word by word for each term. */
interface Masks {
  readonly words: number;
  /** Bits whose parity is the sign. */
  readonly parity: Int32Array;
  /** Bits that must be `projected`, or the term is 0. */
  readonly projector: Int32Array;
  readonly projected: Int32Array;
}

function masksOf({ qubits }: Basis, terms: readonly Term[], used: readonly number[]): Masks {
  const words = Math.max(1, Math.ceil(qubits.length / 32));
  const empty = () => new Int32Array(words * used.length);
  const masks = { words, parity: empty(), projector: empty(), projected: empty() };
  const placeOf = new Map(qubits.map((qubit, j) => [qubit, j]));
  used.forEach((term, u) => {
    const own = (mask: Int32Array) => mask.subarray(u * words, (u + 1) * words);
    for (const { qubit, values } of terms[term]?.factors ?? []) {
      const place = placeOf.get(qubit) ?? 0;
      if (values[1] === -1) setBit(own(masks.parity), place);
      else {
        setBit(own(masks.projector), place);
        if (values[1] === 1) setBit(own(masks.projected), place);
      }
    }
  });
  return masks;
}

const setBit = (words: Int32Array, place: number): void => {
  words[place >> 5] = (words[place >> 5] ?? 0) ^ (1 << (place & 31));
};

/** The bits of an outcome from character `last` leftwards. */
function readBits(bitstring: string, last: number, width: number, flips: Int32Array, into: Int32Array): void {
  for (let word = 0; word < into.length; word++) {
    let bits = 0;
    const from = 32 * word;
    for (let j = Math.min(width, from + 32) - 1; j >= from; j--)
      bits = (bits << 1) | (bitstring.charCodeAt(last - j) & 1);
    into[word] = bits ^ (flips[word] ?? 0);
  }
}

function readTerms({ words, parity, projector, projected }: Masks, bits: Int32Array, values: Float64Array): void {
  for (let u = 0, at = 0; u < values.length; u++) {
    let folded = 0;
    let isNone = false;
    for (let word = 0; word < words; word++, at++) {
      const own = bits[word] ?? 0;
      folded ^= own & (parity[at] ?? 0);
      if ((own & (projector[at] ?? 0)) !== (projected[at] ?? 0)) isNone = true;
    }
    folded ^= folded >>> 16;
    folded ^= folded >>> 8;
    folded ^= folded >>> 4;
    // Bit k of 0x6996 is the parity of k (Warren, "Hacker's Delight", section 5-2).
    values[u] = isNone ? 0 : 1 - 2 * ((0x6996 >>> (folded & 15)) & 1);
  }
}

/** The terms of all shares one after the other, each as its place among those that are used. */
function flattened(shares: readonly Share[], used: readonly number[]) {
  const placeOf = new Map(used.map((term, u) => [term, u]));
  const all = shares.flatMap(({ terms }) => terms);
  const starts = new Int32Array(shares.length + 1);
  shares.forEach(({ terms }, s) => {
    starts[s + 1] = (starts[s] ?? 0) + terms.length;
  });
  return {
    starts,
    places: Int32Array.from(all, ({ term }) => placeOf.get(term) ?? 0),
    coefficients: Float64Array.from(all, ({ coefficient }) => coefficient),
  };
}
