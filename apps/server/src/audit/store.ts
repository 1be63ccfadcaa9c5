import type { ProjectId } from "@naru/base";
import type { Transaction } from "../db/index.ts";

/** On whose behalf something is done, and in answer to which request; from the outermost layer inwards. */
export interface RequestContext {
  /** `person:<id>`, `key:<id>`, or `system:<part>`, such as `system:worker`. */
  readonly actor: string;
  readonly requestId: string | null;
}

export interface Transition extends RequestContext {
  /** Null for what belongs to no project. */
  readonly projectId: ProjectId | null;
  /** `job`, `hold`, `key`, … */
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Null at its creation. */
  readonly from: string | null;
  readonly to: string;
  /** Why, in words or as a code. Never a secret. */
  readonly reason: string | null;
}

/** Writes down one change of a state. */
export const recordTransition = (tx: Transaction, transition: Transition): Promise<void> =>
  recordTransitions(tx, [transition]);

/** As `recordTransition`, for many changes in one statement. */
export async function recordTransitions(tx: Transaction, transitions: readonly Transition[]): Promise<void> {
  if (transitions.length === 0) return;
  const rows = transitions.map((transition) => ({
    actor: transition.actor,
    project_id: transition.projectId,
    subject_kind: transition.subjectKind,
    subject_id: transition.subjectId,
    from_state: transition.from,
    to_state: transition.to,
    reason: transition.reason,
    request_id: transition.requestId,
  }));
  await tx.insertInto("audit.entry").values(rows).execute();
}
