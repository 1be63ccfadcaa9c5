/**
 * Jobs, from acceptance to settlement, and the sessions that group them. It promises that an accepted job is durable, that
 * it moves only along its state machine, with an audit row for each step, that its result is stored before it is said to
 * have one, and that nobody sees a job of another project.
 */
export { Attempts, type OngoingRequest } from "./attempts.ts";
export type { Ending } from "./finish.ts";
export { type Jobs, openJobs, type WorkerJobs } from "./jobs.ts";
export type { LeasedJob } from "./leased-job.ts";
export type { JobLedger, JobParts, ScopedCaller } from "./parts.ts";
export type { ObjectTexts } from "./payload.ts";
export { isFinal } from "./states.ts";
export { namedObjects } from "./store.ts";
