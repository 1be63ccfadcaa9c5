import { atan2, hypot } from "@naru/base";
import { multiplexedRotation } from "./multiplexed.ts";
import { firstOf, gateStep, type Step } from "./step.ts";

/**
 * Steps that make a state of 2^n amplitudes (re, im) out of |0…0⟩, its phase included, or undefined if its norm is not 1.
 * What they do to other states is not what Qiskit's own synthesis does.
 *
 * Rotations about Y and Z of one qubit after the other take the state apart from qubit 0 on: M. Möttönen et al.,
 * "Transformation of quantum states using uniformly controlled rotations", Quantum Inf. Comput. 5, 467 (2005).
 */
export function preparationSteps(amplitudes: Float64Array): Step[] | undefined {
  const qubitCount = Math.log2(amplitudes.length / 2);
  const norm = amplitudes.reduce((sum, part) => sum + part * part, 0);
  if (!Number.isInteger(qubitCount) || !(Math.abs(norm - 1) < 1e-6)) return undefined;
  const taken: Step[][] = [];
  // Of each pair that differs in the lowest bit, the size and the phase stay, and two angles are taken out.
  let sizes = firstOf(amplitudes.length / 2).map((k) => hypot(amplitudes[2 * k] ?? 0, amplitudes[2 * k + 1] ?? 0));
  let phases = firstOf(amplitudes.length / 2).map((k) => atan2(amplitudes[2 * k + 1] ?? 0, amplitudes[2 * k] ?? 0));
  for (let qubit = 0; qubit < qubitCount; qubit++) {
    const pairs = firstOf(sizes.length / 2);
    const of = (values: readonly number[], k: number, bit: number) => values[2 * k + bit] ?? 0;
    const ys = pairs.map((k) => 2 * atan2(of(sizes, k, 1), of(sizes, k, 0)));
    const zs = pairs.map((k) => of(phases, k, 1) - of(phases, k, 0));
    const selectors = firstOf(qubitCount - qubit - 1).map((k) => qubit + 1 + k);
    taken.push([
      ...multiplexedRotation("ry", ys, selectors, qubit),
      ...multiplexedRotation("rz", zs, selectors, qubit),
    ]);
    phases = pairs.map((k) => (of(phases, k, 0) + of(phases, k, 1)) / 2);
    sizes = pairs.map((k) => hypot(of(sizes, k, 0), of(sizes, k, 1)));
  }
  return [{ kind: "phase", angle: phases[0] ?? 0 }, ...taken.reverse().flat()];
}

/** Steps for a product state by Qiskit's letters, qubit 0 last, or undefined if there is a letter that is none. */
export function labelSteps(label: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let qubit = 0; qubit < label.length; qubit++) {
    const gates = ofLetter[label[label.length - 1 - qubit] ?? ""];
    if (!gates) return undefined;
    for (const gate of gates) steps.push(gateStep(gate, [qubit]));
  }
  return steps;
}

const ofLetter: Readonly<Record<string, readonly ("x" | "h" | "s" | "sdg")[]>> = {
  "0": [],
  "1": ["x"],
  "+": ["h"],
  "-": ["x", "h"],
  r: ["h", "s"],
  l: ["h", "sdg"],
};
