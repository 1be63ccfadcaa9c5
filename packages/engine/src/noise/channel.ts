import { cos, exp, expm1, sin } from "@naru/base";
import { gates } from "@naru/circuit";
import type { NoiseChannel } from "../noise-model.ts";

/**
 * The normal form of a channel on one qubit or two, which every method reads.
 *
 * Bit j of a row or column number of a matrix belongs to the j-th qubit; matrices are row by row, entries as re, im.
 */
export type Channel = PauliChannel | UnitaryChannel | KrausChannel;

/** Mixture of Paulis. */
export interface PauliChannel {
  readonly kind: "pauli";
  /**
   * 4^k numbers that add up to 1. Digit j in base 4 of an index says what strikes the j-th qubit: 0 nothing, 1 X, 2 Y,
   * 3 Z. Entry 0 is the probability that nothing happens.
   */
  readonly probabilities: Float64Array;
}

/** The same unitary for every shot. */
export interface UnitaryChannel {
  readonly kind: "unitary";
  readonly matrix: readonly number[];
}

/** ρ ↦ Σ KρK†; neither a unitary nor a mixture of Paulis. */
export interface KrausChannel {
  readonly kind: "kraus";
  readonly matrices: readonly (readonly number[])[];
  /** The same channel on one qubit as a mixture that costs shots less, where there is one; others may leave it aside. */
  readonly mixture?: ResetMixture;
}

/** With these probabilities, which add up to 1: nothing happens, Z strikes, the qubit is put into |0⟩ or into |1⟩. */
export interface ResetMixture {
  readonly nothing: number;
  readonly z: number;
  readonly zero: number;
  readonly one: number;
}

/** A channel that acts on one qubit or two. */
export interface NoiseSite {
  readonly kind: "noise";
  readonly qubits: readonly number[];
  readonly channel: Channel;
}

/** How many qubits a channel of the model acts on. The channel must be sound (`checkNoise`). */
export function widthOf(channel: NoiseChannel): number {
  switch (channel.kind) {
    case "pauli":
      return Object.keys(channel.probabilities)[0]?.length ?? 1;
    case "depolarising":
      return channel.width;
    case "rotation":
      return channel.paulis.length;
    case "kraus":
      return qubitsOfMatrix(channel.matrices[0] ?? []);
    default:
      return 1;
  }
}

/** k of a matrix of 2·4^k numbers; not a whole number for other lengths. */
export const qubitsOfMatrix = (matrix: readonly number[]): number => Math.log2(matrix.length / 2) / 2;

/** A channel of the model in normal form: one channel, or two after one another. Those that do nothing are left out. */
export function normalForm(channel: NoiseChannel): readonly Channel[] {
  switch (channel.kind) {
    case "pauli":
      return pauliChannel(channel.probabilities);
    case "depolarising":
      return depolarisingChannel(channel.width, channel.rate);
    case "amplitudeDamping":
      return damping(channel.probability, channel.excitedPopulation ?? 0);
    case "phaseDamping":
      return dephasing(Math.sqrt(1 - channel.probability));
    case "thermalRelaxation": {
      const { t1Seconds, t2Seconds, seconds, excitedPopulation = 0 } = channel;
      return thermalRelaxation(t1Seconds, t2Seconds, excitedPopulation, seconds);
    }
    case "rotation":
      return rotation(channel.paulis, channel.angleRadians);
    case "kraus":
      return krausChannel(channel.matrices);
  }
}

/** One qubit or two at a rate in IonQ's convention, the one of `NoiseModel`. */
export function depolarisingChannel(width: number, rate: number): readonly Channel[] {
  if (rate === 0) return [];
  const probabilities = new Float64Array(4 ** width).fill(rate / 4 ** width);
  probabilities[0] = 1 - rate * (1 - 4 ** -width);
  return [{ kind: "pauli", probabilities }];
}

