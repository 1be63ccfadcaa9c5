/**
 * A situation that the caller can act on: what happened and what to do, in one sentence, with facts beside it.
 *
 * `code` is stable and is what dialects and the HTTP layer map to their own words; `details` holds plain JSON facts
 * and never a secret. Anything that is not a `NaruError` is a bug and is answered as such.
 */
export class NaruError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Every situation the domain knows. A new one does not compile until each table that maps codes has a line for it. */
export const errorCodes = [
  "invalid_input",
  "unsupported",
  "too_large",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "illegal_transition",
  "idempotency_mismatch",
  "backend_unavailable",
  "insufficient_credit",
  "payload_too_large",
  "rate_limited",
  "simulation_failed",
  "timeout",
  "cancelled",
  "internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The input cannot be understood or breaks a rule that is the caller's to keep. */
export class InvalidInputError extends NaruError {
  constructor(message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super("invalid_input", message, details, cause);
  }
}

/** The input is valid, but nothing here can do it. Says what can. */
export class UnsupportedError extends NaruError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super("unsupported", message, details);
  }
}

/** The work is larger than this machine or backend takes. `details` carries what was asked and the limit. */
export class TooLargeError extends NaruError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super("too_large", message, details);
  }
}

export class UnauthenticatedError extends NaruError {
  constructor(message = "This request needs a valid API key.") {
    super("unauthenticated", message);
  }
}

export class ForbiddenError extends NaruError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super("forbidden", message, details);
  }
}

/** There is no such thing, or it belongs to somebody else: the two are never told apart. */
export class NotFoundError extends NaruError {
  constructor(what: string, id: string) {
    super("not_found", `There is no ${what} "${id}" in this project.`, { what, id });
  }
}

/** A state machine was asked for a step it does not have. Nothing was written. */
export class IllegalTransitionError extends NaruError {
  constructor(what: string, id: string, from: string, to: string) {
    super("illegal_transition", `The ${what} "${id}" is ${from} and cannot become ${to}.`, { what, id, from, to });
  }
}

/** Work was stopped because somebody asked for it. */
export class CancelledError extends NaruError {
  constructor(message = "The work was cancelled.") {
    super("cancelled", message);
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
