import type { ErrorCode } from "@naru/base";
import type { JobFailure } from "@naru/dialect";
import type { Ending, LeasedJob } from "../jobs/index.ts";
import type { TaskEnding, TaskError } from "./messages.ts";
import type { StopReason } from "./worker-thread.ts";

/** Errors that the program caused: the same at submission and in the worker. */
const userCodes: readonly ErrorCode[] = ["invalid_input", "unsupported", "too_large"];

/** What a run's end means for its job; null when the job goes back to the queue as if nothing had happened. */
export function endingOf(
  job: LeasedJob,
  ending: TaskEnding,
  stopReason: StopReason | null,
  done: number,
  rules: { readonly version: string; readonly maxSeconds: number },
): Ending | null {
  const { runSeconds } = ending;
  switch (ending.state) {
    case "succeeded": {
      const { outcome, executionMs } = ending;
      return { job, runSeconds, state: "succeeded", outcome, executionMs, version: rules.version };
    }
    case "failed":
      return { job, runSeconds, state: "failed", failure: failureOf(ending.error) };
    case "stopped":
      if (stopReason === "hand-back") return null;
      // A run that was told to stop for another reason ends for that reason, however long it took.
      if (stopReason === "timeout" || (stopReason === null && ending.isOverTime)) {
        const limitSeconds = Math.min(rules.maxSeconds, job.maxSeconds ?? Number.POSITIVE_INFINITY);
        return { job, runSeconds, state: "failed", failure: timeoutFailure(limitSeconds) };
      }
      return { job, runSeconds, state: "cancelled", reason: "cancelled while it ran", done };
  }
}

function failureOf({ code, message }: TaskError): JobFailure {
  if (code !== null && userCodes.includes(code)) return { code, message: storable(message), blame: "user" };
  return {
    code: code ?? "simulation_failed",
    message: `The simulation failed through no fault of the program: ${storable(message)}`,
    blame: "system",
  };
}

const timeoutFailure = (maxSeconds: number): JobFailure => ({
  code: "timeout",
  message: `The job ran longer than ${maxSeconds} s and was stopped. Use fewer qubits, gates, shots or circuits.`,
  blame: "user",
});

/** PostgreSQL keeps no U+0000, and no half of a surrogate pair. */
const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();
