import type { Random } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { SimulateResult } from "@naru/engine";
import type { Machine, NoiseSource } from "./machine.ts";
import type { Progress } from "./progress.ts";

/** One of the circuits that run in place of a circuit, and together give what it would have given. */
export interface Variant {
  readonly circuit: Circuit;
  readonly shots: number;
  /** Classical bits that are read the other way round, and are to be turned back. */
  readonly flipped: readonly number[];
}

/**
 * Makes the variants of a circuit as it runs on a machine (compiled or native), for so many shots in all. All have the
 * circuit's classical bits. Random choices are drawn from `random` alone.
 */
export type Vary = (circuit: Circuit, shots: number, random: Random) => Iterable<Variant>;

/** The circuit as it is. */
export const unvaried: Vary = (circuit, shots) => [{ circuit, shots, flipped: [] }];

/** What a variant gave. `memory` is present if it was asked for. */
export interface VariantResult {
  readonly variant: Variant;
  readonly result: SimulateResult;
}

/** Runs the variants of circuits on a machine. */
export class Runner {
  readonly #machine: Machine;
  readonly #noise: NoiseSource | null;
  readonly #vary: Vary;
  readonly #progress: Progress;

  constructor(machine: Machine, noise: NoiseSource | null, vary: Vary, progress: Progress) {
    this.#machine = machine;
    this.#noise = noise;
    this.#vary = vary;
    this.#progress = progress;
  }

  /** All shots of a prepared circuit, variant by variant. The same `random` gives the same shots. */
  async run(
    circuit: Circuit,
    shots: number,
    random: Random,
    { memory = false }: { readonly memory?: boolean } = {},
  ): Promise<VariantResult[]> {
    const results: VariantResult[] = [];
    const variants = [...this.#vary(circuit, shots, random.fork("variants"))];
    for (const [k, variant] of variants.entries()) {
      const result = await this.#machine.simulation.run(variant.circuit, {
        shots: variant.shots,
        seed: random.fork(k).bits32(),
        ...(memory && { memory }),
        ...(this.#noise && { noise: this.#noise.of(variant.circuit) }),
        stop: this.#progress.stop,
        onProgress: (done) => this.#progress.within((k + done) / variants.length),
      });
      results.push({ variant, result });
      this.#progress.check();
    }
    return results;
  }
}
