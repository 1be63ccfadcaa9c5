import type { Pacer } from "../../pacer.ts";
import type { FinalState } from "./final-state.ts";

/** Amplitudes copied between two looks at the pacer. */
const copiedBetweenLooks = 2 ** 20;

/** All amplitudes in house order, (re, im) interleaved, with the global phase. */
export async function readAmplitudes(state: FinalState, pacer: Pacer): Promise<Float64Array> {
  const { bitOfQubit, numbers, imaginaryStep } = state;
  const qubitCount = bitOfQubit.length;
  const amplitudes = new Float64Array(2 * 2 ** qubitCount);
  const c = state.scale * Math.cos(state.phase);
  const s = state.scale * Math.sin(state.phase);
  const unused = state.unusedBits.reduce((sum, bit) => sum + 2 ** bit, 0);
  for (let basis = 0; basis < 2 ** qubitCount; basis++) {
    if (basis % copiedBetweenLooks === 0) await pacer.pause();
    let index = 0;
    for (let qubit = 0; qubit < qubitCount; qubit++) if ((basis >>> qubit) & 1) index += 2 ** bitOfQubit[qubit];
    if (index >= 2 ** state.indexBits || index & unused) continue;
    const at = state.placeOf(index);
    const [re, im] = [numbers[at], numbers[at + imaginaryStep]];
    amplitudes[2 * basis] = re * c - im * s;
    amplitudes[2 * basis + 1] = re * s + im * c;
  }
  return amplitudes;
}
