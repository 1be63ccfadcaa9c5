import { type ErrorCode, errorCodes, NaruError } from "@naru/base";
import type { ErrorBody } from "./types.ts";

/** The service answered, and refused. Code, message and details are the service's own. */
export class ApiError extends NaruError {
  /** Of the HTTP answer. */
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(code, message, details);
    this.status = status;
  }
}

/** No answer came: the service does not run there, or the network is down. */
export class UnreachableError extends Error {
  readonly origin: string;

  constructor(origin: string, cause: unknown) {
    super(`Nothing answers at ${origin}. Is Naru running there? Start it with "naru serve".`, { cause });
    this.name = "UnreachableError";
    this.origin = origin;
  }
}

/** Reads the refusal out of an answer's body, whatever stands in it. */
export function readApiError(status: number, text: string): ApiError {
  const { error } = (parsed(text) ?? {}) as Partial<ErrorBody>;
  const code = errorCodes.find((known) => known === error?.code);
  if (!error || !code) return new ApiError(status, "internal", `The service answered ${status}: ${text.slice(0, 200)}`);
  return new ApiError(status, code, error.message, { ...error.details });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
