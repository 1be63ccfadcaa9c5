/**
 * The client of Naru's own API, in a browser and in Node. It promises one method for each route, typed, and errors that
 * carry the service's code and its sentence for people.
 */
export { type ClientOptions, NaruClient } from "./client.ts";
export { ApiError, UnreachableError } from "./errors.ts";
export {
  type BackendKind,
  type BackendState,
  type BackendView,
  backendKinds,
  backendStates,
  type CalibrationView,
  type CircuitResultView,
  type CreatedKey,
  type CreateKeyRequest,
  type DialectView,
  type ErrorBody,
  type EstimatedValue,
  type EstimateResultView,
  type EstimateView,
  type FailureView,
  type Info,
  isFinal,
  type JobEvent,
  type JobPageView,
  type JobState,
  type JobsQuery,
  type JobView,
  jobStates,
  type KeyView,
  type LatticeView,
  type OutcomeCount,
  type OutcomeProbability,
  type ProgramFormat,
  type ProgramView,
  programFormats,
  type QuickstartView,
  type ResourcesView,
  type ResultView,
  type SubmitRequest,
  type WhoAmI,
} from "./types.ts";
