import type { WorkloadEstimate } from "@naru/backends";

/** Small jobs run side by side, one thread each; large ones run one at a time with every core. */
export type Lane = "small" | "large";
export const lanes = ["small", "large"] as const satisfies readonly Lane[];

/** Longer than this, a job would make the small ones behind it wait noticeably. */
const smallSeconds = 1;
/** Of each thread of the small lane; also what the large lane leaves free of the memory limit for each of them. */
export const smallBytes = 64 * 2 ** 20;

/** What accepting, leasing and settling one job takes of the machine, whatever it computes. */
const overheadSeconds = 0.002;

export const laneOf = (estimate: Pick<WorkloadEstimate, "seconds" | "bytes">): Lane =>
  estimate.seconds <= smallSeconds && estimate.bytes <= smallBytes ? "small" : "large";

/** What a run of this length counts in the shares. */
export const costSeconds = (runSeconds: number): number => runSeconds + overheadSeconds;
