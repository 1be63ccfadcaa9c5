import { exp, type Random } from "@naru/base";
import type { IsingModel } from "../model.ts";
import { ClusterMoves } from "./clusters.ts";
import type { Replicas } from "./replicas.ts";

/**
 * Parallel tempering: replicas at a ladder of inverse temperatures, of which neighbours change places (Hukushima and Nemoto,
 * J. Phys. Soc. Jpn. 65, 1604 (1996)). `copies` replicas are at each step of the ladder; with 2, states of the colder half
 * also exchange clusters.
 */
export class Ladder {
  readonly #model: IsingModel;
  readonly #replicas: Replicas;
  readonly #betas: Float64Array;
  readonly #copies: 1 | 2;
  readonly #random: Random;
  /** The replica of each step of each copy, and the other way round their inverse temperatures. */
  readonly #replicaAt: Int32Array;
  readonly #betaOf: Float64Array;
  readonly #clusters: ClusterMoves;
  readonly #pair: readonly [Int8Array, Int8Array];
  readonly energies: Float64Array;

  /** `betas` ascend; `replicas` are as many as there are steps and copies. */
  constructor(model: IsingModel, replicas: Replicas, betas: Float64Array, copies: 1 | 2, random: Random) {
    this.#model = model;
    this.#replicas = replicas;
    this.#betas = betas;
    this.#copies = copies;
    this.#random = random;
    this.#replicaAt = Int32Array.from({ length: betas.length * copies }, (_, k) => k);
    this.#betaOf = Float64Array.from({ length: betas.length * copies }, (_, k) => betas[k % betas.length]!);
    this.#clusters = new ClusterMoves(model);
    this.#pair = [new Int8Array(model.size), new Int8Array(model.size)];
    this.energies = new Float64Array(replicas.count);
  }

  /** Sweeps, then cluster moves, then exchanges of neighbours. Returns the replica of least energy. */
  round(sweeps: number): number {
    this.#replicas.sweep(sweeps, this.#betaOf);
    if (this.#copies === 2) this.#exchangeClusters();
    this.#replicas.energies(this.energies);
    for (let copy = 0; copy < this.#copies; copy++) this.#exchangeNeighbours(copy);
    return this.energies.indexOf(Math.min(...this.energies));
  }

  /** The replica at a step of the ladder, 0 for the hottest. */
  replicaAt(step: number, copy = 0): number {
    return this.#replicaAt[copy * this.#betas.length + step]!;
  }

  #exchangeNeighbours(copy: number): void {
    const steps = this.#betas.length;
    const from = copy * steps;
    for (let step = this.#random.below(2); step + 1 < steps; step += 2) {
      const [hot, cold] = [this.#replicaAt[from + step]!, this.#replicaAt[from + step + 1]!];
      const gain = (this.#betas[step + 1]! - this.#betas[step]!) * (this.energies[cold]! - this.energies[hot]!);
      if (gain < 0 && this.#random.uniform() >= exp(gain)) continue;
      this.#replicaAt[from + step] = cold;
      this.#replicaAt[from + step + 1] = hot;
      this.#betaOf[cold] = this.#betas[step]!;
      this.#betaOf[hot] = this.#betas[step + 1]!;
    }
  }

  #exchangeClusters(): void {
    const [a, b] = this.#pair;
    const steps = this.#betas.length;
    const mostTurned = this.#model.size / 2;
    for (let step = steps >> 1; step < steps; step++) {
      const [first, second] = [this.replicaAt(step, 0), this.replicaAt(step, 1)];
      this.#replicas.read(first, a);
      this.#replicas.read(second, b);
      // A cluster of most of the spins only swaps the two states, nearly.
      const turned = this.#clusters.exchange(a, b, this.#random);
      if (turned === 0 || turned > mostTurned) continue;
      this.#replicas.write(first, a);
      this.#replicas.write(second, b);
    }
  }
}
