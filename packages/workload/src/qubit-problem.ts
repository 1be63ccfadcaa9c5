import { InvalidInputError } from "@naru/base";
import type { QubitProblem } from "./annealing.ts";
import { readBase64, writeBase64 } from "./packing.ts";

/** A problem on qubits with its numbers at hand. */
export interface ProblemNumbers {
  readonly vartype: QubitProblem["vartype"];
  /** Qubits that take part, ascending. */
  readonly qubits: readonly number[];
  /** One for each of them. */
  readonly linear: Float64Array;
  /** Places in `qubits` of the two ends of each coupling, and its value. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly quadratic: Float64Array;
  readonly offset: number;
}

/**
 * Unpacks a problem. Throws InvalidInputError for lists whose lengths contradict one another, numbers that are not finite,
 * qubits that do not ascend and couplings of a qubit with itself or with one that takes no part.
 */
export function readQubitProblem(problem: QubitProblem): ProblemNumbers {
  const { vartype, qubits, offset } = problem;
  const linear = floatsOf(problem.linear, "linear");
  const quadratic = floatsOf(problem.quadratic, "quadratic");
  const first = integersOf(problem.first, "first");
  const second = integersOf(problem.second, "second");
  if (linear.length !== qubits.length) {
    throw new InvalidInputError(`There are ${linear.length} linear coefficients for ${qubits.length} qubits.`);
  }
  if (first.length !== quadratic.length || second.length !== quadratic.length) {
    throw new InvalidInputError(
      `There are ${quadratic.length} quadratic coefficients for ${first.length} and ${second.length} qubits.`,
    );
  }
  if (!Number.isFinite(offset)) throw new InvalidInputError(`The offset ${offset} is not a finite number.`);
  let last = -1;
  for (const qubit of qubits) {
    if (!Number.isSafeInteger(qubit) || qubit <= last) {
      throw new InvalidInputError(`Qubits are whole numbers from 0 that ascend; ${qubit} follows ${last}.`, { qubit });
    }
    last = qubit;
  }
  linear.forEach((value, k) => {
    if (!Number.isFinite(value)) {
      throw new InvalidInputError(`The linear coefficient of qubit ${qubits[k]} is ${value}, which is not finite.`);
    }
  });
  quadratic.forEach((value, k) => {
    const [a = -1, b = -1] = [first[k], second[k]];
    const isPair = a >= 0 && b >= 0 && a < qubits.length && b < qubits.length && a !== b;
    if (!isPair || !Number.isFinite(value)) {
      throw new InvalidInputError(
        `Coupling ${k} joins places ${a} and ${b} by ${value}. It needs two different ones of ${qubits.length} qubits and a finite number.`,
        { coupling: k },
      );
    }
  });
  return { vartype, qubits, linear, first, second, quadratic, offset };
}

/** Packs a problem; lists may be of any kind. */
export function writeQubitProblem(
  problem: Omit<ProblemNumbers, "linear" | "first" | "second" | "quadratic"> & {
    readonly linear: ArrayLike<number>;
    readonly first: ArrayLike<number>;
    readonly second: ArrayLike<number>;
    readonly quadratic: ArrayLike<number>;
  },
): QubitProblem {
  const { vartype, qubits, offset } = problem;
  return {
    ...{ vartype, qubits: Array.from(qubits), offset },
    linear: writeFloats(problem.linear),
    first: writeIntegers(problem.first),
    second: writeIntegers(problem.second),
    quadratic: writeFloats(problem.quadratic),
  };
}

function viewOf(base64: string, width: number, name: string): DataView {
  const bytes = readBase64(base64);
  if (bytes.length % width !== 0) {
    throw new InvalidInputError(
      `The list "${name}" has ${bytes.length} bytes, which are no numbers of ${width} bytes.`,
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function floatsOf(base64: string, name: string): Float64Array {
  const view = viewOf(base64, 8, name);
  const numbers = new Float64Array(view.byteLength / 8);
  for (let k = 0; k < numbers.length; k++) numbers[k] = view.getFloat64(8 * k, true);
  return numbers;
}

function integersOf(base64: string, name: string): Int32Array {
  const view = viewOf(base64, 4, name);
  const numbers = new Int32Array(view.byteLength / 4);
  for (let k = 0; k < numbers.length; k++) numbers[k] = view.getInt32(4 * k, true);
  return numbers;
}

function writeFloats(numbers: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let k = 0; k < numbers.length; k++) view.setFloat64(8 * k, numbers[k] ?? 0, true);
  return writeBase64(new Uint8Array(view.buffer));
}

function writeIntegers(numbers: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (let k = 0; k < numbers.length; k++) view.setInt32(4 * k, numbers[k] ?? 0, true);
  return writeBase64(new Uint8Array(view.buffer));
}
