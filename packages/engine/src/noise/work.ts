import type { Circuit } from "@naru/circuit";
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
 * or reset doubles the branches until every shot has its own. An upper bound but for chance: shots with equal errors are
 * counted apart, and both ways of a condition are taken to run.
 */
export function expectedWork(circuit: Circuit, shots: number, noise?: NoiseModel): TreeWork {
  const program = programOf(circuit, noise);
  const walk = { sweeps: 0, branches: Math.min(shots, 1), shots };
  addBlock(program.body, walk);
  const isTree = noise !== undefined || branchPoints(program.body) > 0;
  return { sweeps: Math.ceil(walk.sweeps + walk.branches), states: isTree ? statesHeld(shots) : 1 };
}

function addBlock(block: Block, walk: { sweeps: number; branches: number; readonly shots: number }): void {
  for (const instruction of block) {
    switch (instruction.kind) {
      case "stretch": {
        const { steps, points, errors } = instruction;
        walk.sweeps += steps.length * walk.branches;
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
        walk.branches = Math.min(walk.shots, 2 * walk.branches);
        break;
      case "if":
        addBlock(instruction.whenTrue, walk);
        addBlock(instruction.whenFalse, walk);
    }
  }
}
