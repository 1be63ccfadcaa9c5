import { InvalidInputError } from "@naru/base";
import { readBqm } from "../formats/bqm.ts";
import { readCqm } from "../formats/cqm.ts";
import { readDqm } from "../formats/dqm.ts";
import { readNl } from "../formats/nl.ts";
import type { AnnealerHost } from "../host.ts";
import { solveBqm } from "./bqm.ts";
import { solveCqm } from "./cqm/solve.ts";
import { Deadline } from "./deadline.ts";
import { solveDqm } from "./dqm.ts";
import type { LinearSolver } from "./linear.ts";
import { compileNl } from "./nl/compile.ts";
import { solveNl } from "./nl/solve.ts";
import type { ModelFormat, Solved } from "./outcome.ts";

export interface SolveOptions {
  readonly format: ModelFormat;
  /** The model's file. */
  readonly bytes: Uint8Array;
  /** From the call to the answer, above 0. Small models that are solved exactly end before. */
  readonly timeLimitSeconds: number;
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
  const found = await solved(host, format, bytes, seed, deadline);
  return { ...found, seconds: deadline.secondsGone, seed };
}

type Found = Solved extends infer Each ? (Each extends Solved ? Omit<Each, "seconds" | "seed"> : never) : never;

async function solved(
  host: SolverHost,
  format: ModelFormat,
  bytes: Uint8Array,
  seed: number,
  deadline: Deadline,
): Promise<Found> {
  switch (format) {
    case "bqm":
      return solveBqm(host, readBqm(bytes), seed, deadline);
    case "cqm":
      return solveCqm(readCqm(bytes), seed, deadline, host.linear);
    case "dqm":
      return solveDqm(readDqm(bytes), seed, deadline);
    case "nl":
      return solveNl(compileNl(readNl(bytes)), seed, deadline);
    default:
      throw new InvalidInputError(`There are no models "${String(format)}". Choose bqm, cqm, dqm or nl.`);
  }
}
