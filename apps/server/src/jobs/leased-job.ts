import type { WorkloadEstimate } from "@naru/backends";
import type { ProjectId } from "@naru/base";
import type { Lease } from "../queue/index.ts";

/** A job under a lease, with all that is needed to run it. */
export interface LeasedJob {
  readonly lease: Lease;
  readonly projectId: ProjectId;
  readonly backendName: string;
  readonly dryRun: boolean;
  readonly seed: number;
  readonly estimate: WorkloadEstimate;
  readonly priceMicrocredits: number;
  /** The workload's JSON, unread: threads read it, so that this one stays free. */
  readonly workload: string;
  /** The uploaded model that the workload names, in memory that threads share. */
  readonly model: Uint8Array<SharedArrayBuffer> | null;
  readonly isCancelRequested: boolean;
  /** The longest run that its owner wants; null leaves it to the region. */
  readonly maxSeconds: number | null;
}
