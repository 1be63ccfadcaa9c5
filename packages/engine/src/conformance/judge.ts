import type { Circuit } from "@naru/circuit";
import { shapeOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import { exactDistribution } from "../reference/index.ts";
import { after, probabilitiesOf, type StateVector, zeroState } from "../reference/state-vector.ts";
import { bitstringReader } from "../tally.ts";
import type { Exact } from "./compare.ts";

/** The final state of a circuit without mid-circuit measurement, by the reference. */
export function stateOf(circuit: Circuit): StateVector {
  const shape = shapeOf(circuit);
  if (shape.kind !== "static") throw new Error("Only a static circuit has one final state.");
  return shape.steps.reduce(after, zeroState(circuit.qubitCount));
}

/** The exact distribution of the outcomes of any small circuit, by the reference. */
export function exactOf(circuit: Circuit, noise?: NoiseModel): Exact {
  const shape = shapeOf(circuit);
  if (shape.kind !== "static" || noise) return exactDistribution(circuit, noise);
  const read = bitstringReader(shape.readout);
  const exact = new Map<string, number>();
  probabilitiesOf(stateOf(circuit)).forEach((probability, basis) => {
    exact.set(read(basis), (exact.get(read(basis)) ?? 0) + probability);
  });
  return exact;
}
