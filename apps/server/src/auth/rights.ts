import { ForbiddenError } from "@naru/base";
import type { Caller } from "@naru/dialect";
import type { KnownCaller } from "./store.ts";

/** Throws ForbiddenError for a caller who may only read; also for one who was not authenticated here. */
export function requireSubmitter(caller: Caller | KnownCaller): void {
  if ("maySubmit" in caller && caller.maySubmit) return;
  throw new ForbiddenError(
    "This key may read but not submit: its owner is an observer of the project, or the project is closing. Use a key of another project.",
  );
}
