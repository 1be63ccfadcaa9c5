import { InvalidInputError, NaruError, NotFoundError, type PersonId, type SessionId } from "@naru/base";
import type { Caller, JobOrder, Session, SessionOrder } from "@naru/dialect";
import { recordTransitions } from "../audit/index.ts";
import { newId } from "../config/index.ts";
import { type Queries, type Transaction, transaction } from "../db/index.ts";
import { announceCancelled, cancelWaiting } from "./cancel.ts";
import { actorOf, type JobParts, systemActor } from "./parts.ts";
import {
  closeSessions,
  deactivateIdle,
  endClosing,
  insertSession,
  readExpired,
  readRoom,
  readSessions,
  readWaitingJobs,
  type SessionRoom,
  type SessionStep,
  stopAccepting,
} from "./session-store.ts";

/** Throws InvalidInputError for limits that are no whole numbers above 0. */
export async function openSession(parts: JobParts, caller: Caller, order: SessionOrder): Promise<Session> {
  requireLimits(order.limits);
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

/** What a column holds; a session of 68 years has no end that anybody sees. */
const largestLimit = 2 ** 31 - 1;

function requireLimits({ maxJobs, maxSeconds, idleSeconds = null }: SessionOrder["limits"]): void {
  for (const [name, limit] of Object.entries({ maxJobs, maxSeconds, idleSeconds })) {
    if (limit === null || (Number.isInteger(limit) && limit > 0 && limit <= largestLimit)) continue;
    throw new InvalidInputError(`The limit ${name} of a session is a whole number from 1 to ${largestLimit}.`, {
      [name]: limit,
    });
  }
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

/** Closes a session to new jobs; those it has still run, then it ends. Closing it again changes nothing. */
export async function closeSession(parts: JobParts, caller: Caller, id: SessionId): Promise<Session> {
  await findSession(parts, caller, id);
  await transaction(parts.database, async (tx) => {
    const steps = await stopAccepting(tx, id, caller.personId);
    await auditSessions(parts, tx, steps, "closing", actorOf(caller), "its owner closed it");
    await endThrough(parts, tx, [id]);
  });
  return findSession(parts, caller, id);
}

/** To be called when jobs of these sessions have ended: those that were only waiting for that end, too. */
export const endClosedSessions = (parts: JobParts, ids: readonly SessionId[]): Promise<void> =>
  transaction(parts.database, (tx) => endThrough(parts, tx, ids));

/**
 * Does to sessions what time does: those whose time is over end, those that idle for too long lose their place, and those
 * that were closed and are through end. To be called now and then.
 */
export async function tendSessions(parts: JobParts): Promise<void> {
  const ids = await readExpired(parts.database.kysely, parts.platform.clock.now());
  if (ids.length > 0) await end(parts, ids, null, systemActor, "the session's time was over");
  await transaction(parts.database, async (tx) => {
    const idle = await deactivateIdle(tx, parts.platform.clock.now());
    await auditSessions(parts, tx, idle, "inactive", systemActor, "it had no jobs for too long");
    await endThrough(parts, tx, null);
  });
}

async function endThrough(parts: JobParts, tx: Transaction, ids: readonly SessionId[] | null): Promise<void> {
  const steps = await endClosing(tx, ids, parts.platform.clock.now());
  await auditSessions(parts, tx, steps, "closed", systemActor, "its last job was through");
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
 * goes on to take the place locks the session before. Null for an order without a session.
 */
export async function requireOpenSession(
  parts: JobParts,
  queries: Queries,
  caller: Caller,
  order: JobOrder,
  priceMicrocredits: number,
): Promise<SessionRoom | null> {
  const id = order.sessionId;
  if (id === null) return null;
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
  return room;
}

export function auditSessions(
  parts: JobParts,
  tx: Transaction,
  steps: readonly (Omit<SessionStep, "from" | "mode"> & { readonly from: Session["state"] | null })[],
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
