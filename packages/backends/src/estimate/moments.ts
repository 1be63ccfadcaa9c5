import type { Basis } from "./bases.ts";
import type { Moments, Reading, Share } from "./readings.ts";
import type { Term } from "./terms.ts";

/** Terms and bits that are read between two looks: some milliseconds. */
const stepsBetweenChecks = 500_000;

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
  let steps = 0;
  const spend = (count: number) => {
    steps += count;
    if (steps < stepsBetweenChecks) return;
    steps = 0;
    check();
  };
  const outcomes = outcomesOf(reading, basis.qubits.length, spend);
  const placeOf = new Map(basis.qubits.map((qubit, j) => [qubit, j]));
  const sums = new Float64Array(shares.length);
  const squares = new Float64Array(shares.length);
  const values = new Float64Array(outcomes.counts.length);
  shares.forEach((share, s) => {
    values.fill(0);
    for (const { term, coefficient } of share.terms) {
      addTerm(outcomes, terms[term]?.factors ?? [], placeOf, coefficient, values);
      spend(outcomes.words * values.length);
    }
    let sum = 0;
    let square = 0;
    for (let k = 0; k < values.length; k++) {
      const count = outcomes.counts[k] as number;
      const value = values[k] as number;
      sum += count * value;
      square += count * value * value;
    }
    sums[s] = sum;
    squares[s] = square;
  });
  return { shots: reading.shots, sums, squares };
}

/** Different outcomes in a basis, and how often each was read. */
interface Outcomes {
  /** 32 bits to a word, bit j of the basis in word ⌊j/32⌋; the words of an outcome follow one another. */
  readonly bits: Int32Array;
  readonly words: number;
  readonly counts: Float64Array;
}

function outcomesOf(reading: Reading, width: number, spend: (steps: number) => void): Outcomes {
  const { counts, firstBit } = reading;
  const words = Math.max(1, Math.ceil(width / 32));
  const bits = new Int32Array(words * counts.size);
  const weights = new Float64Array(counts.size);
  const flips = new Int32Array(words);
  for (const bit of reading.flipped) if (bit >= firstBit) setBit(flips, bit - firstBit);
  let k = 0;
  counts.forEach((count, bitstring) => {
    spend(width);
    weights[k] = count;
    const last = bitstring.length - 1 - firstBit;
    for (let word = 0; word < words; word++) {
      let own = 0;
      const from = 32 * word;
      for (let j = Math.min(width, from + 32) - 1; j >= from; j--) {
        own = (own << 1) | (bitstring.charCodeAt(last - j) & 1);
      }
      bits[k * words + word] = own ^ (flips[word] ?? 0);
    }
    k++;
  });
  return { bits, words, counts: weights };
}

/** Adds so much of a term to the value of each outcome. Signs are the parity of some bits, projectors a test of others. */
function addTerm(
  { bits, words }: Outcomes,
  factors: Term["factors"],
  placeOf: ReadonlyMap<number, number>,
  coefficient: number,
  values: Float64Array,
): void {
  const [parity, projector, projected] = [new Int32Array(words), new Int32Array(words), new Int32Array(words)];
  for (const { qubit, values: worth } of factors) {
    const place = placeOf.get(qubit) ?? 0;
    if (worth[1] === -1) setBit(parity, place);
    else {
      setBit(projector, place);
      if (worth[1] === 1) setBit(projected, place);
    }
  }
  for (let k = 0, at = 0; k < values.length; k++) {
    let folded = 0;
    let different = 0;
    for (let word = 0; word < words; word++, at++) {
      const own = bits[at] as number;
      folded ^= own & (parity[word] as number);
      different |= (own & (projector[word] as number)) ^ (projected[word] as number);
    }
    if (different !== 0) continue;
    folded ^= folded >>> 16;
    folded ^= folded >>> 8;
    folded ^= folded >>> 4;
    // Bit k of 0x6996 is the parity of k (Warren, "Hacker's Delight", section 5-2).
    values[k] = (values[k] as number) + coefficient * (1 - 2 * ((0x6996 >>> (folded & 15)) & 1));
  }
}

function setBit(words: Int32Array, place: number): void {
  words[place >> 5] = (words[place >> 5] ?? 0) ^ (1 << (place & 31));
}
