import type { Deadline } from "./deadline.ts";

/** A round of simulated annealing, from `hot` to `cold`, in so many steps. */
export interface Round {
  readonly index: number;
  readonly steps: number;
  /** Whether it goes on from the best state, warm, and does not begin anew, hot. */
  readonly isWarmed: boolean;
}

/**
 * Rounds until the time is over: one anew and one warmed, then both with twice as many steps, and so on, so that half of the
 * time goes to the longest ones whatever the model's size; no more than the time that is left, by the pace of the one
 * before. `run` ends early when the time is over.
 */
export async function inRounds(
  deadline: Deadline,
  firstSteps: number,
  run: (round: Round) => Promise<void>,
): Promise<void> {
  let steps = Math.max(1, firstSteps);
  let secondsOfStep = 0;
  for (let index = 0; !(await deadline.pause()); index++) {
    const possible = secondsOfStep > 0 ? Math.floor((0.95 * deadline.secondsLeft) / secondsOfStep) : steps;
    if (possible < 1) return;
    const began = deadline.secondsGone;
    // What is left after a round should be worth one: otherwise this one takes it too.
    const taken = possible < 1.5 * steps ? possible : steps;
    await run({ index, steps: taken, isWarmed: index % 2 === 1 });
    secondsOfStep = (deadline.secondsGone - began) / taken;
    if (index % 2 === 1) steps = Math.min(2 * steps, 1e9);
  }
}
