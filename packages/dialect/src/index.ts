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
  maxWaitedJobs,
  type OrderEstimate,
  type Session,
  type SessionOrder,
  type UsageQuery,
  type UsageStep,
} from "./job.ts";
export {
  type Upload,
  type UploadId,
  type UploadOrder,
  type UploadPart,
  type Uploads,
  uploadLimits,
} from "./upload.ts";
export {
  alreadyComplete,
  joinedMd5s,
  notComplete,
  requireFits,
  requirePart,
  requireRoom,
  requireWhole,
} from "./upload-rules.ts";
