import { ForbiddenError, InvalidInputError, NaruError, NotFoundError, type SessionId } from "@naru/base";
import type { Caller, Session, SessionOrder } from "./job.ts";

/** What sessions in memory must know of the cloud around them. */
export interface MemorySessionParts {
  newId(): SessionId;
  now(): Date;
  /** How many of a session's jobs wait or run. */
  unfinished(id: SessionId): number;
  cancelWaiting(id: SessionId, reason: string): void;
}

/** The sessions of a cloud in memory. Nothing ticks here: what time has changed shows when a session is looked at. */
export class MemorySessions {
  readonly #sessions = new Map<SessionId, Session>();
  readonly #parts: MemorySessionParts;

  constructor(parts: MemorySessionParts) {
    this.#parts = parts;
  }

  open(caller: Caller, order: SessionOrder): Session {
    const session: Session = {
      ...order,
      id: this.#parts.newId(),
      organisationId: caller.organisationId,
      projectId: caller.projectId,
      createdBy: caller.personId,
      state: "pending",
      createdAt: this.#parts.now(),
      startedAt: null,
      expiresAt: null,
      acceptsJobs: true,
      activatedAt: null,
      lastJobStartedAt: null,
      lastJobFinishedAt: null,
      endedAt: null,
      endedBy: null,
      jobCount: 0,
      executionMs: 0,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  get(caller: Caller, id: SessionId): Session {
    const session = this.#sessions.get(id);
    if (!session || session.projectId !== caller.projectId) throw new NotFoundError("session", id);
    return this.#settled(session);
  }

  /** Newest first. */
  list(caller: Caller, { active }: { readonly active?: boolean }): Session[] {
    const own = [...this.#sessions.values()].filter(({ projectId }) => projectId === caller.projectId).toReversed();
    const settled = own.map((session) => this.#settled(session));
    return active === undefined ? settled : settled.filter(({ endedAt }) => (endedAt === null) === active);
  }

  /** Takes no more jobs, and ends once those it has are through. */
  close(caller: Caller, id: SessionId): Session {
    const session = this.get(caller, id);
    if (session.endedAt !== null) return session;
    return this.#settled(this.#change(session, { state: "closing", acceptsJobs: false, endedBy: caller.personId }));
  }

  end(caller: Caller, id: SessionId): Session {
    const session = this.get(caller, id);
    if (session.endedAt !== null) return session;
    return this.#end({ ...session, endedBy: caller.personId }, "The session was ended.");
  }

  /** Counts a new job in. Throws when the session does not take it. */
  admit(caller: Caller, id: SessionId, backendName: string): void {
    const session = this.get(caller, id);
    if (!session.acceptsJobs) throw new NaruError("conflict", `The session "${id}" has ended. Open a new one.`);
    if (session.backendName !== backendName) {
      throw new InvalidInputError(`The session "${id}" is for ${session.backendName}, not for ${backendName}.`);
    }
    const { maxJobs } = session.limits;
    if (maxJobs !== null && session.jobCount >= maxJobs) {
      throw new ForbiddenError(`The session "${id}" takes ${maxJobs} jobs and has them. Open a new one.`);
    }
    this.#change(session, { jobCount: session.jobCount + 1 });
  }

  /** A job of the session starts: with the first one, its time begins; after idling, it is active again. */
  started(id: SessionId, at: Date): void {
    const found = this.#sessions.get(id);
    const session = found && this.#settled(found);
    if (!session || session.endedAt !== null) return;
    const { maxSeconds } = session.limits;
    const expiresAt = maxSeconds === null ? null : new Date(at.getTime() + maxSeconds * 1000);
    this.#change(session, {
      lastJobStartedAt: at,
      ...(session.startedAt === null && { startedAt: at, expiresAt }),
      ...(session.state !== "active" && { activatedAt: at }),
      ...(session.state !== "closing" && { state: "active" as const }),
    });
  }

  /** A job of the session has ended, after so long a run. */
  finished(id: SessionId, at: Date, executionMs: number): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    this.#change(session, { lastJobFinishedAt: at, executionMs: session.executionMs + executionMs });
  }

  /** The session as time has left it. */
  #settled(session: Session): Session {
    if (session.endedAt !== null) return session;
    const now = this.#parts.now();
    if (session.expiresAt !== null && session.expiresAt <= now)
      return this.#end(session, "The session's time was over.");
    if (this.#parts.unfinished(session.id) > 0) return session;
    if (session.state === "closing") return this.#end(session, "");
    const { idleSeconds = null } = session.limits;
    const since = session.lastJobFinishedAt ?? session.activatedAt;
    if (session.state !== "active" || session.mode === "batch" || idleSeconds === null || since === null)
      return session;
    return now.getTime() - since.getTime() < idleSeconds * 1000
      ? session
      : this.#change(session, { state: "inactive" });
  }

  #end(session: Session, reason: string): Session {
    const ended = this.#change(session, { state: "closed", acceptsJobs: false, endedAt: this.#parts.now() });
    this.#parts.cancelWaiting(session.id, reason);
    return ended;
  }

  #change(session: Session, change: Partial<Session>): Session {
    const changed = { ...session, ...change };
    this.#sessions.set(session.id, changed);
    return changed;
  }
}
