import type { JobState } from "@naru/dialect";
import { recordTransitions } from "../audit/index.ts";
import type { Transaction } from "../db/index.ts";
import type { MadeStep } from "./store.ts";

/** One audit row for each step that was made. */
export function auditSteps(
  tx: Transaction,
  steps: readonly MadeStep[],
  to: JobState,
  why: { readonly actor: string; readonly reason: string | null; readonly requestId: string | null },
): Promise<void> {
  return recordTransitions(
    tx,
    steps.map(({ jobId, projectId, from }) => ({ ...why, projectId, subjectKind: "job", subjectId: jobId, from, to })),
  );
}
