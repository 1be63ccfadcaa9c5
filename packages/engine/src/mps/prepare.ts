import type { Circuit, Operation } from "@naru/circuit";
import { type CircuitShape, shapeOf } from "../circuit-shape.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { Work } from "../work.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { BondBounds } from "./bounds.ts";
import type { Action } from "./chain.ts";
import { linksOf, placed } from "./order.ts";
import { route } from "./route.ts";

/** A circuit as a chain takes it. */
export interface Prepared {
  readonly shape: CircuitShape;
  /** Entry q is the site on which qubit q begins. */
  readonly startOf: Int32Array;
  /** Of a static circuit, all there is to do; of others, what the longest way through would be, to count its cost by. */
  readonly actions: readonly Action[];
  /** Entry q is the site on which qubit q ends, in a static circuit. */
  readonly endOf: Int32Array;
}

/** Places the qubits on a line and finds the way through the gates; undefined if bonds could grow beyond `mostBond`. */
export function* prepare(circuit: Circuit, mostBond = Number.POSITIVE_INFINITY): Work<Prepared | undefined> {
  const shape = shapeOf(circuit);
  const steps = shape.kind === "static" ? shape.steps : stepsOf(shape.operations);
  const { blocks, wireOf } = yield* blocksOf(steps, circuit.qubitCount);
  const startOf = placed(circuit.qubitCount, yield* linksOf(wideOnly(blocks)));
  const bounds = new BondBounds(circuit.qubitCount, mostBond);
  const { actions, siteOf, isComplete } = yield* route(blocks, startOf, 0, (action) => {
    if (mostBond < Number.POSITIVE_INFINITY) bounds.add(action);
    return bounds.largest > mostBond;
  });
  if (!isComplete) return undefined;
  return { shape, startOf, actions, endOf: wireOf.map((wire) => siteOf[wire]) };
}

const wideOnly = (blocks: readonly Block[]): Block[] => blocks.filter(({ wires }) => wires.length > 1);

/** Every gate and unitary, those of both branches of a condition and of one turn of a loop included. */
export function stepsOf(operations: readonly Operation[]): UnitaryStep[] {
  return operations.flatMap((operation): UnitaryStep[] => {
    if (operation.kind === "gate" || operation.kind === "unitary") return [operation];
    if (operation.kind === "if") return [...stepsOf(operation.then), ...stepsOf(operation.otherwise ?? [])];
    return operation.kind === "while" ? stepsOf(operation.body) : [];
  });
}
