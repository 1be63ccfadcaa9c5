import { NaruError } from "@naru/base";
import { ApiError, UnreachableError } from "@naru/sdk";
import { CommanderError } from "commander";

/** What the shell is told. `naru exec` returns its command's own status instead, and 127 when there is no such command. */
export const exitCodes = {
  ok: 0,
  /** The work failed: a job that failed or was cancelled, a server that could not start, a check of `doctor`. */
  failure: 1,
  /** The command line, a setting or a file is wrong; nothing was asked of any service. */
  usage: 2,
  /** No service answers at the address. */
  unreachable: 3,
  /** The service answered and refused: a wrong key, no such job, a program it cannot run. */
  refused: 4,
} as const;

/** Something in the command line that the user can put right; `message` says how. */
export class UsageError extends Error {}

/** A failure that was already told in full, such as that of a job. */
export class ToldError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("told");
    this.exitCode = exitCode;
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof ToldError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof UnreachableError) return exitCodes.unreachable;
  if (error instanceof ApiError) return error.status < 500 ? exitCodes.refused : exitCodes.failure;
  if (error instanceof NaruError && error.code === "invalid_input") return exitCodes.usage;
  return exitCodes.failure;
}
