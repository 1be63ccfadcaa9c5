import type { Counts } from "../../simulator.ts";
import { bitstringReader, Tally } from "../../tally.ts";
import type { DrawnIndices } from "./draw.ts";
import type { FinalState } from "./final-state.ts";

/** Outcomes of more bits than this are not 32-bit numbers. */
const mostBits = 32;
/** So many outcomes can be sorted along with their place, as one number below 2^53. */
const mostSorted = 2 ** 21;

/** What the classical bits showed, and how often. `readout[c]` is the qubit that bit c shows, or −1. */
export function countsOf(state: FinalState, { indices, counts }: DrawnIndices, readout: readonly number[]): Counts {
  if (readout.length > mostBits || indices.length > mostSorted) {
    const tally = new Tally();
    const read = bitstringReader(readout);
    indices.forEach((index, i) => {
      tally.add(read(state.basisStateOf(index)), counts[i]);
    });
    return tally.counts();
  }
  const shown = readout.flatMap((qubit, clbit) => (qubit < 0 ? [] : [{ bit: state.bitOfQubit[qubit], clbit }]));
  const bits = Uint8Array.from(shown, ({ bit }) => bit);
  const clbits = Uint8Array.from(shown, ({ clbit }) => clbit);
  const keys = new Float64Array(indices.length);
  for (let i = 0; i < keys.length; i++) {
    const index = indices[i];
    let outcome = 0;
    for (let k = 0; k < bits.length; k++) outcome |= ((index >>> bits[k]) & 1) << clbits[k];
    keys[i] = (outcome >>> 0) * mostSorted + i;
  }
  keys.sort();
  const result = new Map<string, number>();
  let [outcome, count] = [-1, 0];
  for (const key of keys) {
    const next = Math.floor(key / mostSorted);
    if (next !== outcome) {
      if (count > 0) result.set(bitstring(outcome, readout.length), count);
      [outcome, count] = [next, 0];
    }
    count += counts[key - next * mostSorted];
  }
  if (count > 0) result.set(bitstring(outcome, readout.length), count);
  return result;
}

/** Every byte as eight characters: strings are put together several times faster from these than bit by bit. */
const textOfByte: string[] = [];

/** A number below 2^32 with so many bits, the lowest rightmost. */
function bitstring(value: number, width: number): string {
  if (textOfByte.length === 0) {
    for (let byte = 0; byte < 256; byte++) textOfByte.push(byte.toString(2).padStart(8, "0"));
  }
  let from = (width - 1) & ~7;
  let text = width === 0 ? "" : textOfByte[(value >>> from) & 255].slice(from + 8 - width);
  for (from -= 8; from >= 0; from -= 8) text += textOfByte[(value >>> from) & 255];
  return text;
}
