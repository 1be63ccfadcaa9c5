import type { AnnealWorkload } from "@naru/workload";
import { energiesOf, type SpinProblem } from "./problem.ts";

export interface Answer {
  readonly bits: Uint8Array;
  readonly energies: Float64Array;
  readonly occurrences: Int32Array;
}

/**
 * Reads (rows of bits, one byte each) as they are wanted: each on its own, or equal ones together by their energy. Awaits
 * `breathe` every few milliseconds.
 */
export async function answerOf(
  problem: SpinProblem,
  bits: Uint8Array,
  { reads, answer, maxSamples }: AnnealWorkload,
  breathe: () => Promise<void>,
): Promise<Answer> {
  const most = maxSamples ?? reads;
  const size = problem.sent.qubits.length;
  if (answer === "raw") {
    const rows = Math.min(reads, most);
    const kept = bits.slice(0, rows * size);
    const occurrences = new Int32Array(rows).fill(1);
    return { bits: kept, energies: await energiesOfAll(problem, rows, kept, breathe), occurrences };
  }
  const { firsts, counts } = await distinct(reads, size, bits, breathe);
  const all = await energiesOfAll(problem, firsts.length, gather(firsts, size, bits), breathe);
  // A stable sort leaves equal energies in the order of the reads.
  const order = firsts
    .map((_, k) => k)
    .sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0))
    .slice(0, most);
  const rows = order.map((k) => firsts[k] ?? 0);
  return {
    bits: gather(rows, size, bits),
    energies: Float64Array.from(order, (k) => all[k] ?? 0),
    occurrences: Int32Array.from(order, (k) => counts[k] ?? 0),
  };
}

/** Numbers that are looked at between two breaths. */
const workAtOnce = 4e6;

async function energiesOfAll(
  problem: SpinProblem,
  rows: number,
  bits: Uint8Array,
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  const { qubits, quadratic } = problem.sent;
  const energies = new Float64Array(rows);
  const step = Math.max(1, Math.floor(workAtOnce / (qubits.length + quadratic.length + 1)));
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(from + step, rows);
    energies.set(energiesOf(problem, to - from, bits.subarray(from * qubits.length, to * qubits.length)), from);
    await breathe();
  }
  return energies;
}

/** The first read of each kind, and how many there are. */
async function distinct(reads: number, size: number, bits: Uint8Array, breathe: () => Promise<void>) {
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const counts: number[] = [];
  const step = Math.max(1, Math.floor(workAtOnce / (size + 1)));
  for (let read = 0; read < reads; read++) {
    const key = keyOf(bits, read * size, (read + 1) * size);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, firsts.length);
      firsts.push(read);
      counts.push(1);
    } else counts[place] = (counts[place] ?? 0) + 1;
    if (read % step === step - 1) await breathe();
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
