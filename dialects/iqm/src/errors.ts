import type { ErrorCode, NaruError } from "@naru/base";

/**
 * The status of each situation. iqm-client repeats nothing and turns the status into its exception: 402, 422 and 501 would
 * show as something else than what happened, so budgets are 403 and every fault of a payload is 400.
 */
export const statusOf = {
  invalid_input: 400,
  unsupported: 400,
  too_large: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  illegal_transition: 403,
  idempotency_mismatch: 409,
  backend_unavailable: 403,
  insufficient_credit: 403,
  payload_too_large: 413,
  rate_limited: 429,
  simulation_failed: 500,
  timeout: 500,
  cancelled: 409,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** IQM's word for each situation, where its cause says no more. */
const wireCodeOf = {
  invalid_input: "invalid_input",
  unsupported: "invalid_job_payload",
  too_large: "invalid_job_payload",
  unauthenticated: "unauthorized",
  forbidden: "forbidden",
  not_found: "not_found",
  conflict: "conflict",
  illegal_transition: "illegal_job_status",
  idempotency_mismatch: "conflict",
  backend_unavailable: "forbidden",
  insufficient_credit: "not_enough_credits",
  payload_too_large: "request_payload_too_large",
  rate_limited: "rate_limit_exceeded",
  simulation_failed: "internal_error",
  timeout: "execution_timeout",
  cancelled: "job_cancelled",
  internal: "internal_error",
} as const satisfies Record<ErrorCode, string>;

/** What is not there, by what we call it, in IQM's words. */
const missing: Readonly<Record<string, string>> = {
  job: "job_not_found",
  "quantum computer": "qc_not_found",
  "calibration set": "calibration_set_not_found",
  "artifact of the job": "job_artifact_not_found",
  result: "job_artifact_not_found",
  "artifact of the quantum computer": "qc_artifact_not_found",
};

/** IQM's code of an error; `details.wireCode` decides where a handler knows better. */
export function wireCode(error: Pick<NaruError, "code" | "details">): string {
  const { wireCode: own, what } = error.details;
  if (typeof own === "string") return own;
  if (error.code === "not_found" && typeof what === "string") return missing[what] ?? wireCodeOf.not_found;
  return wireCodeOf[error.code];
}

/** No message of ours needs more; what passed it on quoted a user's own text at length. */
const maxMessage = 1000;

const cut = (text: string): string =>
  text.length > maxMessage ? `${text.slice(0, maxMessage).toWellFormed()}…` : text;

/** Situations whose facts (asked, limit) help a program to choose a smaller job. */
const codesWithFacts: readonly ErrorCode[] = ["too_large", "payload_too_large", "insufficient_credit"];

/** Any situation as IQM's error body. */
export function writeError(error: NaruError): Response {
  const { keys: _, wireCode: __, ...facts } = error.details;
  const { retryAfterSeconds } = facts;
  return answerError(statusOf[error.code], wireCode(error), cut(error.message), {
    ...(codesWithFacts.includes(error.code) && Object.keys(facts).length > 0 && { details: facts }),
    ...(typeof retryAfterSeconds === "number" && {
      headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    }),
  });
}

/** The answer to a bug of ours: says nothing of its inside. */
export const writeBug = (): Response =>
  answerError(
    500,
    wireCodeOf.internal,
    "The service made a mistake with this request. It was recorded; please try again later.",
  );

export function answerError(
  status: number,
  code: string,
  message: string,
  { details, headers = {} }: { details?: unknown; headers?: Readonly<Record<string, string>> } = {},
): Response {
  return Response.json(
    {
      error_code: code,
      message,
      request_id: crypto.randomUUID(),
      source: "iqm-server",
      ...(details !== undefined && { details }),
    },
    { status, headers },
  );
}

/** 405, in the vendor's words. */
export const writeNotOffered = (message: string): Response => answerError(405, "invalid_input", message);
