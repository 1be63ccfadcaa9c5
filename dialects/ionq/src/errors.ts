import type { ErrorCode, NaruError } from "@naru/base";
import type { JobFailure } from "@naru/dialect";

/**
 * The status of each situation. Clients choose by it whether to repeat: none is 409, which qiskit-ionq repeats for ever
 * on GET; a client's fault is never 5xx, which cirq-ionq repeats even for POST; quota and budget are 402 and 403, not
 * 429, which qiskit-ionq repeats five times at once.
 */
const statusOf = {
  invalid_input: 400,
  unsupported: 400,
  too_large: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 400,
  illegal_transition: 400,
  idempotency_mismatch: 422,
  backend_unavailable: 400,
  insufficient_credit: 402,
  payload_too_large: 413,
  rate_limited: 429,
  simulation_failed: 500,
  timeout: 500,
  cancelled: 400,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Payload Too Large",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** IonQ's failure codes of jobs; ionq-core rejects any other. */
const failureCodeOf = {
  invalid_input: "InvalidInput",
  unsupported: "UnsupportedGate",
  too_large: "NotEnoughQubits",
  unauthenticated: "InternalError",
  forbidden: "QuotaExhaustedError",
  not_found: "InternalError",
  conflict: "InternalError",
  illegal_transition: "InternalError",
  idempotency_mismatch: "InvalidInput",
  backend_unavailable: "QuantumComputerError",
  insufficient_credit: "QuotaExhaustedError",
  payload_too_large: "InvalidInput",
  rate_limited: "QuotaExhaustedError",
  simulation_failed: "SimulationError",
  timeout: "SimulationTimeout",
  cancelled: "SystemCancel",
  internal: "InternalError",
} as const satisfies Record<ErrorCode, string>;

/** Situations whose facts (asked, limit) help a program to choose a smaller job. */
const codesWithFacts: readonly ErrorCode[] = ["too_large", "payload_too_large", "insufficient_credit"];

/** No message of ours needs more; what passed it on quoted a user's own text at length. */
const maxMessage = 1000;

const cut = (text: string): string =>
  text.length > maxMessage ? `${text.slice(0, maxMessage).toWellFormed()}…` : text;

/**
 * Any situation as IonQ's error body: `{statusCode, error, message}`, with `validation` on 400 where fields are to blame,
 * and `details` where a size or a budget is. No key is named `code`: qiskit-ionq would read the body differently.
 */
export function writeError(error: NaruError): Response {
  const status = statusOf[error.code];
  const { keys, ...facts } = error.details;
  return answerError(status, cut(error.message), {
    ...(status === 400 && {
      validation: { keys: Array.isArray(keys) ? keys.map((key) => cut(String(key))) : [], source: "payload" },
    }),
    ...(codesWithFacts.includes(error.code) && Object.keys(facts).length > 0 && { details: facts }),
  });
}

/** The answer to a bug of ours: says nothing of its inside. */
export const writeBug = (): Response =>
  answerError(500, "The service made a mistake with this request. It was recorded; please try again later.");

export function answerError(status: number, message: string, more: Record<string, unknown> = {}): Response {
  const error = titles[status] ?? "Error";
  return Response.json({ statusCode: status, error, message, ...more }, { status });
}

/** Why a job failed, in the words of a job object. `error` repeats the message for qiskit-ionq and cirq-ionq. */
export function writeFailure(failure: Pick<JobFailure, "code" | "message">) {
  return { code: failureCodeOf[failure.code], message: failure.message, error: failure.message };
}

/** 405, in the vendor's words. */
export const writeNotOffered = (message: string): Response => answerError(405, message);
