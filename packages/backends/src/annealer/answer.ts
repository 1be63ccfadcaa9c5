import type { AnnealWorkload } from "@naru/workload";
import { energiesOf, type SpinProblem } from "./problem.ts";

export interface Answer {
  readonly bits: Uint8Array;
  readonly energies: Float64Array;
  readonly occurrences: Int32Array;
}

/** Reads (rows of bits, one byte each) as they are wanted: each on its own, or equal ones together by their energy. */
export function answerOf(
  problem: SpinProblem,
  bits: Uint8Array,
  { reads, answer, maxSamples }: AnnealWorkload,
): Answer {
  const most = maxSamples ?? reads;
  const size = problem.sent.qubits.length;
  if (answer === "raw") {
    const rows = Math.min(reads, most);
    const kept = bits.slice(0, rows * size);
    return { bits: kept, energies: energiesOf(problem, rows, kept), occurrences: new Int32Array(rows).fill(1) };
  }
  const { firsts, counts } = distinct(reads, size, bits);
  const all = energiesOf(problem, firsts.length, gather(firsts, size, bits));
  // A stable sort leaves equal energies in the order of the reads.
  const order = firsts
    .map((_, k) => k)
    .sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0))
    .slice(0, most);
  return {
    bits: gather(
      order.map((k) => firsts[k] ?? 0),
      size,
      bits,
    ),
    energies: Float64Array.from(order, (k) => all[k] ?? 0),
    occurrences: Int32Array.from(order, (k) => counts[k] ?? 0),
  };
}

/** The first read of each kind, and how many there are. */
function distinct(reads: number, size: number, bits: Uint8Array) {
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const counts: number[] = [];
  for (let read = 0; read < reads; read++) {
    const key = keyOf(bits, read * size, (read + 1) * size);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, firsts.length);
      firsts.push(read);
      counts.push(1);
    } else counts[place] = (counts[place] ?? 0) + 1;
  }
  return { firsts, counts };
}

/** Sixteen bits a character. */
function keyOf(bits: Uint8Array, from: number, to: number): string {
  const characters = new Uint16Array(Math.ceil((to - from) / 16));
  for (let k = from; k < to; k++) {
    const at = (k - from) >> 4;
    characters[at] = (characters[at] ?? 0) | ((bits[k] ?? 0) << ((k - from) & 15));
  }
  let key = "";
  for (let at = 0; at < characters.length; at += 4096)
    key += String.fromCharCode(...characters.subarray(at, at + 4096));
  return key;
}

function gather(rows: readonly number[], size: number, bits: Uint8Array): Uint8Array {
  const kept = new Uint8Array(rows.length * size);
  rows.forEach((row, k) => {
    kept.set(bits.subarray(row * size, (row + 1) * size), k * size);
  });
  return kept;
}
