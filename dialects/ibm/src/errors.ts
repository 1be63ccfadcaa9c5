import type { ErrorCode, NaruError } from "@naru/base";

/**
 * The status of each situation. The client repeats 5xx, also for `POST /jobs`, so no fault of a caller's has one; it waits
 * out 429, and takes 409 for a job that is over or a session that is closed.
 */
export const statusOf = {
  invalid_input: 400,
  unsupported: 400,
  too_large: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  illegal_transition: 409,
  idempotency_mismatch: 409,
  backend_unavailable: 409,
  insufficient_credit: 403,
  payload_too_large: 413,
  rate_limited: 429,
  simulation_failed: 500,
  timeout: 500,
  cancelled: 409,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** IBM's number for a job that is not there. */
export const jobNotFound = 1291;
/** IBM's number for a job that is over. */
export const jobIsFinal = 1296;
/** IBM's number for a job that ran too long: the client raises RuntimeJobMaxTimeoutError for it. */
const ranTooLong = 1305;

/** Of IBM's other numbers no list is known here: ours are the status and a thousand. */
const numberOf = (error: NaruError): number =>
  error.code === "not_found" && error.details.what === "job" ? jobNotFound : 1000 + statusOf[error.code];

/** The number of a failure in a job object. */
export const failureNumberOf = (code: ErrorCode): number => (code === "timeout" ? ranTooLong : 1000 + statusOf[code]);

/** No message of ours needs more; what passed it on quoted a user's own text at length. */
const maxMessage = 1000;

const cut = (text: string): string =>
  text.length > maxMessage ? `${text.slice(0, maxMessage).toWellFormed()}…` : text;

/** Seconds after which to try again, where the situation does not say: the client waits for nothing without a number. */
const defaultRetrySeconds = 1;

/** Any situation as IBM's error body. 429 always says when to try again. */
export function writeError(error: NaruError): Response {
  const status = statusOf[error.code];
  const { retryAfterSeconds } = error.details;
  const seconds =
    typeof retryAfterSeconds === "number" ? Math.max(1, Math.ceil(retryAfterSeconds)) : defaultRetrySeconds;
  return answerError(status, cut(error.message), {
    number: numberOf(error),
    ...(status === 429 && { headers: { "retry-after": String(seconds) } }),
  });
}

/** The answer to a bug of ours: says nothing of its inside. */
export const writeBug = (): Response =>
  answerError(500, "The service made a mistake with this request. It was recorded; please try again later.");

/** IBM answers `errors`; the client prints `error`. */
export function answerError(
  status: number,
  message: string,
  { number = 1000 + status, headers = {} }: { number?: number; headers?: Readonly<Record<string, string>> } = {},
): Response {
  const error = { code: number, message };
  return Response.json({ errors: [error], error }, { status, headers });
}

/** What IBM's identity service answers for a key that nobody has. */
export const unknownKey = (): Response =>
  Response.json({ errorCode: "BXNIM0415E", errorMessage: "Provided API key could not be found." }, { status: 400 });

/** 405, in the vendor's words. */
export const writeNotOffered = (message: string): Response => answerError(405, message);
