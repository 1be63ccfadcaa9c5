import { formatBytes, InvalidInputError, seeded, TooLargeError } from "@naru/base";
import type { Host } from "../host.ts";
import { Pacer } from "../pacer.ts";
import type { Counts, Precision, SimulateOptions } from "../simulator.ts";
import { type CostPolynomial, ladderOf, spinTerms } from "./cost.ts";
import { qaoaMemory } from "./memory.ts";
import { mixingOf } from "./mixer.ts";
import { drawCounts, readAmplitudes } from "./read.ts";
import { indexBitsOf, QaoaState } from "./state.ts";

/** The angles of each layer, in radians: e^{−iγC}, then e^{−iβX} on every qubit. As many of one as of the other. */
export interface QaoaAngles {
  readonly gammas: readonly number[];
  readonly betas: readonly number[];
}

export interface QaoaOptions {
  /** Double if absent. */
  readonly precision?: Precision;
  /** Memory that it may take; what the host grants if absent. */
  readonly maxBytes?: number;
}

/** What to compute beside the expected cost. */
export type QaoaRunOptions = Pick<SimulateOptions, "stop" | "onProgress"> & {
  /** Fixes the draws; needed for shots. */
  readonly seed?: number;
  readonly shots?: number;
  /** Whether the state at the end is wanted; up to 24 qubits. */
  readonly amplitudes?: boolean;
};

export interface QaoaResult {
  /** ⟨C⟩ in the state at the end. */
  readonly expectedCost: number;
  /** Present when shots were asked for. */
  readonly counts?: Counts;
  /** (re, im) interleaved, bit k of the index being qubit k, with the exact global phase. Present when asked for. */
  readonly amplitudes?: Float64Array;
  readonly seconds: number;
}

export interface QaoaGradient {
  readonly expectedCost: number;
  /** Derivatives of the expected cost by each angle. */
  readonly gammas: Float64Array;
  readonly betas: Float64Array;
}

/** 2^26 amplitudes of 16 bytes, their costs, and the other state of a gradient are the most that 32-bit addresses hold. */
export const mostQaoaQubits: Readonly<Record<Precision, number>> = { single: 27, double: 26 };
const mostQubitsOfAmplitudes = 24;

/**
 * QAOA on one cost function: its value for every bitstring is computed once, and each layer is then a few walks over
 * memory, whatever the number of terms. Begins in the uniform superposition. Calls take turns; on the calling thread.
 *
 * Farhi, Goldstone and Gutmann, arXiv:1411.4028; on precomputed costs: Lykov et al., arXiv:2309.04841.
 */