/**
 * Decay over some seconds. Where T2 ≤ T1 it is a mixture of nothing, Z and a reset; otherwise amplitude damping, then
 * what is left of the dephasing: e^(−t/T2) = √(e^(−t/T1)) · e^(−t/Tφ) with 1/Tφ = 1/T2 − 1/(2·T1).
 */
export function thermalRelaxation(
  t1Seconds: number,
  t2Seconds: number,
  excitedPopulation: number,
  seconds: number,
): readonly Channel[] {
  if (seconds === 0) return [];
  const decay = -expm1(-seconds / t1Seconds);
  if (t2Seconds > t1Seconds) {
    const rate = Math.max(0, 1 / t2Seconds - 1 / (2 * t1Seconds));
    return [...damping(decay, excitedPopulation), ...dephasing(exp(-seconds * rate))];
  }
  if (decay === 0) return dephasing(exp(-seconds / t2Seconds)); // a T1 as good as infinite
  const z = (1 - decay) * (-expm1(-seconds * (1 / t2Seconds - 1 / t1Seconds)) / 2);
  const mixture = {
    nothing: 1 - decay - z,
    z,
    zero: decay * (1 - excitedPopulation),
    one: decay * excitedPopulation,
  };
  let matrices: number[][] | undefined;
  return [
    {
      kind: "kraus",
      mixture,
      // Circuits have thousands of such channels, and most methods look at the mixture alone.
      get matrices() {
        matrices ??= matricesOf(mixture);
        return matrices;
      },
    },
  ];
}

/** The Kraus operators of a mixture; a reset to |0⟩ is |0⟩⟨0| and |0⟩⟨1|. */
function matricesOf({ nothing, z, zero, one }: ResetMixture): number[][] {
  const real = (weight: number, ...entries: number[]) => entries.flatMap((entry) => [Math.sqrt(weight) * entry, 0]);
  return [
    real(nothing, 1, 0, 0, 1),
    ...(z > 0 ? [real(z, 1, 0, 0, -1)] : []),
    ...(zero > 0 ? [real(zero, 1, 0, 0, 0), real(zero, 0, 1, 0, 0)] : []),
    ...(one > 0 ? [real(one, 0, 0, 1, 0), real(one, 0, 0, 0, 1)] : []),
  ];
}

/** Nielsen and Chuang, "Quantum Computation and Quantum Information" (2000), section 8.3.5. */
function damping(probability: number, excitedPopulation: number): readonly Channel[] {
  if (probability === 0) return [];
  const kept = Math.sqrt(1 - probability);
  const moved = Math.sqrt(probability);
  const down = Math.sqrt(1 - excitedPopulation);
  const up = Math.sqrt(excitedPopulation);
  const real = (...entries: number[]) => entries.flatMap((entry) => [entry, 0]);
  const matrices = [
    ...(down > 0 ? [real(down, 0, 0, down * kept), real(0, down * moved, 0, 0)] : []),
    ...(up > 0 ? [real(up * kept, 0, 0, up), real(0, 0, up * moved, 0)] : []),
  ];
  return [{ kind: "kraus", matrices }];
}

/** Z strikes so often that the coherence shrinks by a factor. */
function dephasing(factor: number): readonly Channel[] {
  return factor === 1
    ? []
    : [{ kind: "pauli", probabilities: Float64Array.of((1 + factor) / 2, 0, 0, (1 - factor) / 2) }];
}

function pauliChannel(given: Readonly<Record<string, number>>): readonly Channel[] {
  const strings = Object.entries(given);
  const probabilities = new Float64Array(4 ** (strings[0]?.[0].length ?? 1));
  for (const [paulis, probability] of strings) probabilities[indexOfPaulis(paulis)] = probability;
  const others = probabilities.reduce((sum, probability, i) => (i > 0 ? sum + probability : sum), 0);
  if (others === 0) return [];
  probabilities[0] = Math.max(0, 1 - others);
  return [{ kind: "pauli", probabilities }];
}

