import { NotFoundError } from "@naru/base";
import { shortened } from "@naru/dialect/http";
import { estimator } from "./estimator/index.ts";
import { executor } from "./executor/index.ts";
import type { Program } from "./program.ts";
import { sampler } from "./sampler/index.ts";

/** Programs by the name that a job gives (`program_id`). */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["sampler", sampler],
  ["estimator", estimator],
  ["executor", executor],
]);

/** Throws NotFoundError for a program that is not offered. */
export function programNamed(name: string): Program {
  const program = programs.get(name);
  if (!program) throw new NotFoundError("program", shortened(name));
  return program;
}
