/**
 * Who runs next. It promises that a waiting job is never lost, that one lease at a time exists for it, that leases of the
 * dead are found at once, and that projects and organisations get the machine in proportion to their shares, at the same
 * speed whether ten jobs wait or a hundred thousand.
 */
export { type Forecast, type LaneDepth, openForecast } from "./forecast.ts";
export { costSeconds, type Lane, laneOf, lanes, smallBytes } from "./lanes.ts";
export { signIn, type WorkerPresence } from "./liveness.ts";
export { defaultRules, type JobQueue, type NewEntry, openQueue, type QueueRules } from "./queue.ts";
export type { Claim, ClaimLimits, Lease, LostLease } from "./store.ts";
