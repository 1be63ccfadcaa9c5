import { cos, sin } from "@naru/base";
import type { Pacer } from "../../pacer.ts";
import type { FinalState } from "./final-state.ts";

/** Amplitudes copied between two looks at the pacer: some milliseconds. */
const copiedBits = 20;
/** Indices in memory are looked up by the low and the high bits of a basis state, in two tables. */
const lowBits = 10;

/** All amplitudes in house order, (re, im) interleaved, with the global phase. */
export async function readAmplitudes(state: FinalState, pacer: Pacer): Promise<Float64Array> {
  const { bitOfQubit, indexBits, unusedBits } = state;
  const qubitCount = bitOfQubit.length;
  const amplitudes = new Float64Array(2 * 2 ** qubitCount);
  const low = subsetSums(bitOfQubit.slice(0, lowBits));
  const high = subsetSums(bitOfQubit.slice(lowBits));
  /** Where there is nothing: bits that no amplitude has, and all from `indexBits` on. */
  const empty = unusedBits.reduce((mask, bit) => mask | (1 << bit), indexBits < 31 ? -1 << indexBits : 0);
  const rows = 2 ** Math.max(0, copiedBits - lowBits);
  for (let from = 0; from < high.length; from += rows) {
    await pacer.pause();
    copyRows(state, low, high.subarray(from, from + rows), empty, amplitudes.subarray(2 * from * low.length));
  }
  return amplitudes;
}

/** Copies the amplitudes at `high[j] + low[i]`, i counting faster. */
function copyRows(state: FinalState, low: Int32Array, high: Int32Array, empty: number, target: Float64Array): void {
  const { numbers, imaginaryStep } = state;
  const c = state.scale * cos(state.phase);
  const s = state.scale * sin(state.phase);
  let to = 0;
  for (let j = 0; j < high.length; j++) {
    for (let i = 0; i < low.length; i++, to += 2) {
      const index = high[j] + low[i];
      if (index & empty) continue;
      const at = state.placeOf(index);
      const [re, im] = [numbers[at], numbers[at + imaginaryStep]];
      target[to] = re * c - im * s;
      target[to + 1] = re * s + im * c;
    }
  }
}

/** Entry x: the sum of 2^place over the bits of x; bit k has place `places[k]`. */
function subsetSums(places: readonly number[]): Int32Array {
  const sums = new Int32Array(2 ** places.length);
  places.forEach((place, bit) => {
    for (let x = 0; x < 1 << bit; x++) sums[x + (1 << bit)] = sums[x] + 2 ** place;
  });
  return sums;
}
