/**
 * The contract between a vendor's folder and the service. A dialect speaks Web `Request` and `Response` and asks a
 * `Cloud` for everything else; it knows no framework, no database and no other vendor.
 */
export type { Cloud, Dialect, IssuedToken, Quickstart } from "./dialect.ts";
export {
  type BackendStatus,
  type Caller,
  type Job,
  type JobFacts,
  type JobFailure,
  type JobOrder,
  type JobPage,
  type JobQuery,
  type JobState,
  type Json,
  type JsonObject,
  jobStates,
  maxJobNameLength,
  maxTagLength,
  maxTags,
  type OrderEstimate,
  type Session,
  type SessionOrder,
  type UsageQuery,
  type UsageStep,
} from "./job.ts";
