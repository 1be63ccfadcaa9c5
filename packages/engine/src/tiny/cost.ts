import type { Circuit } from "@naru/circuit";
import { type CircuitShape, shapeOf } from "../circuit-shape.ts";
import { expectedWork, waysExponent } from "../noise/index.ts";
import type { Cost, SimulateOptions } from "../simulator.ts";
import { workOf } from "../statevector/work.ts";

/**
 * Nanoseconds, fitted to runs of GHZ states, teaching circuits, ansätze and brickworks of 2 to 12 qubits with 100 to 20 000
 * shots, in a warm process on one core of a loaded server; what they gave was within a factor of two for 139 of 141.
 */
const ns = {
  /** The run as such, with its checks. */
  run: 7000,
  step: 960,
  /** A gate whose matrix is made and looked at. */
  matrix: 8100,
  /** Of each amplitude, once for each of these: */
  rotation: 3.9,
  diagonal: 2.2,
  exchange: 6.9,
  pair: 12.8,
  product: 2,
  /** and for reading the final state. */
  reading: 15.6,
  shot: 25,
  /** Of each amplitude, for everything that walks over a state of the shot tree, and for each step there. */
  sweep: 2,
  treeStep: 300,
  /** Reading the noise of an operation, setting a branch aside and coming back to it, drawing the errors of a shot. */
  operation: 2e4,
  branch: 2e4,
  treeShot: 1000,
  listed: 60,
};

/** In a fresh process, code is interpreted at first: measured for circuits of 20 to 100 gates. */
const firstSeconds = { run: 6e-3, step: 1.2e-4, tree: 2e-2 };

/** Time and memory of a run by plain loops. */
export function tinyCost(circuit: Circuit, options: SimulateOptions): Cost {
  const shape = shapeOf(circuit);
  const shots = options.shots ?? 0;
  const size = 2 ** circuit.qubitCount;
  const isTree = shape.kind === "dynamic" || options.noise !== undefined;
  const states = isTree ? expectedWork(circuit, shots, options.noise).states : 1;
  const listed = (options.probabilities ? 1 : 0) + (options.amplitudes || options.observables ? 1 : 0);
  const seconds =
    1e-9 *
    (ns.run +
      shots * ns.shot +
      size * (ns.reading + listed * ns.listed) +
      (isTree ? nsOfTree(circuit, shape, options) : nsOfSteps(shape)));
  return {
    seconds,
    firstSeconds:
      seconds + firstSeconds.run + circuit.operations.length * firstSeconds.step + (isTree ? firstSeconds.tree : 0),
    bytes: 16 * size * (states + 4) + 100 * Math.min(shots, size) + 4 * shots,
  };
}

function nsOfSteps(shape: CircuitShape): number {
  if (shape.kind !== "static") return 0;
  const work = workOf(shape.steps, shape.qubitCount);
  return (
    work.steps * ns.step +
    work.matrices * ns.matrix +
    work.rotations * ns.rotation +
    work.diagonals * ns.diagonal +
    work.exchanges * ns.exchange +
    work.pairs * ns.pair +
    work.dense * ns.product
  );
}

function nsOfTree(circuit: Circuit, shape: CircuitShape, { shots = 0, noise, probabilities }: SimulateOptions): number {
  const { sweeps, branches } = expectedWork(circuit, shots, noise);
  const exactSweeps =
    shape.kind === "dynamic" && probabilities ? circuit.operations.length * 2 ** waysExponent(circuit) : 0;
  return (
    (sweeps + exactSweeps) * (ns.treeStep + ns.sweep * 2 ** circuit.qubitCount) +
    branches * ns.branch +
    (noise ? circuit.operations.length * ns.operation + shots * ns.treeShot : 0)
  );
}
