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
    this.#waitFor(
      opened,
      (value) => value > pass || this.isGivenUp,
      () => {},
    );
    return !this.isGivenUp;
  }
  /** Helper: there is no tile left for it. */
  finishPass(): void {
    this.#count(finished);
  }
  /** Helper: it touches nothing any more until the next batch. */
  leave(): void {
    this.#count(left);
  }

  /** Leader: waits until `helpers` helpers have finished pass `pass`; calls `look` now and then. */
  waitForHelpers(pass: number, helpers: number, look: () => void): void {
    this.#waitFor(finished, (value) => value >= (pass + 1) * helpers, look);
  }
  /** Leader: waits until all helpers have left. */
  waitForLeaving(helpers: number): void {
    this.#waitFor(
      left,
      (value) => value >= helpers,
      () => {},
    );
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

  /** Spins for a moment, as most waits are short, then sleeps in short turns. */
  #waitFor(word: number, isReached: (value: number) => boolean, look: () => void): void {
    const at = this.#at + word;
    for (let spin = 0; ; spin++) {
      const value = Atomics.load(this.#words, at);
      if (isReached(value)) return;
      if (spin < spins) continue;
      look();
      Atomics.wait(this.#words, at, value, longestSleepMs);
    }
  }
}

const [nextTile, opened, finished, givenUp, left] = [0, 1, 2, 3, 4];
/** About ten microseconds. */
const spins = 2000;
/** A word that changes wakes the sleeper at once; this bounds the time to notice that the run is to stop. */
const longestSleepMs = 20;
