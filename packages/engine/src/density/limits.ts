import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf, shapeOf } from "../circuit-shape.ts";
import { noiseSupport } from "../noise/noise-support.ts";
import { noInitialState, type SimulateOptions, type Support } from "../simulator.ts";

/** 4^13 numbers are 256 MiB in single and 512 MiB in double precision. */
const mostQubits = 13;
/** 2^this numbers, whatever they belong to. */
const mostBits = 2 * mostQubits;
/** A map of more qubits is a matrix of more than 4^10 numbers. A condition's bits count half. */
const mostOperandBits = 10;
/** Distributions are kept over so many classical bits at once: 2^this numbers of 8 bytes. */
export const mostIndexBits = 24;

/** What can be said of a circuit before it is written out. */
export function circuitSupport(circuit: Circuit, options: SimulateOptions): Support {
  const { qubitCount } = circuit;
  if (options.amplitudes) return { ok: false, why: "a mixed state has no amplitudes" };
  if (options.initialState) return noInitialState;
  if (qubitCount > mostQubits) {
    return { ok: false, why: `it has ${qubitCount} qubits, and this method takes up to ${mostQubits}` };
  }
  if (options.noise) {
    const support = noiseSupport(circuit, options.noise);
    if (!support.ok) return support;
  }
  const shape = shapeOf(circuit);
  if (shape.kind === "static") return widthSupport(shape.steps.map((step) => ({ bits: 2 * operandsOf(step).length })));
  if (calculates(circuit.operations)) {
    return {
      ok: false,
      why: "it loops on or calculates with what it measured, and this method, which follows all results at once, only decides on it",
    };
  }
  if (!options.observables) return { ok: true };
  return { ok: false, why: "it measures, resets or decides on its way, and observables are those of one final state" };
}

const calculates = (operations: readonly Operation[]): boolean =>
  operations.some((operation) => {
    if (operation.kind === "if") return calculates(operation.then) || calculates(operation.otherwise ?? []);
    return operation.kind === "while" || operation.kind === "assign";
  });

/** Whether a state of 2^width numbers can be held. */
export function stateSupport(width: number): Support {
  if (width <= mostBits) return { ok: true };
  return {
    ok: false,
    why: `its qubits and the bits it keeps on its way need 2^${width} numbers, and this method takes up to 2^${mostBits}`,
  };
}

/** Whether no map is too wide. Bits of a condition count as far as something was written to them. */
export function widthSupport(maps: readonly { readonly bits: number }[]): Support {
  const widest = maps.reduce((most, { bits }) => Math.max(most, bits), 0);
  if (widest <= mostOperandBits) return { ok: true };
  return {
    ok: false,
    why: `it has an operation on ${Math.ceil(widest / 2)} qubits, the bits of its conditions counted half, and this method takes up to ${mostOperandBits / 2}; compile it to gates on one and two qubits first`,
  };
}
