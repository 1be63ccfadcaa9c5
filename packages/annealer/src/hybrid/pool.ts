/** States that a search keeps: the best of different ones, the best first. */
export class Pool {
  readonly #most: number;
  readonly #kept: Kept[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** The best; undefined if there is none. */
  get best(): Kept | undefined {
    return this.#kept[0];
  }

  get kept(): readonly Kept[] {
    return this.#kept;
  }

  /** Takes a copy of a state, unless it holds it already or only better ones. Returns whether it is the best now. */
  offer(state: ArrayLike<number>, energy: number, violation = 0): boolean {
    const isBetter = (a: Kept) => violation < a.violation || (violation === a.violation && energy < a.energy);
    const place = this.#kept.findIndex(isBetter);
    const at = place < 0 ? this.#kept.length : place;
    if (at >= this.#most || this.#kept.some((other) => areSame(other.state, state))) return false;
    this.#kept.splice(at, 0, { state: new Float64Array(state), energy, violation });
    if (this.#kept.length > this.#most) this.#kept.pop();
    return at === 0;
  }
}

export interface Kept {
  readonly state: Float64Array;
  readonly energy: number;
  /** 0 for feasible states. */
  readonly violation: number;
}

function areSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
