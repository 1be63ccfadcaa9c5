import type { PauliSum } from "@naru/circuit";
import type { Precision } from "../simulator.ts";

/** Nanoseconds for each amplitude of the state, measured at 20 qubits: a string by itself, and all strings of one x. */
const nsOfString: Readonly<Record<Precision, number>> = { single: 0.6, double: 1.2 };
const nsOfTransform: Readonly<Record<Precision, number>> = { single: 5, double: 6 };
/** From so many strings of one x on, a transform gives them all. */
const fewestOfTransform = 4;

/** What the expectation values of some sums cost, in seconds on one thread. */
export function sweepSeconds(observables: readonly PauliSum[], amplitudes: number, precision: Precision): number {
  const strings = new Map<string, number>();
  for (const { terms } of observables) {
    for (const { paulis } of terms) {
      const x = paulis.replace(/[IZ]/g, "0").replace(/[XY]/g, "1");
      strings.set(x, (strings.get(x) ?? 0) + 1);
    }
  }
  let ns = 0;
  for (const count of strings.values()) {
    ns += count < fewestOfTransform ? count * nsOfString[precision] : nsOfTransform[precision];
  }
  return 1e-9 * ns * amplitudes;
}
