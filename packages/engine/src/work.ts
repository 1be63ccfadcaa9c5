import type { Pacer } from "./pacer.ts";

/** Work that gives way now and then, so that a long calculation can be stopped and lets its thread do other things. */
export type Work<Result> = Generator<undefined, Result, undefined>;

/** Does all of it at once; `look` is called wherever the work gives way, and may throw to stop it. */
export function finish<Result>(work: Work<Result>, look?: () => void): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    look?.();
  }
}

/** Does all of it with pauses, `done` being the progress meanwhile. */
export async function finishPaced<Result>(work: Work<Result>, pacer: Pacer, done: () => number): Promise<Result> {
  for (;;) {
    const { done: isDone, value } = work.next();
    if (isDone) return value;
    pacer.check(done());
    if (pacer.isPauseDue()) await pacer.pause();
  }
}
