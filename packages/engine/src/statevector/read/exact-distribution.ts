import type { Pacer } from "../../pacer.ts";
import { type Distribution, maxListedOutcomes, negligibleProbability } from "../../simulator.ts";
import { blockBits, type FinalState } from "./final-state.ts";

/** Outcomes of more bits than this have no numbers. */
const mostBits = 53;
/** An array over all outcomes of the measured qubits may have 2^this entries: 128 MiB. */
const mostDenseBits = 24;
/** Amplitudes read between two looks at the pacer. */
const blocksBetweenLooks = 2048;

/**
 * The exact distribution over the classical bits, or undefined when there are too many outcomes to list. Sums are in
 * 64 bits, and the result is normalised. `readout[c]` is the qubit that bit c shows, or −1.
 */
export async function exactDistribution(
  state: FinalState,
  readout: readonly number[],
  total: number,
  pacer: Pacer,
): Promise<Distribution | undefined> {
  const measured = measuredQubits(readout);
  if (readout.length > mostBits || measured.length > mostDenseBits) return undefined;
  const weights = await marginalWeights(
    state,
    measured.map(({ qubit }) => qubit),
    pacer,
  );
  let count = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] / total >= negligibleProbability) count++;
  }
  if (count > maxListedOutcomes) return undefined;
  await pacer.pause();
  return listed(
    weights,
    total,
    measured.map(({ value }) => value),
    count,
  );
}

/** The `count` outcomes that are not negligible; bit j of an index of `weights` adds `values[j]` to the outcome. */
function listed(weights: Float64Array, total: number, values: readonly number[], count: number): Distribution {
  const low = subsetSums(values.slice(0, lowBits));
  const high = subsetSums(values.slice(lowBits));
  const outcomes = new Float64Array(count);
  const probabilities = new Float64Array(count);
  for (let i = 0, at = 0; i < weights.length; i++) {
    const probability = weights[i] / total;
    if (probability < negligibleProbability) continue;
    outcomes[at] = low[i & (low.length - 1)] + high[Math.floor(i / low.length)];
    probabilities[at++] = probability;
  }
  return { outcomes, values: probabilities };
}

/** Outcomes are put together from those of the lower and of the higher bits, in two tables. */
const lowBits = 10;

/** Entry x: the sum of the values of the bits of x. */
function subsetSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** values.length);
  values.forEach((value, bit) => {
    for (let x = 0; x < 1 << bit; x++) sums[x + (1 << bit)] = sums[x] + value;
  });
  return sums;
}

interface MeasuredQubit {
  readonly qubit: number;
  /** What an outcome gains where the qubit is 1: the sum of 2^c over the classical bits c that show it. */
  readonly value: number;
}

/** The qubits that are shown, by the highest bit that shows each: counting in this order, outcomes ascend. */
function measuredQubits(readout: readonly number[]): MeasuredQubit[] {
  const values = new Map<number, number>();
  readout.forEach((qubit, clbit) => {
    if (qubit < 0) return;
    const value = (values.get(qubit) ?? 0) + 2 ** clbit;
    values.delete(qubit);
    values.set(qubit, value);
  });
  return [...values].map(([qubit, value]) => ({ qubit, value }));
}

/** The weight of each combination of some qubits; bit j of an index is `qubits[j]`. Not normalised. */
async function marginalWeights(state: FinalState, qubits: readonly number[], pacer: Pacer): Promise<Float64Array> {
  const weights = new Float64Array(2 ** qubits.length);
  const places = qubits.map((qubit) => state.bitOfQubit[qubit]);
  const sizeBits = Math.min(blockBits, state.indexBits);
  /** The bits of a compact index that come from an index in memory. */
  const compactOf = (index: number) => places.reduce((sum, place, bit) => sum | (((index >>> place) & 1) << bit), 0);
  const within = Uint32Array.from({ length: 2 ** sizeBits }, (_, index) => compactOf(index));
  const unused = state.unusedBits.reduce((mask, bit) => mask | (1 << (bit - sizeBits)), 0);
  for (let block = 0; block < 2 ** (state.indexBits - sizeBits); block++) {
    if (block % blocksBetweenLooks === 0) await pacer.pause();
    if (block & unused) continue;
    const first = block * 2 ** sizeBits;
    const above = compactOf(first);
    addBlock(state, first, within, above, weights);
  }
  return weights;
}

/** Adds the weights of a block to the entries `above | within[i]`. */
function addBlock(state: FinalState, first: number, within: Uint32Array, above: number, weights: Float64Array): void {
  const { numbers, imaginaryStep } = state;
  const start = state.placeOf(first);
  for (let i = 0; i < within.length; i++) {
    const at = start + 2 * i - (i & (imaginaryStep - 1)); // whole vectors of real parts, then of imaginary ones
    const [re, im] = [numbers[at], numbers[at + imaginaryStep]];
    weights[above | within[i]] += re * re + im * im;
  }
}