/** The number of a Pauli string, by which `PauliChannel` counts: character j is digit j in base 4. */
export const indexOfPaulis = (paulis: string): number =>
  [...paulis].reduce((sum, letter, j) => sum + "IXYZ".indexOf(letter) * 4 ** j, 0);

/** cos(ε/2) − i·sin(ε/2)·P. */
function rotation(paulis: string, angleRadians: number): readonly Channel[] {
  if (angleRadians === 0) return [];
  const matrix = pauliMatrix(indexOfPaulis(paulis), paulis.length);
  const size = 2 ** paulis.length;
  const [c, s] = [cos(angleRadians / 2), sin(angleRadians / 2)];
  const rotated = matrix.map((_, at) => (at % 2 === 0 ? s * (matrix[at + 1] ?? 0) : -s * (matrix[at - 1] ?? 0)));
  for (let row = 0; row < size; row++) rotated[2 * row * (size + 1)] += c;
  return [{ kind: "unitary", matrix: rotated }];
}

const letters = (["id", "x", "y", "z"] as const).map((name) => gates[name].matrix([]));

/** The matrix of a Pauli string on so many qubits, by its number. */
export function pauliMatrix(index: number, width: number): number[] {
  const size = 2 ** width;
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [re, im] = [1, 0];
      for (let j = 0; j < width; j++) {
        const letter = letters[Math.floor(index / 4 ** j) % 4];
        const at = 2 * (2 * ((row >> j) & 1) + ((column >> j) & 1));
        [re, im] = [re * letter[at] - im * letter[at + 1], re * letter[at + 1] + im * letter[at]];
      }
      matrix[2 * (row * size + column)] = re;
      matrix[2 * (row * size + column) + 1] = im;
    }
  }
  return matrix;
}

/** A single operator is a unitary, and multiples of Paulis are a mixture of them; matrices of zeros are left out. */
function krausChannel(given: readonly (readonly number[])[]): readonly Channel[] {
  const matrices = given.filter((matrix) => matrix.some((part) => Math.abs(part) > negligible));
  const [first] = matrices;
  if (first && matrices.length === 1) return [{ kind: "unitary", matrix: first }];
  const width = qubitsOfMatrix(first ?? []);
  const probabilities = new Float64Array(4 ** width);
  for (const matrix of matrices) {
    const index = pauliOf(matrix, width);
    if (index < 0) return [{ kind: "kraus", matrices }];
    probabilities[index] += matrix.reduce((sum, part) => sum + part * part, 0) / 2 ** width;
  }
  const total = probabilities.reduce((sum, probability) => sum + probability, 0);
  return probabilities[0] === total ? [] : [{ kind: "pauli", probabilities: probabilities.map((p) => p / total) }];
}

/** Entries below this are rounding errors of operators whose products are asked to be right within 1e-9. */
const negligible = 1e-14;

/** The number of the Pauli string that a matrix is a multiple of, or −1. */
function pauliOf(matrix: readonly number[], width: number): number {
  const size = 2 ** width;
  for (let index = 0; index < 4 ** width; index++) {
    const pauli = pauliMatrix(index, width);
    // A multiple of P is tr(P·K)/2^k times P.
    let [re, im] = [0, 0];
    for (let at = 0; at < matrix.length; at += 2) {
      re += pauli[at] * matrix[at] + pauli[at + 1] * matrix[at + 1];
      im += pauli[at] * matrix[at + 1] - pauli[at + 1] * matrix[at];
    }
    re /= size;
    im /= size;
    const isMultiple = matrix.every((part, at) => {
      const [pr, pi] = at % 2 === 0 ? [pauli[at], pauli[at + 1]] : [pauli[at - 1], pauli[at]];
      return Math.abs(part - (at % 2 === 0 ? re * pr - im * pi : re * pi + im * pr)) <= negligible;
    });
    if (isMultiple) return index;
  }
  return -1;
}
