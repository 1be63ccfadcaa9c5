import type { KeyId } from "@naru/base";
import { NaruError } from "@naru/base";
import { statusOf } from "./errors.ts";

/** How long an identical request is taken for another job's: programs that submit in parallel send within this time. */
const patienceMs = 2_000;
/** An answer that took so long may have found nobody waiting: proxies give up after 30 s and more. */
const slowMs = 10_000;
/** For how long a slow answer is given again: the client repeats after 16 s at most. */
const repeatedMs = 60_000;
/** For how long a request that met a fault of ours may be repeated under its key. */
const keptMs = 600_000;
/** Attempts that are remembered: those that are open, were slow or failed; as large as an answer. */
const mostKept = 10_000;

interface Attempt<Answer> {
  readonly idempotencyKey: string;
  readonly startedMs: number;
  state: "open" | "answered" | "failed";
  /** When it was answered or failed. */
  endedMs: number;
  readonly answer: Promise<Answer>;
}

/**
 * Tells repeats from new jobs. The client repeats `POST /jobs` after a 5xx, ours or a proxy's, without a sign that it
 * does; and a user may submit the same circuit twice. So a body that comes again from the same key is a repeat
 *
 * - while the first is still being answered, 2 s after it came or later;
 * - within a minute of an answer that took longer than 10 s, since who asked may not have waited for it;
 * - within ten minutes of an answer 5xx: it may have been accepted in spite of that, and is then not accepted again.
 *
 * Everything else is a new job: who got an answer does not repeat. This is kept in memory; a process that ends between
 * accepting a job and answering is not covered.
 */
export class Submissions<Answer> {
  /** By the digest of the key and the body; oldest first. */
  readonly #attempts = new Map<string, Attempt<Answer>>();

  /** The answer to a body: the first one's for a repeat, otherwise what `submit` gives. */
  async accept(keyId: KeyId, body: string, submit: (idempotencyKey: string) => Promise<Answer>): Promise<Answer> {
    const nowMs = Date.now();
    const name = await digestOf(`${keyId}\n${body}`);
    const earlier = this.#attempts.get(name);
    if (earlier && isRepeat(earlier, nowMs)) return earlier.answer;
    const idempotencyKey = earlier?.state === "failed" ? earlier.idempotencyKey : crypto.randomUUID();
    const attempt: Attempt<Answer> = {
      idempotencyKey,
      startedMs: nowMs,
      state: "open",
      endedMs: nowMs,
      answer: submit(idempotencyKey),
    };
    this.#attempts.delete(name);
    this.#attempts.set(name, attempt);
    this.#forgetOld(nowMs);
    const forget = () => {
      if (this.#attempts.get(name) === attempt) this.#attempts.delete(name);
    };
    try {
      const answer = await attempt.answer;
      attempt.state = "answered";
      if (Date.now() - nowMs < slowMs) forget();
      return answer;
    } catch (thrown) {
      attempt.state = "failed";
      if (!isFaultOfOurs(thrown)) forget();
      throw thrown;
    } finally {
      attempt.endedMs = Date.now();
    }
  }

  #forgetOld(nowMs: number): void {
    for (const [name, { state, endedMs }] of this.#attempts) {
      const isOld = state !== "open" && nowMs - endedMs > keptMs;
      if (!isOld && this.#attempts.size <= mostKept) break;
      this.#attempts.delete(name);
    }
  }
}

function isRepeat({ state, startedMs, endedMs }: Attempt<unknown>, nowMs: number): boolean {
  if (state === "open") return nowMs - startedMs >= patienceMs;
  return state === "answered" && nowMs - endedMs < repeatedMs;
}

const isFaultOfOurs = (thrown: unknown): boolean => !(thrown instanceof NaruError) || statusOf[thrown.code] >= 500;

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(digest));
}
