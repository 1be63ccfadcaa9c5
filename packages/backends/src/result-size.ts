import { hypot, TooLargeError } from "@naru/base";
import { type GateName, gates, type Operation } from "@naru/circuit";
import type { SampleWorkload } from "@naru/workload";

/**
 * Exact probabilities that one workload may list, over all its circuits. Each takes 16 bytes in memory and about 28 as
 * text; one circuit of 20 qubits may use all of them.
 */
export const maxListedOutcomes = 2 ** 20;

/** A result longer than this when written is refused: one JavaScript string holds 2^29 characters at most. */
const maxTextBytes = 2 ** 28;

/** Characters of one entry as `writeOutcomeJson` writes it; a bitstring comes on top. */
const listedTextBytes = 28;
const countTextBytes = 12;
const shotTextBytes = 8;
/** In memory: two doubles; an entry of a map with its text; a place in a list of shots. */
const listedBytes = 16;
const countBytes = 80;
const shotBytes = 4;
/** Writing 2^20 entries took 17 to 27 ns for each character (Node 24, one core of a busy AMD EPYC). */
const secondsOfTextByte = 25e-9;
/** Writing 2^28 characters of base64 takes 3 ns for each on the same machine. */
const secondsOfBase64Byte = 4e-9;

/** What the results of a workload are, known from the workload alone before anything runs. */
export interface ResultPlan {
  /** For each circuit, whether its exact probabilities are asked for; otherwise it gives counts only. */
  readonly listed: readonly boolean[];
  /** At most, of all circuits together, in memory and as text. */
  readonly bytes: number;
  /** To write them as text. */
  readonly seconds: number;
}

/**
 * Plans the results of a workload. From the circuit that may have the fewest outcomes upwards, each lists its exact
 * probabilities while `maxListedOutcomes` holds what all that list may have together. A circuit may have the smaller of
 * 2^width and 2^(times its gates can double the number of basis states); one that may have more than the whole budget
 * counts as the whole budget, and the simulator looks whether it has. Under noise nothing is listed.
 *
 * Throws TooLargeError when the result, written as text, could be longer than 256 MiB.
 */
export function planResults(workload: SampleWorkload, isNoisy: boolean): ResultPlan {
  const { circuits, shots, memory } = workload;
  const sizes = circuits.map((circuit) => {
    const width = circuit.clbitCount > 0 ? circuit.clbitCount : circuit.qubitCount;
    return { width, outcomes: 2 ** (isNoisy ? width : Math.min(width, doublings(circuit.operations))) };
  });
  const listed = isNoisy ? sizes.map(() => false) : fitting(sizes.map(({ outcomes }) => outcomes));
  let [bytes, textBytes] = [0, 0];
  sizes.forEach(({ width, outcomes }, k) => {
    const most = listed[k] ? Math.min(outcomes, maxListedOutcomes) : 0;
    const seen = Math.min(outcomes, shots);
    const kept = memory ? shots : 0;
    bytes += most * listedBytes + seen * (countBytes + width) + kept * shotBytes;
    textBytes += most * listedTextBytes + seen * (countTextBytes + width) + kept * shotTextBytes;
  });
  expectWritable(textBytes);
  return { listed, bytes: bytes + textBytes, seconds: textBytes * secondsOfTextByte };
}

/**
 * What results take that are so many bytes of arrays, in memory and as text in base64, and to write them. Throws
 * TooLargeError as `planResults` does.
 */
export function planArrays(bytes: number): Omit<ResultPlan, "listed"> {
  const textBytes = Math.ceil(bytes / 3) * 4;
  expectWritable(textBytes);
  return { bytes: bytes + textBytes, seconds: textBytes * secondsOfBase64Byte };
}

/** Memory that the counts of a run and the order of its shots take, at most. */
export const tallyBytes = (shots: number, bitCount: number): number =>
  Math.min(2 ** bitCount, shots) * (countBytes + bitCount) + shots * shotBytes;

function expectWritable(textBytes: number): void {
  if (textBytes <= maxTextBytes) return;
  throw new TooLargeError(
    "The results of this job could fill more than 256 MiB. Ask for fewer shots, or split it into several jobs.",
    { bytes: textBytes, limit: maxTextBytes },
  );
}

/** Which of these numbers of outcomes fit into the budget together, the smallest first and of equal ones the first. */
function fitting(outcomes: readonly number[]): boolean[] {
  const fits = outcomes.map(() => false);
  let left = maxListedOutcomes;
  const ascending = outcomes
    .map((most, k) => [Math.min(most, maxListedOutcomes), k] as const)
    .sort(([a], [b]) => a - b); // stable: equal ones keep their order
  for (const [most, k] of ascending) {
    if (most > left) break;
    left -= most;
    fits[k] = true;
  }
  return fits;
}

/** How often operations can at most double the number of basis states that a state has amplitudes in. */
function doublings(operations: readonly Operation[]): number {
  let sum = 0;
  for (const operation of operations) {
    if (operation.kind === "gate") sum += doublingsOf[operation.gate];
    else if (operation.kind === "unitary") sum += operation.qubits.length;
    else if (operation.kind === "while") sum += doublings(operation.body) > 0 ? Number.POSITIVE_INFINITY : 0;
    else if (operation.kind === "if") sum += doublings(operation.then) + doublings(operation.otherwise ?? []);
  }
  return sum;
}

/** Of each gate of the table at angles that are not special: 0 for diagonal gates and permutations, 1 for a Hadamard. */
const doublingsOf = Object.fromEntries(
  Object.entries(gates).map(([name, { qubitCount, parameterNames, matrix }]) => {
    const entries = matrix(parameterNames.map((_, k) => 0.4 + 0.3 * k));
    const size = 2 ** qubitCount;
    const filledOf = (column: number): number =>
      Array.from({ length: size }, (_, row) => 2 * (row * size + column)).filter(
        (at) => hypot(entries[at] ?? 0, entries[at + 1] ?? 0) > 1e-9,
      ).length;
    return [name, Math.log2(Math.max(...Array.from({ length: size }, (_, column) => filledOf(column))))];
  }),
) as Record<GateName, number>;
