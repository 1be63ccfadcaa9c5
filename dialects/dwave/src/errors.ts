import type { ErrorCode, NaruError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";

/**
 * The status of each situation. The client repeats polls that were answered 5xx at once and for ever, so no fault of a
 * caller's has one.
 */
export const statusOf = {
  invalid_input: 400,
  unsupported: 400,
  too_large: 400,
  unauthenticated: 401,
  forbidden: 403,
  insufficient_credit: 403,
  not_found: 404,
  conflict: 409,
  illegal_transition: 409,
  idempotency_mismatch: 409,
  backend_unavailable: 409,
  payload_too_large: 413,
  rate_limited: 429,
  simulation_failed: 500,
  timeout: 500,
  cancelled: 409,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** What the vendor says, word for word, where its clients and users know it. */
const vendorsWords: Readonly<Record<string, string>> = {
  job: "Problem does not exist or apitoken does not have access",
  backend: "Solver does not exist or apitoken does not have access",
  upload: "Upload does not exist or apitoken does not have access",
};

/** No message of ours needs more; what passed it on quoted a user's own text at length. */
const maxMessage = 1000;

/** Any situation in the vendor's words; the client takes the number for the status, and needs a whole one. */
export function errorObject({ code, message, details }: NaruError): JsonObject & { readonly error_code: number } {
  const words = code === "not_found" ? vendorsWords[String(details.what)] : undefined;
  const text =
    code === "unauthenticated"
      ? "Invalid token or access denied"
      : (words ?? (message.length > maxMessage ? `${message.slice(0, maxMessage).toWellFormed()}…` : message));
  return { error_code: statusOf[code], error_msg: text };
}

/** Any situation as an answer. Where waiting helps, it says for how long: the client then repeats a GET by itself. */
export function writeError(error: NaruError): Response {
  const { error_code: status, ...body } = errorObject(error);
  const seconds = error.details.retryAfterSeconds;
  const answer = Response.json({ error_code: status, ...body }, { status });
  if (status === 429 && typeof seconds === "number") {
    answer.headers.set("retry-after", String(Math.max(1, Math.ceil(seconds))));
  }
  return answer;
}

/** What is said of a bug of ours: nothing of its inside. */
export const bugObject = {
  error_code: 500,
  error_msg: "The service made a mistake with this request. It was recorded; please try again later.",
} as const;

export const writeBug = (): Response => Response.json(bugObject, { status: 500 });

export const answerError = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response => Response.json({ error_code: status, error_msg: message }, { status, headers });

/** 405, in the vendor's words. */
export const writeNotOffered = (message: string): Response => answerError(405, message);
