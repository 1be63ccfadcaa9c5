import type { Pacer } from "../../pacer.ts";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import type { Layout } from "../plan/plan.ts";
import type { Views } from "./arena.ts";
import type { MemoryMap } from "./memory-map.ts";

/** The layout of a state that lies in memory in house order, wire k being bit k, all wires in use. */
export const plainLayout = (wireCount: number): Layout => ({
  bitOfWire: Array.from({ length: wireCount }, (_, wire) => wire),
  isActive: new Array<boolean>(wireCount).fill(true),
  logScale: 0,
  isNegated: false,
});

/** Amplitudes that are written between two looks at the pacer. */
const betweenLooks = 2 ** 18;

/**
 * Writes amplitudes, (re, im) interleaved in house order, to where `plainLayout(wireCount)` has them. Wires beyond those of
 * the amplitudes are in |0⟩.
 */
export async function putState(
  amplitudes: Float64Array,
  wireCount: number,
  precision: Precision,
  { state }: MemoryMap,
  views: Views,
  pacer: Pacer,
): Promise<void> {
  const { bytes, lanes, laneBits } = arithmeticOf(precision);
  const numbers = precision === "single" ? views.single : views.double;
  const from = state / bytes;
  const given = amplitudes.length / 2;
  for (let first = 0; first < 2 ** wireCount; first += betweenLooks) {
    const end = Math.min(first + betweenLooks, 2 ** wireCount);
    if (end > given) numbers.fill(0, from + 2 * Math.max(first, given & -lanes), from + 2 * end);
    for (let index = first; index < Math.min(end, given); index++) {
      const at = from + (index >>> laneBits) * 2 * lanes + (index & (lanes - 1));
      numbers[at] = amplitudes[2 * index];
      numbers[at + lanes] = amplitudes[2 * index + 1];
    }
    await pacer.pause();
  }
}
