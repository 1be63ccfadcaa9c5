import { InvalidInputError } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { solveBqm } from "./bqm.ts";
import { type ModelSize, type ReadModel, readModel, requireWithin } from "./check.ts";
import { solveCqm } from "./cqm/solve.ts";
import { Deadline } from "./deadline.ts";
import { solveDqm } from "./dqm.ts";
import type { LinearSolver } from "./linear.ts";
import { solveNl } from "./nl/solve.ts";
import type { ModelFormat, Solved } from "./outcome.ts";

export interface SolveOptions {
  readonly format: ModelFormat;
  /** The model's file. */
  readonly bytes: Uint8Array;
  /** From the call to the answer, above 0. Small models that are solved exactly end before. */
  readonly timeLimitSeconds: number;
  /** What is larger is refused once it is read; whatever fits into memory if absent. */
  readonly largest?: Partial<ModelSize>;
  /** Fixes every random choice; how far a search comes is the clock's. ±(2^53 − 1). */
  readonly seed: number;
  /** Looked at at least each 50 ms (but for the exact solver's own pace); then CancelledError. */
  readonly stop?: { readonly aborted: boolean };
  /** Told at least each 100 ms: 0 … 1. */
  onProgress?(done: number): void;
}

/** The samplers' host; with `linear`, an exact solver for linear models (`@naru/annealer/highs` has one). */
export interface SolverHost extends AnnealerHost {
  readonly linear?: LinearSolver;
}

/**
 * Solves a model by search within a time, and gives the best that was found.
 *
 * Throws what the readers of `formats/` throw for a file that is damaged, UnsupportedError (with the node's name) for a
 * nonlinear model that holds something unknown, and CancelledError.
 */
export async function solveModel(host: SolverHost, options: SolveOptions): Promise<Solved> {
  const { format, bytes, timeLimitSeconds, seed } = options;
  if (!(timeLimitSeconds > 0) || !Number.isFinite(timeLimitSeconds)) {
    throw new InvalidInputError(`The time limit is ${timeLimitSeconds} s. Give a number above 0.`);
  }
  const deadline = new Deadline(host, options);
  const read = readModel(format, bytes);
  if (options.largest) requireWithin(read.size, options.largest);
  const found = await solved(host, read, seed, deadline);
  return { ...found, seconds: deadline.secondsGone, seed };
}

type Found = Solved extends infer Each ? (Each extends Solved ? Omit<Each, "seconds" | "seed"> : never) : never;

async function solved(host: SolverHost, read: ReadModel, seed: number, deadline: Deadline): Promise<Found> {
  switch (read.format) {
    case "bqm":
      return solveBqm(host, read.model, seed, deadline);
    case "cqm":
      return solveCqm(read.model, seed, deadline, host.linear);
    case "dqm":
      return solveDqm(read.model, seed, deadline);
    case "nl":
      return solveNl(read.model, seed, deadline);
  }
}
