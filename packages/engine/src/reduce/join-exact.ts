import { type Distribution, maxListedOutcomes, negligibleProbability } from "../simulator.ts";

/** Wider outcomes are no exact numbers. */
const mostBits = 53;

/** The distribution of a part, with the bits of the circuit that its bits are. */
export interface PartDistribution {
  readonly bits: readonly number[];
  readonly distribution: Distribution | undefined;
}

/**
 * The distribution of the outcomes of a circuit, the product of those of its parts. Bits of no part are 0. Undefined when a
 * part's is, or when there are too many outcomes to list.
 */
export function joinDistributions(parts: readonly PartDistribution[], bitCount: number): Distribution | undefined {
  if (bitCount > mostBits) return undefined;
  let outcomes = Float64Array.of(0);
  let values = Float64Array.of(1);
  for (const { bits, distribution } of parts) {
    if (!distribution) return undefined;
    const size = outcomes.length * distribution.outcomes.length;
    if (size > maxListedOutcomes) return undefined;
    const places = distribution.outcomes.map((outcome) => placed(outcome, bits));
    const joined = { outcomes: new Float64Array(size), values: new Float64Array(size) };
    let length = 0;
    for (let i = 0; i < outcomes.length; i++) {
      for (let j = 0; j < places.length; j++) {
        const value = values[i] * distribution.values[j];
        if (value < negligibleProbability) continue;
        joined.outcomes[length] = outcomes[i] + places[j];
        joined.values[length++] = value;
      }
    }
    outcomes = joined.outcomes.subarray(0, length);
    values = joined.values.subarray(0, length);
  }
  const order = Uint32Array.from(outcomes.keys()).sort((a, b) => outcomes[a] - outcomes[b]);
  return {
    outcomes: Float64Array.from(order, (i) => outcomes[i]),
    values: Float64Array.from(order, (i) => values[i]),
  };
}

/** Bit c of an outcome at place `bits[c]`; by division, as outcomes may be wider than 32 bits. */
function placed(outcome: number, bits: readonly number[]): number {
  let rest = outcome;
  let sum = 0;
  for (const bit of bits) {
    if (rest % 2 === 1) sum += 2 ** bit;
    rest = Math.floor(rest / 2);
  }
  return sum;
}

/** The amplitudes of a part, with the qubits of the circuit that its qubits are. */
export interface PartAmplitudes {
  readonly qubits: readonly number[];
  readonly amplitudes: Float64Array;
}

/**
 * The amplitudes of a circuit: the product of those of its parts, (re, im) interleaved. Qubits of no part are in |0⟩. For
 * circuits whose amplitudes are listed at all, of some 24 qubits.
 */
export function joinAmplitudes(parts: readonly PartAmplitudes[], qubitCount: number): Float64Array {
  const joined = new Float64Array(2 * 2 ** qubitCount);
  joined[0] = 1;
  /** The indices so far that may differ from 0. */
  let indices = Uint32Array.of(0);
  for (const { qubits, amplitudes } of parts) {
    const places = indicesOf(qubits);
    const wider = new Uint32Array(indices.length * places.length);
    let length = 0;
    for (const index of indices) {
      const re = joined[2 * index];
      const im = joined[2 * index + 1];
      for (let s = 0; s < places.length; s++) {
        const to = index | places[s];
        const [x, y] = [amplitudes[2 * s], amplitudes[2 * s + 1]];
        joined[2 * to] = re * x - im * y;
        joined[2 * to + 1] = re * y + im * x;
        wider[length++] = to;
      }
    }
    indices = wider;
  }
  return joined;
}

/** Entry s is the basis index in which qubit `qubits[k]` is bit k of s and all others are 0. */
function indicesOf(qubits: readonly number[]): Uint32Array {
  const indices = new Uint32Array(2 ** qubits.length);
  qubits.forEach((qubit, k) => {
    for (let s = 0; s < 1 << k; s++) indices[s | (1 << k)] = indices[s] | (1 << qubit);
  });
  return indices;
}
