import { setTimeout as sleep } from "node:timers/promises";
import { NaruError } from "@naru/base";
import type { Caller } from "@naru/dialect";
import { type Log, newId, type Platform } from "../config/index.ts";
import type { Database } from "../db/index.ts";
import {
  type AttemptId,
  deleteAttempt,
  deleteOldAttempts,
  endAttempt,
  insertAttempt,
  type KnownAttempt,
  resumeAttempt,
} from "./attempt-store.ts";

/** A request that is being answered. */
export interface OngoingRequest {
  readonly id: string;
  /** When all of it was here, in milliseconds since 1970. */
  readonly arrivedMs: number;
  /** Whether nobody is there any more to answer to. */
  isLost(): boolean;
  /** Resolves when nothing more is sent: whether an answer that is no fault of ours went out to somebody. */
  over(): Promise<boolean>;
}

export interface Attempt {
  /** Serves as the idempotency key of the job. */
  readonly id: AttemptId;
  /** Whether the job may be there already. */
  readonly isRepeat: boolean;
}

/** What comes again within this time, while the first is being answered here, is sent by a program that submits in parallel. */
const parallelMs = 2_000;
/** What another process began and did not answer for so long is taken for given up: accepting takes a fraction of it. */
const givenUpMs = 5_000;
const lookAgainMs = 100;
/** For how long an attempt without an answer may be repeated: clients give up within minutes. */
const keptMs = 600_000;

/** Attempts that this process answers. */
interface Open {
  readonly arrivedMs: number;
  readonly requests: Set<OngoingRequest>;
  /** Its deletion is under way. */
  isAnswered: boolean;
}

interface Parts {
  readonly database: Pick<Database, "kysely">;
  readonly platform: Platform;
  readonly log: Log;
  request(): OngoingRequest | null;
}

/**
 * Tells repeats of submissions from new ones. Vendors' clients repeat a request without saying so when a server or a
 * proxy fails; and users submit the same circuit twice, also at the same time, and want two jobs. Who got an answer does
 * not repeat. So what the same key sends again is a repeat of an attempt
 *
 * - that ended without an answer: with a fault of ours, or after the connection was lost;
 * - that this process is still answering, if it comes two seconds or more after the first;
 * - that another process, or this one before it was started again, began and has not answered within five seconds;
 *   what comes earlier waits for that.
 *
 * Attempts are kept in the database, for ten minutes at most, so that all this holds across processes and restarts.
 */
export class Attempts {
  readonly #parts: Parts;
  readonly #open = new Map<AttemptId, Open>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The attempt that this submission is, new or gone on with, until its request is over. Null outside of requests, where
   * nobody repeats. Throws `cancelled` where nobody waits for the answer any more: a repeat may have been answered already.
   *
   * @param requestHash of what was sent, as far as it matters
   */
  async begin({ keyId }: Pick<Caller, "keyId">, requestHash: Uint8Array): Promise<Attempt | null> {
    const { database, platform } = this.#parts;
    const request = this.#parts.request();
    if (request === null) return null;
    let anyway = false;
    for (let looks = 0; ; looks++) {
      if (request.isLost()) throw new NaruError("cancelled", "The connection was lost before the job was accepted.");
      const now = platform.clock.now();
      const keptUntil = new Date(now.getTime() + keptMs);
      const id: AttemptId = newId(platform);
      // Open before it is written, so that nobody here finds it and takes it for another process's.
      this.#open.set(id, { arrivedMs: request.arrivedMs, requests: new Set([request]), isAnswered: false });
      const fresh = { id, keyId, requestHash, beganAt: now, keptUntil };
      const earlier: KnownAttempt[] = await insertAttempt(database.kysely, fresh, { anyway }).catch((error) => {
        this.#open.delete(id);
        throw error;
      });
      if (earlier.length === 0) {
        this.#settleAfter(request, id);
        return { id, isRepeat: false };
      }
      this.#open.delete(id);
      const repeated = earlier.find((each) => this.#isRepeated(each, request, looks > 1));
      if (repeated && (await this.#goOn(repeated, request))) return { id: repeated.id, isRepeat: true };
      if (repeated) continue;
      const others = earlier.filter(({ id: known }) => !this.#open.get(known)?.requests.has(request));
      // That a connection was lost may be told a little later than its repeat comes.
      anyway = others.every(({ id: known }) => this.#open.has(known)) && (looks > 0 || others.length === 0);
      if (!anyway) await this.#pause(others);
    }
  }

  /** Forgets what nobody repeats any more. */
  sweep(): Promise<void> {
    return deleteOldAttempts(this.#parts.database.kysely, this.#parts.platform.clock.now());
  }

  /** Until one of these is over here, and not for long. */
  async #pause(attempts: readonly KnownAttempt[]): Promise<void> {
    const here = attempts.flatMap(({ id }) => [...(this.#open.get(id)?.requests ?? [])]);
    await Promise.race([sleep(lookAgainMs), ...here.map((request) => request.over())]);
  }

  #nowMs(): number {
    return this.#parts.platform.clock.now().getTime();
  }

  #isRepeated({ id, beganAt, isOver }: KnownAttempt, request: OngoingRequest, waited: boolean): boolean {
    const open = this.#open.get(id);
    if (!open) return isOver || (waited && this.#nowMs() - beganAt.getTime() >= givenUpMs);
    // A request may hold the same problem twice; and the later one may have been read sooner.
    const apartMs = Math.abs(request.arrivedMs - open.arrivedMs);
    return !open.isAnswered && !open.requests.has(request) && apartMs >= parallelMs;
  }

  async #goOn(attempt: KnownAttempt, request: OngoingRequest): Promise<boolean> {
    const open = this.#open.get(attempt.id);
    if (open) {
      open.requests.add(request);
    } else {
      const now = this.#parts.platform.clock.now();
      const keptUntil = new Date(now.getTime() + keptMs);
      if (!(await resumeAttempt(this.#parts.database.kysely, attempt, now, keptUntil))) return false;
      this.#open.set(attempt.id, { arrivedMs: request.arrivedMs, requests: new Set([request]), isAnswered: false });
    }
    this.#settleAfter(request, attempt.id);
    return true;
  }

  #settleAfter(request: OngoingRequest, id: AttemptId): void {
    request
      .over()
      .then((isAnswered) => this.#settle(request, id, isAnswered))
      .catch((error) => this.#parts.log.warn({ error }, "the end of a submission could not be written down"));
  }

  async #settle(request: OngoingRequest, id: AttemptId, isAnswered: boolean): Promise<void> {
    const { kysely } = this.#parts.database;
    const open = this.#open.get(id);
    open?.requests.delete(request);
    const isLast = !open?.requests.size;
    if (isAnswered) {
      if (open) open.isAnswered = true;
      // Known here until it is gone, so that nobody takes it for another process's.
      await deleteAttempt(kysely, id).finally(() => isLast && this.#open.delete(id));
    } else if (isLast && !open?.isAnswered) {
      this.#open.delete(id);
      await endAttempt(kysely, id, new Date(this.#nowMs() + keptMs));
    }
  }
}
