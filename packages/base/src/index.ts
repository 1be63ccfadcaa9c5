/**
 * What two or more packages need: errors that say what to do, ids that sort by time, units, and seeded random
 * streams. It promises to import nothing and to own nothing: no clock, no entropy, no platform.
 */
export { closest } from "./closest.ts";
export { acos, asin, atan, atan2, cos, exp, expm1, hypot, log, log1p, sin, tan } from "./elementary.ts";
export {
  CancelledError,
  type ErrorCode,
  errorCodes,
  ForbiddenError,
  IllegalTransitionError,
  InvalidInputError,
  messageOf,
  NaruError,
  NotFoundError,
  TooLargeError,
  UnauthenticatedError,
  UnsupportedError,
} from "./errors.ts";
export {
  type Id,
  isUuid,
  type JobId,
  type KeyId,
  type MembershipId,
  maxParts,
  type OrganisationId,
  type PersonId,
  type ProjectId,
  partId,
  type SessionId,
  uuidV7,
  uuidV7OfWhole,
  wholeId,
} from "./ids.ts";
export { type Random, seeded } from "./random.ts";
export { drawBinomial, shuffle } from "./random-draws.ts";
export { formatBytes, formatSeconds, microcreditsPerCredit, radiansFromTurns, turnsFromRadians } from "./units.ts";
