/** A state by its number: bit i is 1 where spin i is 1. */
export interface NumberedState {
  readonly energy: number;
  readonly index: number;
}

/** Keeps so many states of least energy of all that it is offered. */
export class LowestStates {
  readonly #most: number;
  readonly #margin: number;
  #states: NumberedState[] = [];
  #threshold = Number.POSITIVE_INFINITY;

  constructor(most: number, margin: number) {
    this.#most = most;
    this.#margin = margin;
  }

  /** States that are not below it are not wanted any more. */
  get threshold(): number {
    return this.#threshold;
  }

  offer(energy: number, index: number): void {
    if (energy >= this.#threshold) return;
    this.#states.push({ energy, index });
    if (this.#states.length >= 2 * this.#most) this.#select();
  }

  /** The least energy first, of equals the lowest number. */
  sorted(): readonly NumberedState[] {
    this.#select();
    return this.#states;
  }

  #select(): void {
    this.#states.sort((a, b) => a.energy - b.energy || a.index - b.index);
    this.#states = this.#states.slice(0, this.#most);
    const worst = this.#states[this.#most - 1];
    if (worst) this.#threshold = worst.energy - this.#margin;
  }
}
