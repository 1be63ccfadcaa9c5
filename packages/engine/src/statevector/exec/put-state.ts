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

/**
 * Writes amplitudes, (re, im) interleaved in house order, to where `plainLayout(wireCount)` has them. Wires beyond those of
 * the amplitudes are in |0⟩.
 */
export function putState(
  amplitudes: Float64Array,
  wireCount: number,
  precision: Precision,
  { state }: MemoryMap,
  views: Views,
): void {
  const { bytes, lanes, laneBits } = arithmeticOf(precision);
  const numbers = precision === "single" ? views.single : views.double;
  const from = state / bytes;
  numbers.fill(0, from, from + 2 * 2 ** wireCount);
  for (let index = 0; index < amplitudes.length / 2; index++) {
    const at = from + (index >>> laneBits) * 2 * lanes + (index & (lanes - 1));
    numbers[at] = amplitudes[2 * index];
    numbers[at + lanes] = amplitudes[2 * index + 1];
  }
}
