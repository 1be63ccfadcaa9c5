import type { Random } from "@naru/base";
import type { IsingModel } from "../model.ts";

/**
 * Isoenergetic cluster moves (Houdayer, Eur. Phys. J. B 22, 479 (2001); Zhu, Ochoa, Katzgraber, arXiv:1501.05630): a
 * connected set of spins in which two states differ changes places between them. The sum of the two energies stays.
 */
export class ClusterMoves {
  readonly #model: IsingModel;
  readonly #isIn: Uint8Array;
  readonly #waiting: Int32Array;

  constructor(model: IsingModel) {
    this.#model = model;
    this.#isIn = new Uint8Array(model.size);
    this.#waiting = new Int32Array(model.size);
  }

  /** Exchanges the cluster around a random spin of those that differ; returns its size, 0 if none differ. */
  exchange(a: Int8Array, b: Int8Array, random: Random): number {
    const { size, starts, neighbours } = this.#model;
    const [isIn, waiting] = [this.#isIn, this.#waiting];
    let differing = 0;
    for (let i = 0; i < size; i++) if (a[i] !== b[i]) waiting[differing++] = i;
    if (differing === 0) return 0;
    const first = waiting[random.below(differing)]!;
    isIn.fill(0);
    isIn[first] = 1;
    waiting[0] = first;
    let known = 1;
    for (let next = 0; next < known; next++) {
      const i = waiting[next]!;
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        const j = neighbours[k]!;
        if (isIn[j] === 1 || a[j] === b[j]) continue;
        isIn[j] = 1;
        waiting[known++] = j;
      }
    }
    for (let next = 0; next < known; next++) {
      const i = waiting[next]!;
      const spin = a[i]!;
      a[i] = b[i]!;
      b[i] = spin;
    }
    return known;
  }
}
