import type { Circuit } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import { type Block, branchPoints, programOf } from "./program.ts";
import { statesHeld } from "./shots.ts";

/** What a walk over the shot tree is expected to take. */
export interface TreeWork {
  /** Sweeps over a state: steps, measurements and samples, over all branches. */
  readonly sweeps: number;
  /** States held at the same time, at most. */
  readonly states: number;
}

/**
 * Expects the work of `countShots`: each shot that an error strikes goes its own way from there on, and each measurement
 * or reset of a qubit that was not just measured or reset doubles the branches until every shot has its own. An upper bound but for chance: shots with equal errors are
 * counted apart, and both ways of a condition are taken to run.
 */
export function expectedWork(circuit: Circuit, shots: number, noise?: NoiseModel): TreeWork {
  const program = programOf(circuit, noise);
  const walk = { sweeps: 0, branches: Math.min(shots, 1), shots, known: new Set<number>() };
  addBlock(program.body, walk);
  const isTree = noise !== undefined || branchPoints(program.body) > 0;
  return { sweeps: Math.ceil(walk.sweeps + walk.branches), states: isTree ? statesHeld(shots) : 1 };
}

interface Walk {
  sweeps: number;
  branches: number;
  readonly shots: number;
  /** Qubits that were measured or reset, and that no gate has touched since. */
  readonly known: Set<number>;
}

function addBlock(block: Block, walk: Walk): void {
  for (const instruction of block) {
    switch (instruction.kind) {
      case "stretch": {
        const { steps, points, errors } = instruction;
        walk.sweeps += steps.length * walk.branches;
        for (const step of steps) for (const qubit of operandsOf(step)) walk.known.delete(qubit);
        errors?.sites.forEach(({ point }, site) => {
          const struck = (walk.shots - walk.branches) * errors.probability(site);
          walk.branches += struck;
          walk.sweeps += struck * steps.length * (1 - point / points.length);
        });
        break;
      }
      case "measure":
      case "reset":
        walk.sweeps += 3 * walk.branches;
        if (!walk.known.has(instruction.qubit)) walk.branches = Math.min(walk.shots, 2 * walk.branches);
        walk.known.add(instruction.qubit);
        break;
      case "if":
        addBlock(instruction.whenTrue, walk);
        addBlock(instruction.whenFalse, walk);
    }
  }
}
