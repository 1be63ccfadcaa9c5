import type { Deadline } from "./deadline.ts";

/** A round of simulated annealing, from `hot` to `cold`, in so many steps. */
export interface Round {
  readonly index: number;
  readonly steps: number;
  /** Whether it goes on from the best state, warm, and does not begin anew, hot. */
  readonly isWarmed: boolean;
}

/**
 * Rounds until the time is over: they take twice as many steps when eight of them brought nothing better, and no more than
 * the time that is left, by the pace of the one before. `run` says whether its round found the best state so far, and ends
 * early when the time is over.
 */
export async function inRounds(
  deadline: Deadline,
  firstSteps: number,
  run: (round: Round) => Promise<boolean>,
): Promise<void> {
  let steps = Math.max(1, firstSteps);
  let [secondsOfStep, inVain] = [0, 0];
  for (let index = 0; !(await deadline.pause()); index++) {
    const possible = secondsOfStep > 0 ? Math.floor((0.95 * deadline.secondsLeft) / secondsOfStep) : steps;
    if (possible < 1) return;
    const began = deadline.secondsGone;
    const taken = Math.min(steps, possible);
    const isBest = await run({ index, steps: taken, isWarmed: index % 2 === 1 });
    secondsOfStep = (deadline.secondsGone - began) / taken;
    inVain = isBest ? 0 : inVain + 1;
    if (inVain === 8) [steps, inVain] = [Math.min(2 * steps, 1e9), 0];
  }
}
