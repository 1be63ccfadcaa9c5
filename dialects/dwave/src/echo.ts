import type { Job, JsonObject } from "@naru/dialect";

/** What is kept beside a job so that it can be written back without opening its problem. */
export interface Echo {
  /** The vendor's word for the kind of problem. */
  readonly type: string;
  readonly label: string | null;
  /** Of a problem on qubits. */
  readonly offset: number;
  /** Of a model. */
  readonly timeLimitSeconds: number;
  /** Who submitted it: a key, and what its owner calls it. */
  readonly keyId: string;
  readonly keyName: string;
}

export const writeEcho = (echo: Echo): JsonObject => ({ ...echo });

export const readEcho = (job: Pick<Job, "echo">): Echo => job.echo as unknown as Echo;
