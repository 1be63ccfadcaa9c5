import { ForbiddenError, InvalidInputError, NotFoundError, type SessionId } from "@naru/base";
import type { Caller, Session, SessionOrder } from "./job.ts";

/** The sessions of a cloud in memory. */
export class MemorySessions {
  readonly #sessions = new Map<SessionId, Session>();
  readonly #newId: () => SessionId;

  constructor(newId: () => SessionId) {
    this.#newId = newId;
  }

  open(caller: Caller, order: SessionOrder): Session {
    const createdAt = new Date();
    const { maxSeconds } = order.limits;
    const session: Session = {
      ...order,
      id: this.#newId(),
      organisationId: caller.organisationId,
      projectId: caller.projectId,
      createdBy: caller.personId,
      state: "pending",
      createdAt,
      startedAt: null,
      expiresAt: maxSeconds === null ? null : new Date(createdAt.getTime() + maxSeconds * 1000),
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
    return session;
  }

  list(caller: Caller, { active }: { readonly active?: boolean }): Session[] {
    const own = [...this.#sessions.values()].filter(({ projectId }) => projectId === caller.projectId);
    return active === undefined ? own : own.filter(({ endedAt }) => (endedAt === null) === active);
  }

  end(caller: Caller, id: SessionId): Session {
    const session = this.get(caller, id);
    if (session.endedAt !== null) return session;
    return this.#change(session, { state: "closed", endedAt: new Date(), endedBy: caller.personId });
  }

  /** Counts a new job in. Throws when the session does not take it. */
  admit(caller: Caller, id: SessionId, backendName: string): void {
    const session = this.get(caller, id);
    if (session.endedAt !== null) throw new InvalidInputError(`The session "${id}" has ended. Open a new one.`);
    if (session.backendName !== backendName) {
      throw new InvalidInputError(`The session "${id}" is for ${session.backendName}, not for ${backendName}.`);
    }
    const { maxJobs } = session.limits;
    if (maxJobs !== null && session.jobCount >= maxJobs) {
      throw new ForbiddenError(`The session "${id}" takes ${maxJobs} jobs and has them. Open a new one.`);
    }
    this.#change(session, { jobCount: session.jobCount + 1 });
  }

  started(id: SessionId, startedAt: Date): void {
    const session = this.#sessions.get(id);
    if (session?.startedAt === null && session.endedAt === null) this.#change(session, { state: "active", startedAt });
  }

  used(id: SessionId, milliseconds: number): void {
    const session = this.#sessions.get(id);
    if (session) this.#change(session, { executionMs: session.executionMs + milliseconds });
  }

  #change(session: Session, change: Partial<Session>): Session {
    const changed = { ...session, ...change };
    this.#sessions.set(session.id, changed);
    return changed;
  }
}
