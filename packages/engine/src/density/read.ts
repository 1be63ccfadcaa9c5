import type { PauliSum } from "@naru/circuit";
import type { Misreading } from "../noise/readings.ts";
import type { Work } from "../work.ts";

/** What is left when a program has run. */
export interface FinalNumbers {
  /** Entry w: the kept numbers (I, Z, X, Y) of a wire by itself; null for wires that share the state. */
  readonly alone: readonly (Float64Array | null)[];
  /** Entry w: the offsets of Z and X of a wire in `numbers`; shorter where less was kept. */
  readonly offsetsOfWire: readonly (readonly number[])[];
  readonly numbers: Float32Array | Float64Array;
  /** Index of the number of I…I. */
  readonly start: number;
}

/** Exact probabilities: bit j of an index is what `bits[j]` shows. */
export interface Probabilities {
  readonly values: Float64Array;
  /** Entry c: the bit of the index that classical bit c shows, or −1 for 0. */
  readonly readout: readonly number[];
}

/** Numbers gone through before giving way: a millisecond or two. */
const numbersBetweenPauses = 2 ** 18;

/**
 * Which wire each bit of the index of `Probabilities` shows, and which of the bits a classical bit shows. Bits are in the
 * order of the highest classical bit that shows them, so that outcomes ascend as their indices do.
 */
export function indexBits(shown: readonly number[], misreadings: readonly Misreading[]) {
  const isMisread = new Set(misreadings.flatMap(({ clbits }) => clbits));
  const wires: number[] = [];
  const bitOfWire = new Map<number, number>();
  const fromTop = shown.map((_, fromEnd) => {
    const clbit = shown.length - 1 - fromEnd;
    const wire = shown[clbit];
    // Bits that are misread are bits of their own: two that show one wire err apart.
    const known = isMisread.has(clbit) ? undefined : bitOfWire.get(wire);
    if (known !== undefined) return known;
    if (wire < 0 && !isMisread.has(clbit)) return -1;
    const bit = wires.push(wire) - 1;
    if (!isMisread.has(clbit)) bitOfWire.set(wire, bit);
    return bit;
  });
  return {
    wires: wires.reverse(),
    readout: fromTop.map((bit) => (bit < 0 ? -1 : wires.length - 1 - bit)).reverse(),
  };
}

/** The probabilities of what the classical bits show, with their misreadings. */
export function* readProbabilities(
  final: FinalNumbers,
  shown: readonly number[],
  misreadings: readonly Misreading[],
  roundingOfNumber: number,
): Work<Probabilities> {
  const { wires, readout } = indexBits(shown, misreadings);
  const distinct = [...new Set(wires)].filter((wire) => wire >= 0);
  const own = yield* correlations(final, distinct);
  yield* hadamard(own);
  yield* cleaned(own, roundingOfNumber);
  const values = yield* spread(
    own,
    wires.map((wire) => distinct.indexOf(wire)),
  );
  for (const { clbits, matrix } of misreadings) {
    yield* applyStochastic(
      values,
      clbits.map((clbit) => readout[clbit]),
      matrix,
    );
  }
  return { values, readout };
}

/** The expectation value of an observable on wires: character k from the right acts on `wireOfQubit[k]`. */
export function expectationOf(final: FinalNumbers, { terms }: PauliSum, wireOfQubit: readonly number[]): number {
  let sum = 0;
  for (const { paulis, coefficient } of terms) {
    let [factor, index] = [coefficient, final.start];
    wireOfQubit.forEach((wire, qubit) => {
      const pauli = "IZXY".indexOf(paulis[paulis.length - 1 - qubit]);
      const alone = final.alone[wire];
      if (alone) factor *= alone[pauli];
      else {
        const [z = 0, x = 0] = final.offsetsOfWire[wire];
        index += (pauli & 1) * z + (pauli >> 1) * x;
      }
    });
    sum += factor * final.numbers[index];
  }
  return sum;
}

/** Entry s: the expectation value of Z on the wires whose bit in s is 1. */
function* correlations(
  { alone, offsetsOfWire, numbers, start }: FinalNumbers,
  wires: readonly number[],
): Work<Float64Array> {
  const indices = new Uint32Array(2 ** wires.length).fill(start);
  const values = new Float64Array(2 ** wires.length).fill(1);
  for (const [bit, wire] of wires.entries()) {
    const own = alone[wire];
    const offset = own ? 0 : offsetsOfWire[wire][0];
    const factor = own ? own[1] : 1;
    for (let s = 0; s < 1 << bit; s++) {
      indices[s | (1 << bit)] = indices[s] + offset;
      values[s | (1 << bit)] = values[s] * factor;
    }
    yield;
  }
  for (let s = 0; s < values.length; s++) {
    values[s] *= numbers[indices[s]];
    if (s % numbersBetweenPauses === numbersBetweenPauses - 1) yield;
  }
  return values;
}

/** From correlations to probabilities, in place. */
function* hadamard(values: Float64Array): Work<void> {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let i = block; i < block + half; i++) {
        const [a, b] = [values[i], values[i + half]];
        values[i] = (a + b) / 2;
        values[i + half] = (a - b) / 2;
      }
      if (half < numbersBetweenPauses && block % numbersBetweenPauses !== 0) continue;
      yield;
    }
  }
}

/** What is below the rounding errors of the sums is zero, and the rest adds up to 1. */
function* cleaned(values: Float64Array, roundingOfNumber: number): Work<void> {
  const least = roundingOfNumber / Math.sqrt(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) values[i] = 0;
    sum += values[i];
    if (i % numbersBetweenPauses === numbersBetweenPauses - 1) yield;
  }
  for (let i = 0; i < values.length; i++) {
    values[i] /= sum;
    if (i % numbersBetweenPauses === numbersBetweenPauses - 1) yield;
  }
}

/** Entry i of the result: bit j of i shows bit `sources[j]` of the index of `own`, or 0 where that is −1. */
function* spread(own: Float64Array, sources: readonly number[]): Work<Float64Array> {
  if (own.length === 2 ** sources.length && sources.every((source, bit) => source === bit)) return own;
  const values = new Float64Array(2 ** sources.length);
  const indices = new Uint32Array(own.length);
  for (let half = 1, source = 0; half < own.length; half *= 2, source++) {
    const shown = sources.reduce((sum, other, bit) => (other === source ? sum | (1 << bit) : sum), 0);
    for (let s = 0; s < half; s++) indices[half | s] = indices[s] | shown;
    yield;
  }
  for (let s = 0; s < own.length; s++) {
    values[indices[s]] = own[s];
    if (s % numbersBetweenPauses === numbersBetweenPauses - 1) yield;
  }
  return values;
}

/** Replaces the bits of the index by what is read of them; columns of the matrix are what they are. */
function* applyStochastic(values: Float64Array, bits: readonly number[], matrix: readonly number[]): Work<void> {
  const size = 2 ** bits.length;
  const offsets = Array.from({ length: size }, (_, i) =>
    bits.reduce((sum, bit, j) => sum | (((i >> j) & 1) << bit), 0),
  );
  const mask = offsets[size - 1];
  const found = new Float64Array(size);
  for (let base = 0; base < values.length; base++) {
    if (base % numbersBetweenPauses === numbersBetweenPauses - 1) yield;
    if (base & mask) continue;
    for (let i = 0; i < size; i++) found[i] = values[base | offsets[i]];
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let column = 0; column < size; column++) sum += matrix[row * size + column] * found[column];
      values[base | offsets[row]] = sum;
    }
  }
}
