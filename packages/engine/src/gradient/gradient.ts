import { formatBytes, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit, PauliSum } from "@naru/circuit";
import { checkInput } from "../analyse/check-input.ts";
import { shapeOf } from "../circuit-shape.ts";
import type { SimulateOptions } from "../simulator.ts";
import { amplitudeBytes } from "../statevector/exec/memory-map.ts";
import type { StatevectorSimulator } from "../statevector/index.ts";
import { adjointGradient, type ValueAndGradient } from "./adjoint.ts";
import { hasTooManyControls, mostControls } from "./rounds.ts";

export type GradientOptions = Pick<SimulateOptions, "precision" | "initialState" | "stop" | "onProgress">;

/** Up to here double precision costs little. */
const mostQubitsOfDoubleDefault = 22;

/**
 * The expectation value of an observable at the end of a circuit, and its derivatives by all gate parameters. Throws
 * InvalidInputError for what makes no sense, TooLargeError, UnsupportedError for circuits without a single final state,
 * and CancelledError once stopped.
 */
export async function gradientOf(
  statevector: StatevectorSimulator,
  circuit: Circuit,
  observable: PauliSum,
  options: GradientOptions,
  maxBytes: number,
): Promise<ValueAndGradient> {
  checkInput(circuit, { ...options, seed: 0, observables: [observable] });
  const { qubitCount } = circuit;
  const { initialState, precision = qubitCount <= mostQubitsOfDoubleDefault ? "double" : "single" } = options;
  const shape = shapeOf(circuit);
  if (shape.kind === "dynamic") {
    throw new UnsupportedError("Gradients are for circuits that do not measure, reset or decide on their way.", {});
  }
  if (shape.steps.some(hasTooManyControls)) {
    throw new UnsupportedError(
      `Gradients are for gates with up to ${mostControls} further controls; decompose wider ones.`,
      { limit: mostControls },
    );
  }
  const bytes = 2 * amplitudeBytes(precision) * 2 ** qubitCount;
  const mostQubits = statevector.mostQubits(precision) - 1; // two states are one on another qubit
  if (qubitCount > mostQubits || bytes > maxBytes) {
    throw new TooLargeError(
      `A gradient on ${qubitCount} qubits needs ${formatBytes(bytes)} here; up to ${mostQubits} qubits and ${formatBytes(maxBytes)} can be had in ${precision} precision. Use fewer qubits.`,
      { qubits: qubitCount, bytes, maxBytes },
    );
  }
  return statevector.work(qubitCount + 1, precision, options, (parts, pacer) =>
    adjointGradient(parts, shape, observable, initialState, pacer),
  );
}
