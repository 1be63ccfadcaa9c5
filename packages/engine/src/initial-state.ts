import { InvalidInputError } from "@naru/base";
import { checkPauliSum } from "@naru/circuit";
import type { CircuitShape } from "./circuit-shape.ts";
import type { MethodName, SimulateOptions, Support } from "./simulator.ts";

/** Throws InvalidInputError for an initial state or an observable that does not fit to so many qubits. */
export function checkSingleState({ initialState, observables }: SimulateOptions, qubitCount: number): void {
  if (initialState) checkInitialState(initialState, qubitCount);
  for (const observable of observables ?? []) checkPauliSum(observable, qubitCount);
}

/** The methods that begin in any state; others know |0…0⟩ alone. */
export const beginsAnywhere: ReadonlySet<MethodName> = new Set(["tiny", "statevector", "reference"]);

/** States written with seven digits still pass. */
const normTolerance = 1e-6;

/** Throws InvalidInputError unless a state has 2 · 2^n finite numbers whose squares add up to 1. */
export function checkInitialState(state: Float64Array, qubitCount: number): void {
  if (state.length !== 2 * 2 ** qubitCount) {
    throw new InvalidInputError(
      `The initial state has ${state.length} numbers, and ${qubitCount} qubits need ${2 * 2 ** qubitCount}: re and im of each amplitude.`,
      { length: state.length },
    );
  }
  let norm = 0;
  // by number, which takes a third of the time of an iterator
  for (let k = 0; k < state.length; k++) norm += state[k] * state[k];
  if (!Number.isFinite(norm)) {
    throw new InvalidInputError("The initial state has numbers that are not finite.", {});
  }
  if (Math.abs(norm - 1) > normTolerance) {
    throw new InvalidInputError(`The initial state has the squared norm ${norm}; divide it by its norm.`, { norm });
  }
}

/** Whether a method that keeps one state vector has a single final state to begin in, or to measure observables in. */
export function singleStateSupport(
  shape: Pick<CircuitShape, "kind">,
  { initialState, observables, noise }: SimulateOptions,
): Support {
  if (!(initialState || observables) || (shape.kind === "static" && !noise)) return { ok: true };
  const what = observables ? "expectation values are" : "an initial state is";
  const why = noise ? "under noise only shots can be had" : "it measures, resets or decides on its way";
  return { ok: false, why: `${why}, and ${what} for circuits with a single final state` };
}
