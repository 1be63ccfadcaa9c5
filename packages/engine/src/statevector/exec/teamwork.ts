/**
 * How threads share the work of a batch: rounds, one after the other, of tasks that any thread may take. The leader opens a
 * round and takes tasks like everybody else; when all are done, it goes on to the next. Helpers come and go as they like:
 * who is late finds what is open by then, or that the batch is over.
 *
 * One word of shared memory says which batch and round is open and which task is next, so that a task is taken for the
 * round it belongs to or not at all. Another counts the tasks that are done.
 */
export class Teamwork {
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #batch: number;

  /** `control` is the address of 8 bytes, and 4 more for each helper. Numbers of batches may wrap around. */
  constructor(words: Int32Array, control: number, batch: number) {
    this.#words = words;
    this.#at = control / 4;
    this.#batch = batch & batchMask;
  }

  /** Leader: begins the batch, with no task to take yet. The one before, if it used the same words, is over. */
  begin(): void {
    Atomics.store(this.#words, this.#at + next, this.#packed(0, noTask));
  }

  /** Leader: opens a round, counted from 0. */
  open(round: number): void {
    Atomics.store(this.#words, this.#at + done, 0);
    Atomics.store(this.#words, this.#at + next, this.#packed(round, 0));
    Atomics.notify(this.#words, this.#at + next);
  }

  /**
   * Takes a task of the open round; `tasks[r]` is how many round r has. Returns what `roundOf` and `taskOf` read, or
   * `nothingNow`, or `batchIsOver`.
   */
  take(tasks: readonly number[]): number {
    for (;;) {
      const seen = Atomics.load(this.#words, this.#at + next);
      if (!this.#isOpen(seen)) return batchIsOver;
      if (taskOf(seen) >= tasks[roundOf(seen)]) return nothingNow;
      if (Atomics.compareExchange(this.#words, this.#at + next, seen, seen + 1) === seen) return seen;
    }
  }

  /** A task that was taken is done, or given up. */
  finish(): void {
    Atomics.add(this.#words, this.#at + done, 1);
    Atomics.notify(this.#words, this.#at + done);
  }

  /** Leader: whether so many tasks of the round are done. */
  areDone(tasks: number): boolean {
    return Atomics.load(this.#words, this.#at + done) >= tasks;
  }
  /** Leader: sleeps until another task is done, or for a moment. */
  sleepUntilDone(): void {
    this.#sleep(done, Atomics.load(this.#words, this.#at + done));
  }

  /** Leader: ends the batch, and returns how many tasks of the open round were taken; they may still be at work. */
  close(): number {
    const seen = Atomics.exchange(this.#words, this.#at + next, this.#packed(closedRound, 0));
    Atomics.notify(this.#words, this.#at + next);
    return taskOf(seen) === noTask ? 0 : taskOf(seen);
  }

  get isOver(): boolean {
    return !this.#isOpen(Atomics.load(this.#words, this.#at + next));
  }

  /** Helper `thread` (1, 2, …): about to take a task, or through with it, so that the leader knows should it die. */
  setBusy(thread: number, isBusy: boolean): void {
    Atomics.store(this.#words, this.#at + busy + thread, isBusy ? 1 : 0);
  }
  isBusy(thread: number): boolean {
    return Atomics.load(this.#words, this.#at + busy + thread) === 1;
  }

  /** Helper: waits until there may be a task again, or the batch is over. */
  wait(tasks: readonly number[]): void {
    for (let spin = 0; ; spin++) {
      const seen = Atomics.load(this.#words, this.#at + next);
      if (!this.#isOpen(seen) || taskOf(seen) < tasks[roundOf(seen)]) return;
      if (spin >= spins) this.#sleep(next, seen);
    }
  }

  #isOpen(word: number): boolean {
    return word >>> (taskBits + roundBits) === this.#batch && roundOf(word) !== closedRound;
  }
  #packed(round: number, task: number): number {
    return (((this.#batch << roundBits) | round) << taskBits) | task;
  }
  #sleep(word: number, seen: number): void {
    Atomics.wait(this.#words, this.#at + word, seen, longestSleepMs);
  }
}

export const nothingNow = -1;
export const batchIsOver = -2;

/** 8 bits of the batch's number, 6 of the round's, 17 of the task's. */
const taskBits = 17;
const roundBits = 6;
const batchMask = 255;
const noTask = 2 ** taskBits - 1;
const closedRound = 2 ** roundBits - 1;

/** Most rounds of a batch, and most tasks of a round. */
export const mostRounds = closedRound;
export const mostTasks = noTask;

export const roundOf = (taken: number): number => (taken >>> taskBits) & closedRound;
export const taskOf = (taken: number): number => taken & noTask;

const [next, done, busy] = [0, 1, 1];
/** Most waits are short; this many looks take about ten microseconds. */
export const spins = 2000;
/** A word that changes wakes a sleeper at once; this bounds the time to notice that the run is to stop. */
const longestSleepMs = 5;
