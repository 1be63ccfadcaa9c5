import { type Distribution, maxListedOutcomes } from "../simulator.ts";

/**
 * The distribution that is uniform over an origin and all sums (bit by bit) of some vectors with it, which is what
 * measurements of a stabilizer state give. Numbers below 2^53; undefined if there are more than `maxListedOutcomes`.
 */
export function affineDistribution(origin: bigint, vectors: Iterable<bigint>): Distribution | undefined {
  const basis = new ReducedBasis();
  for (const vector of vectors) basis.add(vector);
  const size = 2 ** basis.size;
  if (size > maxListedOutcomes) return undefined;
  const outcomes = new Float64Array(size);
  outcomes[0] = Number(basis.reduced(origin));
  // Each vector is the only one that has its highest bit, so sums of the lower ones stay below it: the list ascends.
  basis.ascending().forEach((vector, k) => {
    const [high, low] = halves(Number(vector));
    for (let i = 0; i < 1 << k; i++) {
      const [otherHigh, otherLow] = halves(outcomes[i]);
      outcomes[(1 << k) + i] = ((high ^ otherHigh) >>> 0) * 2 ** 32 + ((low ^ otherLow) >>> 0);
    }
  });
  return { outcomes, values: new Float64Array(size).fill(1 / size) };
}

const halves = (number: number): readonly [number, number] => [Math.floor(number / 2 ** 32), number >>> 0];

/** Vectors of which none has the highest bit of another, by elimination. */
class ReducedBasis {
  readonly #byHighestBit = new Map<number, bigint>();

  get size(): number {
    return this.#byHighestBit.size;
  }

  add(vector: bigint): void {
    const rest = this.reduced(vector);
    if (rest === 0n) return;
    const bit = rest.toString(2).length - 1;
    for (const [other, known] of this.#byHighestBit) {
      if ((known >> BigInt(bit)) & 1n) this.#byHighestBit.set(other, known ^ rest);
    }
    this.#byHighestBit.set(bit, rest);
  }

  /** The sum of the vector and those of the basis that has none of their highest bits. */
  reduced(vector: bigint): bigint {
    let rest = vector;
    for (const [bit, known] of this.#byHighestBit) if ((rest >> BigInt(bit)) & 1n) rest ^= known;
    return rest;
  }

  ascending(): bigint[] {
    return [...this.#byHighestBit].toSorted(([a], [b]) => a - b).map(([, vector]) => vector);
  }
}
