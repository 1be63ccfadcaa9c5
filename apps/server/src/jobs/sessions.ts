import { InvalidInputError, NaruError, NotFoundError, type PersonId, type SessionId } from "@naru/base";
import type { Caller, JobOrder, Session, SessionOrder } from "@naru/dialect";
import { recordTransitions } from "../audit/index.ts";
import { newId } from "../config/index.ts";
import { type Queries, type Transaction, transaction } from "../db/index.ts";
import { announceCancelled, cancelWaiting } from "./cancel.ts";
import { actorOf, type JobParts, systemActor } from "./parts.ts";
import {
  closeSessions,
  insertSession,
  readExpired,
  readRoom,
  readSessions,
  readWaitingJobs,
  type SessionStep,
} from "./session-store.ts";

export async function openSession(parts: JobParts, caller: Caller, order: SessionOrder): Promise<Session> {
  const { spec } = await parts.backends.requireOnline(order.backendName);
  const id = newId<"session">(parts.platform);
  await transaction(parts.database, async (tx) => {
    await insertSession(tx, {
      ...order,
      backendName: spec.name,
      id,
      projectId: caller.projectId,
      createdBy: caller.personId,
      createdAt: parts.platform.clock.now(),
    });
    await auditSessions(parts, tx, [{ id, projectId: caller.projectId, from: null }], "pending", actorOf(caller), null);
  });
  return findSession(parts, caller, id);
}

export async function findSession(parts: JobParts, caller: Caller, id: SessionId): Promise<Session> {
  const [session] = await readSessions(parts.database.kysely, caller.projectId, { id });
  if (!session) throw new NotFoundError("session", id);
  return session;
}

export function listSessions(parts: JobParts, caller: Caller, query: { active?: boolean }): Promise<Session[]> {
  const filter = query.active === undefined ? {} : { isActive: query.active };
  return readSessions(parts.database.kysely, caller.projectId, filter);
}

/** Ends a session: no new jobs; waiting ones are cancelled, running ones finish. Ending it again changes nothing. */
export async function endSession(parts: JobParts, caller: Caller, id: SessionId): Promise<Session> {
  await findSession(parts, caller, id);
  await end(parts, [id], caller.personId, actorOf(caller), "the session was ended");
  return findSession(parts, caller, id);
}

/** Ends the sessions whose time is over. To be called now and then. */
export async function endExpired(parts: JobParts): Promise<void> {
  const ids = await readExpired(parts.database.kysely, parts.platform.clock.now());
  if (ids.length > 0) await end(parts, ids, null, systemActor, "the session's time was over");
}

async function end(
  parts: JobParts,
  ids: readonly SessionId[],
  by: PersonId | null,
  actor: string,
  reason: string,
): Promise<void> {
  const made = await transaction(parts.database, async (tx) => {
    const steps = await closeSessions(tx, ids, by, parts.platform.clock.now());
    await auditSessions(parts, tx, steps, "closed", actor, reason);
    const closed = steps.map((step) => step.id);
    return cancelWaiting(parts, tx, await readWaitingJobs(tx, closed), { actor, reason });
  });
  announceCancelled(parts, made);
}

/**
 * Throws unless the session takes this order: open, on the same backend, with room for one more job at this price. Who
 * goes on to take the place locks the session before.
 */
export async function requireOpenSession(
  parts: JobParts,
  queries: Queries,
  caller: Caller,
  order: JobOrder,
  priceMicrocredits: number,
): Promise<void> {
  const id = order.sessionId;
  if (id === null) return;
  const room = await readRoom(queries, caller.projectId, id, parts.platform.clock.now());
  if (!room) throw new NotFoundError("session", id);
  if (!room.isOpen) throw new NaruError("conflict", "This session has ended. Open a new one.", { sessionId: id });
  if (room.backendName !== order.backendName) {
    throw new InvalidInputError(
      `The session is open on ${room.backendName}; this job is for ${order.backendName}. Use the session's backend.`,
      { sessionId: id, sessionBackend: room.backendName, backend: order.backendName },
    );
  }
  if (room.maxJobs !== null && room.jobs >= room.maxJobs) {
    throw new NaruError("conflict", `This session takes ${room.maxJobs} jobs and has had them. Open a new one.`, {
      sessionId: id,
      limit: room.maxJobs,
    });
  }
  if (room.maxMicrocredits !== null && room.microcredits + priceMicrocredits > room.maxMicrocredits) {
    throw new NaruError("insufficient_credit", "This job would exceed the session's cost limit.", {
      sessionId: id,
      limitMicrocredits: room.maxMicrocredits,
      usedMicrocredits: room.microcredits,
      neededMicrocredits: priceMicrocredits,
    });
  }
}

export function auditSessions(
  parts: JobParts,
  tx: Transaction,
  steps: readonly (Omit<SessionStep, "from"> & { readonly from: Session["state"] | null })[],
  to: Session["state"],
  actor: string,
  reason: string | null,
): Promise<void> {
  const requestId = parts.requestId();
  return recordTransitions(
    tx,
    steps.map(({ id, projectId, from }) => {
      return { actor, projectId, subjectKind: "session", subjectId: id, from, to, reason, requestId };
    }),
  );
}
