import { InvalidInputError, UnsupportedError } from "@naru/base";
import { type ProblemNumbers, type QubitProblem, readQubitProblem } from "@naru/workload";
import type { Couplers } from "./couplers.ts";

/** A problem as spins: energy offset + Σ fields s + Σ couplings s s', in the order of the problem as it was sent. */
export interface SpinProblem {
  readonly sent: ProblemNumbers;
  readonly fields: Float64Array;
  readonly couplings: Float64Array;
}

/**
 * Reads a problem for a machine. Throws InvalidInputError for what is none, and UnsupportedError for qubits and couplers
 * that do not work here.
 */
export function readProblem(problem: QubitProblem, machine: { name: string; couplers: Couplers }): SpinProblem {
  const sent = readQubitProblem(problem);
  checkGraph(sent, machine);
  checkSize(sent);
  if (sent.vartype === "spin") return { sent, fields: sent.linear, couplings: sent.quadratic };
  // Bits x = (1 + s)/2.
  const fields = sent.linear.map((value) => value / 2);
  const couplings = sent.quadratic.map((value) => value / 4);
  couplings.forEach((quarter, k) => {
    for (const end of [sent.first[k] ?? 0, sent.second[k] ?? 0]) fields[end] = (fields[end] ?? 0) + quarter;
  });
  return { sent, fields, couplings };
}

/** No energy is larger than the sum of all numbers. */
function checkSize({ linear, quadratic, offset }: ProblemNumbers): void {
  const sum = (values: Float64Array) => values.reduce((so, value) => so + Math.abs(value), 0);
  if (Number.isFinite(2 * (sum(linear) + sum(quadratic) + Math.abs(offset)))) return;
  throw new InvalidInputError("The problem's numbers are so large that its energies are not finite. Scale them down.");
}

function checkGraph(
  { qubits, first, second }: ProblemNumbers,
  { name, couplers }: { name: string; couplers: Couplers },
) {
  for (const qubit of qubits) {
    if (couplers.works(qubit)) continue;
    throw new UnsupportedError(
      `The backend ${name} has no working qubit ${qubit}. Embed the problem in its working graph.`,
      {
        backend: name,
        qubit,
      },
    );
  }
  const seen = new Uint8Array(couplers.graph.first.length);
  first.forEach((from, k) => {
    const [a, b] = [qubits[from] ?? -1, qubits[second[k] ?? -1] ?? -1];
    const at = couplers.find(a, b);
    if (at < 0) {
      throw new UnsupportedError(
        `The backend ${name} has no working coupler between qubits ${a} and ${b}. Embed the problem in its working graph.`,
        { backend: name, qubits: [a, b] },
      );
    }
    if (seen[at]) throw new InvalidInputError(`The coupler between qubits ${a} and ${b} is named twice.`);
    seen[at] = 1;
  });
}

/** Energies of the problem as it was sent, of rows of bits (1 for spin 1 and bit 1). */
export function energiesOf({ sent }: SpinProblem, rows: number, bits: Uint8Array): Float64Array {
  const { vartype, qubits, linear, first, second, quadratic, offset } = sent;
  const size = qubits.length;
  const down = vartype === "spin" ? -1 : 0;
  const values = new Float64Array(size);
  return Float64Array.from({ length: rows }, (_, row) => {
    // Inside of its lists: checked when the problem was read.
    for (let i = 0; i < size; i++) values[i] = bits[row * size + i] === 1 ? 1 : down;
    let energy = offset;
    for (let i = 0; i < size; i++) energy += (linear[i] as number) * (values[i] as number);
    for (let k = 0; k < quadratic.length; k++) {
      const pair = (values[first[k] as number] as number) * (values[second[k] as number] as number);
      energy += (quadratic[k] as number) * pair;
    }
    return energy;
  });
}
