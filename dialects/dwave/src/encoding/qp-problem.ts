import { InvalidInputError } from "@naru/base";
import { type QubitProblem, readBase64, writeQubitProblem } from "@naru/workload";
import type { WorkingPart } from "../solvers/index.ts";

/**
 * A problem in the format `qp`. `lin` has one number for each working qubit, in order; NaN keeps the qubit out, which zero
 * does not. `quad` has one for each working coupler of which both ends take part, in order.
 *
 * Throws InvalidInputError for what is not base64 of so many finite numbers, and for a problem without qubits.
 */
export function readQpProblem(
  data: { readonly lin: string; readonly quad: string; readonly offset?: number | null | undefined },
  graph: WorkingPart,
  vartype: QubitProblem["vartype"],
): QubitProblem {
  const { lin, quad, offset } = data;
  if (lin.length > base64Length(graph.qubits.length) + 4) throw wrongCount("lin", graph.qubits.length, "qubit");
  if (quad.length > base64Length(graph.first.length) + 4) throw wrongCount("quad", graph.first.length, "coupler");
  const biases = numbersOf("lin", lin);
  if (biases.length !== graph.qubits.length) throw wrongCount("lin", graph.qubits.length, "qubit", biases.length);
  /** Place among the active qubits, or -1. */
  const places = new Int32Array(graph.size).fill(-1);
  const qubits: number[] = [];
  const linear: number[] = [];
  biases.forEach((bias, k) => {
    if (Number.isNaN(bias)) return;
    const qubit = graph.qubits[k] ?? 0;
    if (!Number.isFinite(bias)) throw invalid("lin", `the bias of qubit ${qubit} is infinite`);
    places[qubit] = qubits.length;
    qubits.push(qubit);
    linear.push(bias);
  });
  if (qubits.length === 0) throw invalid("lin", "no qubit takes part in the problem");
  const first = new Int32Array(graph.first.length);
  const second = new Int32Array(graph.first.length);
  let count = 0;
  for (let k = 0; k < graph.first.length; k++) {
    const a = places[graph.first[k] ?? 0] ?? -1;
    const b = places[graph.second[k] ?? 0] ?? -1;
    if (a < 0 || b < 0) continue;
    first[count] = a;
    second[count++] = b;
  }
  const quadratic = numbersOf("quad", quad);
  if (quadratic.length !== count) {
    throw wrongCount("quad", count, "coupler of two active qubits", quadratic.length);
  }
  const wrong = quadratic.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw invalid("quad", `the coupling at place ${wrong} is not a finite number`);
  const ends = { first: first.subarray(0, count), second: second.subarray(0, count) };
  return writeQubitProblem({ vartype, qubits, linear, ...ends, quadratic, offset: offset ?? 0 });
}

/** Characters that so many numbers take. */
const base64Length = (count: number): number => Math.ceil((count * 8) / 3) * 4;

function numbersOf(name: string, text: string): Float64Array {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readBase64(text);
  } catch (thrown) {
    throw invalid(name, "it is not base64", thrown);
  }
  if (bytes.length % 8 !== 0) throw invalid(name, `it has ${bytes.length} bytes, which are no 64-bit floats`);
  const view = new DataView(bytes.buffer);
  const numbers = new Float64Array(bytes.length / 8);
  for (let k = 0; k < numbers.length; k++) numbers[k] = view.getFloat64(8 * k, true);
  return numbers;
}

const wrongCount = (name: string, wanted: number, each: string, count?: number) =>
  invalid(
    name,
    `it must have ${wanted} numbers, one for each ${each} of the solver; it has ${count ?? "more"}. Get the solver again if it changed`,
  );

const invalid = (name: string, problem: string, cause?: unknown) =>
  new InvalidInputError(`Invalid problem data: ${name}: ${problem}.`, { keys: [`data.${name}`] }, cause);
