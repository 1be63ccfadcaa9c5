import { type Random, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { MethodName, SimulateOptions, SimulateResult } from "@naru/engine";
import type { RunCost } from "./cost-sum.ts";
import type { Machine, NoiseSource } from "./machine.ts";
import type { Progress } from "./progress.ts";
import { tallyBytes } from "./result-size.ts";

/** One of the circuits that run in place of a circuit, and together give what it would have given. */
export interface Variant extends VariantReading {
  readonly circuit: Circuit;
}

/** How what a variant gave is to be read. */
export interface VariantReading {
  readonly shots: number;
  /** Classical bits that are read the other way round, and are to be turned back. */
  readonly flipped: readonly number[];
  /** How many times the noise of the circuit is present. */
  readonly noiseFactor: number;
}

/** A way to make variants of circuits as they run on a machine (compiled or native). */
export interface Vary {
  /** Whether variants are twirled. */
  readonly isTwirled: boolean;
  /** How many variants so many shots of a circuit are spread over. */
  countOf(shots: number): number;
  /** How many circuits run for them: one, where all would do the same. */
  runsOf(shots: number): number;
  /**
   * Makes them one by one. All have the circuit's classical bits. Random choices are drawn from `random` alone. Throws for
   * circuits that it cannot vary, with the first.
   */
  variants(circuit: Circuit, shots: number, random: Random): Iterable<Variant>;
}

/** The circuit as it is. */
export const unvaried: Vary = {
  isTwirled: false,
  countOf: () => 1,
  runsOf: () => 1,
  variants: (circuit, shots) => [{ circuit, shots, flipped: [], noiseFactor: 1 }],
};

/** What a variant gave. `memory` is present if it was asked for. */
export interface VariantResult {
  readonly variant: VariantReading;
  readonly result: SimulateResult;
}

/**
 * To make a variant, and under noise to look at it before it runs, for each operation (Node 24, one core of a busy machine).
 */
const secondsOfVariedOperation = 1e-6;
const secondsOfLook = 1e-5;

/** What all variants of a circuit take together: so many times what the first takes. Throws when it cannot be varied. */
export function costOfVariants(
  { simulation }: Machine,
  noise: NoiseSource | null,
  vary: Vary,
  circuit: Circuit,
  shots: number,
  { random, memory = false }: { readonly random: Random; readonly memory?: boolean },
): RunCost {
  const [first] = vary.variants(circuit, shots, random);
  if (!first) return { seconds: 0, bytes: 0, method: "none", why: "there are no shots" };
  const cost = simulation.estimate(first.circuit, {
    shots: first.shots,
    seed: 0,
    ...(memory && { memory }),
    ...(noise && { noise: noise.of(first.circuit) }),
  });
  const bytes = cost.bytes + tallyBytes(first.shots, first.circuit.clbitCount);
  if (vary === unvaried) return { ...cost, bytes };
  const making = (secondsOfVariedOperation + (noise ? secondsOfLook : 0)) * first.circuit.operations.length;
  return { ...cost, bytes, seconds: (cost.seconds + making) * vary.runsOf(shots) };
}

export interface RunOptions {
  readonly memory?: boolean;
  /** In place of the runner's own. */
  readonly vary?: Vary;
  /** For runs of circuits of the same shape. */
  readonly hint?: MethodHint;
}

/**
 * Which method circuits of one shape have: those that differ in their angles, their Pauli gates or how often gates are undone
 * and repeated. Under noise, comparing methods takes longer than a short run.
 */
export interface MethodHint {
  /** That of the last run; null where it may not fit the next. */
  method?: MethodName | null | undefined;
  /** One that did not fit a circuit by itself. */
  misfit?: MethodName;
}

/**
 * Methods that fit every circuit of a shape if they fit one: what they take does not depend on angles. Clifford gates stay
 * such between Pauli gates; a set of values whose angles are others is refused by the method, and looked at anew.
 */
const kept: ReadonlySet<string> = new Set<MethodName>(["tiny", "statevector", "density", "stabilizer"]);

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

  get isTwirled(): boolean {
    return this.#vary.isTwirled;
  }

  /** How many variants so many shots are spread over. */
  variantsOf(shots: number): number {
    return this.#vary.countOf(shots);
  }

  /** All shots of a prepared circuit, variant by variant. The same `random` gives the same shots. */
  async run(
    circuit: Circuit,
    shots: number,
    random: Random,
    { memory = false, vary = this.#vary, hint = {} }: RunOptions = {},
  ): Promise<VariantResult[]> {
    const results: VariantResult[] = [];
    let before = 0;
    for (const { circuit: varied, ...variant } of vary.variants(circuit, shots, random.fork("variants"))) {
      const options: SimulateOptions = {
        shots: variant.shots,
        seed: random.fork(results.length).bits32(),
        ...(memory && { memory }),
        ...(this.#noise && { noise: this.#noise.of(varied) }),
        stop: this.#progress.stop,
        onProgress: (done) => this.#progress.within((before + done * variant.shots) / shots),
      };
      const result = await this.#runLike(varied, options, hint);
      results.push({ variant, result });
      before += variant.shots;
      this.#progress.check();
    }
    return results;
  }

  /** By the method of the hint, if it has one that fits: a circuit that falls apart may need others for its smaller parts. */
  async #runLike(circuit: Circuit, options: SimulateOptions, hint: MethodHint): Promise<SimulateResult> {
    const { simulation } = this.#machine;
    if (hint.method) {
      try {
        return await simulation.run(circuit, { ...options, method: hint.method });
      } catch (error) {
        if (!(error instanceof UnsupportedError || error instanceof TooLargeError)) throw error;
        hint.misfit = hint.method;
        hint.method = undefined;
      }
    }
    const result = await simulation.run(circuit, options);
    const { method } = result;
    if (hint.method === undefined) hint.method = kept.has(method) && method !== hint.misfit ? method : null;
    return result;
  }
}
