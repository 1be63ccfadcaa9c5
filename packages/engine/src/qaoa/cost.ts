import { InvalidInputError, TooLargeError } from "@naru/base";

/**
 * A cost of bitstrings as a polynomial: the sum of weight · product over `qubits`. The factors are spins, 1 for a bit of 0
 * and −1 for 1 (Ising), or the bits themselves (QUBO and its higher orders). A term without qubits is a constant.
 */
export interface CostPolynomial {
  readonly qubitCount: number;
  readonly variables: "spins" | "bits";
  readonly terms: readonly CostTerm[];
}
export interface CostTerm {
  readonly weight: number;
  readonly qubits: readonly number[];
}

/** Product of spins: bit k of the mask is qubit k. */
export interface SpinTerm {
  readonly mask: number;
  readonly weight: number;
}

/** A term over so many bits is 2^this terms over spins. */
const mostBitsOfTerm = 12;

/** Costs beyond this are refused: their products with angles, and sums of their squares, are to stay finite. */
const largestCost = 1e100;
/** Terms over spins that are added up between two looks at the pacer. */
const betweenLooks = 2 ** 14;

/**
 * The polynomial over spins, masks ascending and different. Throws InvalidInputError for what is none. Yields now and then,
 * as bits make many terms.
 */
export function* spinTerms({ qubitCount, variables, terms }: CostPolynomial): Generator<undefined, SpinTerm[]> {
  if (!Number.isInteger(qubitCount) || qubitCount < 1) {
    throw new InvalidInputError(`A cost is about one qubit or more, not ${qubitCount}.`, { qubitCount });
  }
  const masks = terms.map((term, k) => maskOf(term, k, qubitCount, variables));
  const total = terms.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  if (total > largestCost) {
    throw new InvalidInputError(
      `The cost goes up to ${total}, and ${largestCost} is the most; divide it by a number.`,
      {
        total,
        limit: largestCost,
      },
    );
  }
  const weights = new Map<number, number>();
  let [added, seen] = [0, 0];
  const add = (mask: number, weight: number) => {
    weights.set(mask, (weights.get(mask) ?? 0) + weight);
    added++;
  };
  for (const [k, term] of terms.entries()) {
    if (variables === "spins") add(masks[k], term.weight);
    else addBits(masks[k], term, add);
    if (added - seen < betweenLooks) continue;
    seen = added;
    yield;
  }
  return [...weights]
    .filter(([, weight]) => weight !== 0)
    .map(([mask, weight]) => ({ mask, weight }))
    .toSorted((a, b) => a.mask - b.mask);
}

/** A spin times itself is 1, and a bit times itself is the bit. */
function maskOf({ weight, qubits }: CostTerm, k: number, qubitCount: number, variables: "spins" | "bits"): number {
  if (!Number.isFinite(weight)) {
    throw new InvalidInputError(`The weight of term ${k} of the cost is not a finite number.`, { term: k });
  }
  let mask = 0;
  for (const qubit of qubits) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit >= qubitCount) {
      throw new InvalidInputError(`Term ${k} of the cost names the qubit ${qubit}; there are ${qubitCount}, from 0.`, {
        term: k,
      });
    }
    mask = variables === "spins" ? mask ^ (1 << qubit) : mask | (1 << qubit);
  }
  return mask;
}

/** Each bit is (1 − spin) / 2. */
function addBits(mask: number, { weight, qubits }: CostTerm, add: (mask: number, weight: number) => void): void {
  const own = [...new Set(qubits)];
  if (own.length > mostBitsOfTerm) {
    throw new TooLargeError(
      `A term of the cost has ${own.length} bits, and at most ${mostBitsOfTerm} are taken; write it over spins, or split it.`,
      { bits: own.length, limit: mostBitsOfTerm },
    );
  }
  for (let subset = mask; ; subset = (subset - 1) & mask) {
    let sign = 1;
    for (let rest = subset; rest !== 0; rest &= rest - 1) sign = -sign;
    add(subset, (sign * weight) / 2 ** own.length);
    if (subset === 0) return;
  }
}

/** Costs that lie on a ladder: cost = base + step · level, with levels from 0 to below `count`. */
export interface Ladder {
  readonly base: number;
  readonly step: number;
  readonly count: number;
}

/** Levels are 16-bit numbers, and their tables are to stay in the second-level cache. */
const mostLevels = 2 ** 14;
/** Weights that are so close, in parts of the largest, to multiples of one number are taken for that: a few roundings. */
const tolerance = 2 ** -46;

/** The ladder of a cost whose weights are whole multiples of one number, if it has few enough rungs. */
export function ladderOf(terms: readonly SpinTerm[]): Ladder | null {
  const weights = terms.filter(({ mask }) => mask !== 0).map(({ weight }) => Math.abs(weight));
  const constant = terms.reduce((sum, { mask, weight }) => (mask === 0 ? sum + weight : sum), 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { base: constant, step: 1, count: 1 };
  const smallestUnit = total / mostLevels;
  let unit = 0;
  for (const weight of weights) {
    unit = commonDivisor(unit, weight, smallestUnit);
    if (unit < smallestUnit || !Number.isFinite(1 / unit)) return null;
  }
  // the divisor gathers rounding errors, and the largest weight knows it better
  const largest = Math.max(...weights);
  unit = largest / Math.round(largest / unit);
  const isMultiple = (weight: number) => Math.abs(weight - Math.round(weight / unit) * unit) <= tolerance * largest;
  if (!weights.every(isMultiple)) return null;
  return { base: constant - total, step: 2 * unit, count: Math.round(total / unit) + 1 };
}

/** Euclid's algorithm, where what is small against the smallest unit is nothing. */
function commonDivisor(a: number, b: number, smallestUnit: number): number {
  let [larger, smaller] = a > b ? [a, b] : [b, a];
  while (smaller > smallestUnit / 1024) {
    const rest = larger - Math.round(larger / smaller) * smaller;
    [larger, smaller] = [smaller, Math.abs(rest)];
  }
  return larger;
}
