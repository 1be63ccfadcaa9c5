import { greatestField, type IsingModel, localField } from "../model.ts";

/** With more neighbours to a spin than this part of all, looking through all spins costs no more than what a turn changes. */
const scannedPart = 1 / 16;

/** Less than this part of the greatest local field is no gain: sums of rounded numbers may show it, for ever. */
const leastPart = 1e-14;

/**
 * Descends in a state of n spins, in place. Gains s_i · (h_i + Σ J_ij s_j) of all spins are kept, and, where turns change
 * few of them, a heap of the spins with the greatest on top.
 */
export class Descender {
  readonly #model: IsingModel;
  readonly #gains: Float64Array;
  readonly #isScanned: boolean;
  readonly #margin: number;
  /** Spins, so that the gain of none is above that of the one at (place − 1) >> 1; and where each spin is. */
  readonly #heap: Int32Array;
  readonly #placeOf: Int32Array;
  #spins: Int8Array = new Int8Array();

  constructor(model: IsingModel) {
    const { size, couplings } = model;
    this.#model = model;
    this.#gains = new Float64Array(size);
    this.#isScanned = couplings.length >= scannedPart * size * size;
    this.#margin = leastPart * greatestField(model);
    this.#heap = new Int32Array(this.#isScanned ? 0 : size);
    this.#placeOf = new Int32Array(this.#isScanned ? 0 : size);
  }

  begin(spins: Int8Array): void {
    const { size } = this.#model;
    this.#spins = spins;
    for (let i = 0; i < size; i++) this.#gains[i] = spins[i]! * localField(this.#model, spins, i);
    if (this.#isScanned) return;
    for (let i = 0; i < size; i++) this.#heap[i] = this.#placeOf[i] = i;
    for (let place = (size >> 1) - 1; place >= 0; place--) this.#sink(place);
  }

  /** Turns up to so many spins; true when there is nothing left to gain. */
  run(turns: number): boolean {
    for (let turn = 0; turn < turns; turn++) {
      const i = this.#best();
      if (i < 0) return true;
      this.#turn(i);
    }
    return false;
  }

  /** The spin that gains most; −1 if none does. */
  #best(): number {
    const gains = this.#gains;
    if (!this.#isScanned) {
      const top = this.#heap[0];
      return top !== undefined && gains[top]! > this.#margin ? top : -1;
    }
    let [best, most] = [-1, this.#margin];
    for (let i = 0; i < gains.length; i++) {
      if (gains[i]! > most) {
        most = gains[i]!;
        best = i;
      }
    }
    return best;
  }

  #turn(i: number): void {
    const { starts, neighbours, couplings } = this.#model;
    const [spins, gains] = [this.#spins, this.#gains];
    const spin = -spins[i]!;
    spins[i] = spin;
    gains[i] = -gains[i]!;
    if (!this.#isScanned) this.#move(this.#placeOf[i]!);
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const j = neighbours[k]!;
      gains[j]! += 2 * spin * spins[j]! * couplings[k]!;
      if (!this.#isScanned) this.#move(this.#placeOf[j]!);
    }
  }

  /** Whether spin a is to lie above spin b. */
  #isBetter(a: number, b: number): boolean {
    const difference = this.#gains[a]! - this.#gains[b]!;
    return difference > 0 || (difference === 0 && a < b);
  }

  #move(place: number): void {
    const heap = this.#heap;
    const spin = heap[place]!;
    let to = place;
    while (to > 0) {
      const above = (to - 1) >> 1;
      if (!this.#isBetter(spin, heap[above]!)) break;
      this.#put(heap[above]!, to);
      to = above;
    }
    this.#put(spin, to);
    if (to === place) this.#sink(place);
  }

  #sink(place: number): void {
    const heap = this.#heap;
    const spin = heap[place]!;
    let to = place;
    for (;;) {
      let below = 2 * to + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && this.#isBetter(heap[below + 1]!, heap[below]!)) below++;
      if (!this.#isBetter(heap[below]!, spin)) break;
      this.#put(heap[below]!, to);
      to = below;
    }
    this.#put(spin, to);
  }

  #put(spin: number, place: number): void {
    this.#heap[place] = spin;
    this.#placeOf[spin] = place;
  }
}
