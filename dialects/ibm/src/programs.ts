import type { Program } from "./program.ts";

/** Programs by the name that a job gives (`program_id`). */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  // ["sampler", sampler],
]);
