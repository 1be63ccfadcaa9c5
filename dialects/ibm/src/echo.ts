import type { Job, JsonObject } from "@naru/dialect";

/** What is kept beside a job so that it can be written back without opening its program. */
export interface Echo {
  /** The image that was asked for. */
  readonly runtime: string;
  /** Seconds that the job may run, as asked for. */
  readonly cost: number | null;
  /** Of the client that submitted it; null for others. */
  readonly qiskitVersion: string | null;
  readonly calibrationId: string | null;
  /** What the program needs to write the result. */
  readonly program: JsonObject;
}

export const writeEcho = (echo: Echo): JsonObject => ({ ...echo });

export const readEcho = (job: Pick<Job, "echo">): Echo => job.echo as unknown as Echo;

/** `qiskit-version-2/qiskit_ibm_runtime-0.51.0,qiskit-2.6.2*,…` → `2.6.2` */
export const qiskitVersionOf = (application: string | null): string | null =>
  /[/,]qiskit-(\d[\w.+-]{0,40})\*?(?:[,/]|$)/.exec(application ?? "")?.[1] ?? null;
