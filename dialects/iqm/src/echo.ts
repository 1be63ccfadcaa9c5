import type { Job, JsonObject } from "@naru/dialect";

/** What is kept beside a job so that it can be written back without opening its program. */
export interface Echo {
  readonly calibrationSetId: string;
  readonly tag: string | null;
}

export const writeEcho = (echo: Echo): JsonObject => ({ ...echo });

export const readEcho = (job: Pick<Job, "echo">): Echo => job.echo as unknown as Echo;
