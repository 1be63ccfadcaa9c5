/**
 * How threads agree on the passes of one batch: words in shared memory. The leader writes what a pass needs, opens it,
 * and takes tiles like everybody else; when all have found no tile left, it goes on to the next.
 */
export class Teamwork {
  readonly #words: Int32Array;
  readonly #at: number;

  /** `control` is the address of five words. */
  constructor(words: Int32Array, control: number) {
    this.#words = words;
    this.#at = control / 4;
  }

  /** Leader: before a batch, while no helper is at work. */
  reset(): void {
    for (let word = 0; word < 5; word++) Atomics.store(this.#words, this.#at + word, 0);
  }

  /** Leader: lets the helpers into pass `pass` (0, 1, …). */
  open(pass: number): void {
    Atomics.store(this.#words, this.#at + nextTile, 0);
    Atomics.store(this.#words, this.#at + opened, pass + 1);
    Atomics.notify(this.#words, this.#at + opened);
  }

  takeTile(): number {
    return Atomics.add(this.#words, this.#at + nextTile, 1);
  }

  /** Helper: waits until a pass is open; false if the batch was given up instead. */
  waitForPass(pass: number): boolean {
    for (let spin = 0; !this.isGivenUp; spin++) {
      if (Atomics.load(this.#words, this.#at + opened) > pass) return true;
      if (spin >= spins) this.#sleep(opened);
    }
    return false;
  }
  /** Helper: there is no tile left for it. */
  finishPass(): void {
    this.#count(finished);
  }
  /** Helper: it touches nothing any more until the next batch. */
  leave(): void {
    this.#count(left);
  }

  /** Leader: whether so many helpers have finished pass `pass`. */
  isFinished(pass: number, helpers: number): boolean {
    return Atomics.load(this.#words, this.#at + finished) >= (pass + 1) * helpers;
  }
  /** Leader: whether so many helpers have left. */
  haveLeft(helpers: number): boolean {
    return Atomics.load(this.#words, this.#at + left) >= helpers;
  }
  /** Leader: sleeps until another helper has finished or left, or for a moment. */
  sleep(word: "finished" | "left"): void {
    this.#sleep(word === "finished" ? finished : left);
  }

  /** Leader: nobody is to begin another tile. */
  giveUp(): void {
    Atomics.store(this.#words, this.#at + givenUp, 1);
    Atomics.notify(this.#words, this.#at + opened);
  }
  get isGivenUp(): boolean {
    return Atomics.load(this.#words, this.#at + givenUp) !== 0;
  }

  #count(word: number): void {
    Atomics.add(this.#words, this.#at + word, 1);
    Atomics.notify(this.#words, this.#at + word);
  }

  /** A change between the look and the sleep is not lost: the sleep ends after a moment at the latest. */
  #sleep(word: number): void {
    const at = this.#at + word;
    Atomics.wait(this.#words, at, Atomics.load(this.#words, at), longestSleepMs);
  }
}

const [nextTile, opened, finished, givenUp, left] = [0, 1, 2, 3, 4];
/** Most waits are short; this many looks take about ten microseconds. */
export const spins = 2000;
/** A word that changes wakes a sleeper at once; this bounds the time to notice that the run is to stop. */
const longestSleepMs = 5;
