import { type ErrorCode, NaruError } from "@naru/base";
import { uploadLimits } from "@naru/dialect";
import type { ErrorBody } from "@naru/sdk";

/** The status of each situation on Naru's own API. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unsupported: 400,
  too_large: 400,
  unauthenticated: 401,
  insufficient_credit: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  illegal_transition: 409,
  cancelled: 409,
  payload_too_large: 413,
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal: 500,
  simulation_failed: 500,
  backend_unavailable: 503,
  timeout: 504,
};

export const writeErrorBody = ({ code, message, details }: NaruError): ErrorBody => ({
  error: { code, message, details },
});

/**
 * What Fastify and its plugins throw, in Naru's words; null for anything else, which is a bug. `bodyLimit`, in bytes, is
 * that of the route.
 */
export function readFrameworkError(error: unknown, bodyLimit: number): NaruError | null {
  if (error instanceof NaruError) return error;
  const { code, message, statusCode, validation } = (error ?? {}) as FrameworkError;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return tooLarge(bodyLimit);
  if (validation) {
    const fields = validation.map((issue) => `${issue.instancePath || "body"}: ${issue.message ?? "is not valid"}`);
    return new NaruError("invalid_input", `The request is not valid. ${fields.join("; ")}`, { fields });
  }
  if (statusCode === 404) return new NaruError("not_found", "There is nothing at this address.");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new NaruError("invalid_input", message ?? "The request is not valid.");
  }
  return null;
}

interface FrameworkError {
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly validation?: readonly { readonly instancePath?: string; readonly message?: string }[];
}

/** Bodies of ordinary requests, of those that bring a program, and of those that bring a part of an upload. */
export const bodyLimitBytes = 2 ** 20;
export const partLimitBytes = uploadLimits.partBytes;
export const programLimitBytes = 64 * 2 ** 20;

const tooLarge = (limitBytes: number): NaruError =>
  new NaruError(
    "payload_too_large",
    `The body is too large: this address takes ${limitBytes} bytes at most. Send it in smaller parts.`,
    { limitBytes },
  );

/** The answer to a bug: the log has the rest, under the same id. */
export const bugAnswer = (requestId: string): NaruError =>
  new NaruError("internal", `Something went wrong here. Tell the operator the request id ${requestId}.`, { requestId });
