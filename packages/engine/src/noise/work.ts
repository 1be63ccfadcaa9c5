import { expm1 } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { Channel } from "./channel.ts";
import { type Block, branchPoints, programOf } from "./program.ts";
import { statesHeld } from "./shots.ts";
import type { Stretch } from "./stretch.ts";

/** What a walk over the shot tree is expected to take. */
export interface TreeWork {
  /** Sweeps over a state: steps, measurements and samples, over all branches. */
  readonly sweeps: number;
  /** Branches that come to the end. */
  readonly branches: number;
  /** States held at the same time, at most. */
  readonly states: number;
}

/**
 * Expects the work of `countShots`: each shot that an error parts from the others goes its own way from there on, and each
 * measurement or reset of a qubit that was not just measured or reset doubles the branches until every shot has its own.
 * Shots with equal errors are counted apart, and both ways of a condition are taken to run.
 */
export function expectedWork(circuit: Circuit, shots: number, noise?: NoiseModel): TreeWork {
  const program = programOf(circuit, noise);
  const { qubitCount } = circuit;
  const walk = { sweeps: 0, branches: Math.min(shots, 1), shots, qubitCount, known: new Set<number>() };
  addBlock(program.body, walk);
  const isTree = noise !== undefined || branchPoints(program.body) > 0;
  const { sweeps, branches } = walk;
  return { sweeps: Math.ceil(sweeps + branches), branches, states: isTree ? statesHeld(shots) : 1 };
}

interface Walk {
  sweeps: number;
  branches: number;
  readonly shots: number;
  readonly qubitCount: number;
  /** Qubits that were measured or reset, and that no gate has touched since. */
  readonly known: Set<number>;
}

/** Candidates for a jump that do jump, in states that are anything: half of a damped qubit is in |1⟩, often less. */
const partOfCandidates = 0.3;

/** How often a loop is taken to turn whose turns are known only while it runs: as a guess, as until a fair coin falls right. */
const expectedTurns = 2;

/** How many steps a Pauli goes with the others, on average, until it meets one that it does not pass. */
function distanceOfPaulis({ points }: Stretch, qubitCount: number): number {
  let [steps, operands, passing] = [0, 0, 0];
  for (const point of points) {
    if (point.kind !== "step") continue;
    const { passage } = point;
    steps++;
    operands += point.operands.length;
    if (passage) passing += (passage.images.filter((image) => image >= 0).length - 1) / (passage.images.length - 1);
  }
  if (passing === steps) return Number.POSITIVE_INFINITY;
  return (passing / (steps - passing)) * ((qubitCount * steps) / operands);
}

/** How likely an event parts its shot from the others, and how many of the steps left it then goes alone, on average. */
function partOf(channel: Channel, left: number, distance: number): { parting: number; alone: number } {
  if (channel.kind !== "pauli") {
    const parting = channel.kind === "kraus" && !channel.mixture ? partOfCandidates : 1;
    return { parting, alone: parting * left };
  }
  if (left === 0 || distance === Number.POSITIVE_INFINITY) return { parting: 0, alone: 0 };
  const parting = -expm1(-left / distance); // an exponentially distributed number of steps goes by before
  return { parting, alone: left - distance * parting };
}

function addBlock(block: Block, walk: Walk): void {
  for (const instruction of block) {
    switch (instruction.kind) {
      case "stretch": {
        const { steps, points, errors } = instruction;
        walk.sweeps += steps.length * walk.branches;
        for (const step of steps) for (const qubit of operandsOf(step)) walk.known.delete(qubit);
        if (!errors) break;
        const distance = distanceOfPaulis(instruction, walk.qubitCount);
        errors.sites.forEach(({ point, channel }, site) => {
          const left = steps.length * (1 - point / points.length);
          const { parting, alone } = partOf(channel, left, distance);
          const struck = (walk.shots - walk.branches) * errors.probability(site);
          walk.branches += struck * parting;
          walk.sweeps += struck * alone;
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
        break;
      case "while":
        for (let turn = 0; turn < Math.min(expectedTurns, instruction.maxTurns); turn++)
          addBlock(instruction.body, walk);
    }
  }
}
