import type { BackendModel } from "@naru/backends";
import type { JsonObject } from "@naru/dialect";
import type { Outcome, Workload } from "@naru/workload";

/** One of IBM's programs, such as `sampler`: what its parameters ask for, and its result in the vendor's words. */
export interface Program {
  /**
   * Reads the `params` of a job.
   *
   * Throws InvalidInputError that names the field as a path from `params`, UnsupportedError with the reason for what is
   * not offered, TooLargeError beyond a limit.
   */
  read(params: unknown, context: ReadContext): Promise<ProgramOrder> | ProgramOrder;
  /** Writes the text that `GET /jobs/{id}/results` answers. `echo` is what `read` gave. */
  write(outcome: Outcome, echo: JsonObject, context: WriteContext): Promise<string> | string;
}

export interface ReadContext {
  /** What the job is to run on. */
  readonly backend: BackendModel;
  /** `calibration_id` of the job, which belongs to `workload.calibrationId`; null where it named none. */
  readonly calibrationId: string | null;
  /** The `params` as the text that came, where they came as text: numbers such as 1.0 and 2⁶⁰ survive in it. */
  readonly paramsText?: string;
  readonly now: Date;
}

export interface WriteContext {
  /** What the job ran on. */
  readonly backend: BackendModel;
  /** When the job ran. */
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export interface ProgramOrder {
  readonly workload: Workload;
  /** What `write` needs beside the outcome; kept as it is. Small: large things belong to the workload. */
  readonly echo: JsonObject;
}