export class Qaoa {
  readonly #host: Host;
  readonly #qubitCount: number;
  readonly #maxBytes: number;
  readonly #state: QaoaState;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(host: Host, qubitCount: number, maxBytes: number, state: QaoaState) {
    this.#host = host;
    this.#qubitCount = qubitCount;
    this.#maxBytes = maxBytes;
    this.#state = state;
  }

  /** Throws InvalidInputError for a cost that makes no sense, and TooLargeError for one on too many qubits. */
  static async create(
    host: Host,
    cost: CostPolynomial,
    options: QaoaOptions & Pick<SimulateOptions, "stop" | "onProgress"> = {},
  ): Promise<Qaoa> {
    const { precision = "double", maxBytes = host.memoryBytes } = options;
    const { qubitCount } = cost;
    const limit = mostQaoaQubits[precision];
    if (qubitCount > limit) {
      throw new TooLargeError(
        `QAOA on ${qubitCount} qubits is more than the ${limit} that are taken here in ${precision} precision. Use fewer variables.`,
        { qubits: qubitCount, limit },
      );
    }
    const terms = spinTerms(cost);
    const ladder = ladderOf(terms);
    checkBytes(qaoaMemory(precision, indexBitsOf(qubitCount), ladder?.count ?? null).end, maxBytes);
    const state = new QaoaState(host, precision, qubitCount, ladder);
    await state.prepare(terms, new Pacer(host, options));
    return new Qaoa(host, qubitCount, maxBytes, state);
  }

  run(angles: QaoaAngles, options: QaoaRunOptions = {}): Promise<QaoaResult> {
    return this.#takeTurn(() => this.#run(angles, options));
  }

  /** The expected cost and its derivatives by all angles, for about four times the work of a run and twice its memory. */
  gradient(angles: QaoaAngles, options: Pick<SimulateOptions, "stop" | "onProgress"> = {}): Promise<QaoaGradient> {
    return this.#takeTurn(() => this.#gradient(angles, options));
  }

  #takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #run(angles: QaoaAngles, options: QaoaRunOptions): Promise<QaoaResult> {
    checkAngles(angles);
    const { shots = 0, seed, amplitudes } = options;
    if (shots > 0 && seed === undefined) throw new InvalidInputError("Shots need a seed; name one.", {});
    if (amplitudes && this.#qubitCount > mostQubitsOfAmplitudes) {
      throw new TooLargeError(`Amplitudes are listed for up to ${mostQubitsOfAmplitudes} qubits; ask for shots.`, {
        qubits: this.#qubitCount,
      });
    }
    const pacer = new Pacer(this.#host, options);
    await this.#evolve(angles, pacer);
    const { memory } = this.#state;
    const { re: expectedCost } = await this.#state.meet(memory.state, memory.state, pacer);
    const counts =
      shots > 0 ? await drawCounts(this.#state, this.#qubitCount, shots, seeded(seed ?? 0), pacer) : undefined;
    return {
      expectedCost,
      ...(counts && { counts }),
      ...(amplitudes && { amplitudes: await this.#amplitudes(angles, pacer) }),
      seconds: pacer.seconds,
    };
  }

  /** Qubits that only fill up are in |+⟩, with a phase of e^{−iβ} from each layer. */
  #amplitudes({ betas }: QaoaAngles, pacer: Pacer): Promise<Float64Array> {
    const fillers = this.#state.indexBits - this.#qubitCount;
    const phase = fillers * betas.reduce((sum, beta) => sum + beta, 0);
    return readAmplitudes(this.#state, this.#qubitCount, 2 ** (fillers / 2), phase, pacer);
  }

  async #evolve({ gammas, betas }: QaoaAngles, pacer: Pacer): Promise<void> {
    const { indexBits, memory } = this.#state;
    const uniform = 2 ** (-indexBits / 2);
    if (gammas.length === 0) await this.#state.layer(memory.state, 0, uniform, null, true, pacer);
    for (const [k, gamma] of gammas.entries()) {
      const mixing = mixingOf(betas[k]);
      const size = this.#state.deferredBy(mixing) * (k === 0 ? uniform : 1);
      await this.#state.layer(memory.state, gamma, size, mixing, k === 0, pacer);
      await pacer.pause((k + 1) / gammas.length);
    }
  }

  /** Both states are led back layer by layer, and the derivatives read on the way. */
  async #gradient(angles: QaoaAngles, options: Pick<SimulateOptions, "stop" | "onProgress">): Promise<QaoaGradient> {
    checkAngles(angles);
    const { memory } = this.#state;
    checkBytes(memory.endOfPair, this.#maxBytes);
    this.#state.reserveOther();
    const pacer = new Pacer(this.#host, options);
    await this.#evolve(angles, pacer);
    const both = [memory.state, this.#state.other];
    const { re: expectedCost } = await this.#state.meet(memory.state, memory.state, pacer);
    await this.#state.applyCost(pacer);
    const layers = angles.gammas.length;
    const [gammas, betas] = [new Float64Array(layers), new Float64Array(layers)];
    for (let k = layers - 1; k >= 0; k--) {
      betas[k] = await this.#state.mixerSlope(this.#qubitCount, pacer);
      const mixing = mixingOf(-angles.betas[k]);
      const scale = this.#state.deferredBy(mixing);
      for (const state of both) await this.#state.mix(state, mixing, pacer);
      const { im } = await this.#state.meet(this.#state.other, memory.state, pacer);
      gammas[k] = 2 * scale ** 2 * im;
      if (k === 0) break;
      for (const state of both) await this.#state.layer(state, -angles.gammas[k], scale, null, false, pacer);
    }
    return { expectedCost, gammas, betas };
  }
}

function checkAngles({ gammas, betas }: QaoaAngles): void {
  if (gammas.length !== betas.length) {
    throw new InvalidInputError(
      `There are ${gammas.length} angles γ and ${betas.length} angles β; give as many of each.`,
      {
        gammas: gammas.length,
        betas: betas.length,
      },
    );
  }
  const wrong = [...gammas, ...betas].find((angle) => !Number.isFinite(angle));
  if (wrong !== undefined) throw new InvalidInputError(`The angle ${wrong} is not a finite number.`, { angle: wrong });
}

function checkBytes(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new TooLargeError(
    `This needs ${formatBytes(bytes)}, and ${formatBytes(maxBytes)} may be taken. Use fewer qubits.`,
    {
      bytes,
      maxBytes,
    },
  );
}
