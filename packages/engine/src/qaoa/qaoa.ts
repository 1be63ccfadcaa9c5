import { formatBytes, InvalidInputError, seeded, TooLargeError } from "@naru/base";
import type { Host } from "../host.ts";
import { Pacer } from "../pacer.ts";
import type { Clock, Counts, Precision, SimulateOptions } from "../simulator.ts";
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

export interface QaoaOptions extends Pick<SimulateOptions, "stop" | "onProgress"> {
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
/** More shots than this do not fit the 32-bit numbers that count them. */
const mostShots = 2 ** 31 - 1;
/** Beyond so many radians a 64-bit number does not say any more where on the circle an angle is. */
const largestTurn = 1e15;
/** Parts of the progress that the state is, of a run and of a gradient. */
const partOfRun = 0.9;
const partOfGradient = 0.25;

/** A call that waits for its turn. */
interface Waiting {
  readonly pacer: Pacer;
  leave(error: unknown): void;
}

/**
 * QAOA on one cost function: its value for every bitstring is computed once, and each layer is then a few walks over
 * memory, whatever the number of terms. Begins in the uniform superposition. Calls take turns; on the calling thread.
 *
 * Farhi, Goldstone and Gutmann, arXiv:1411.4028; on precomputed costs: Lykov et al., arXiv:2309.04841.
 */
export class Qaoa {
  readonly #clock: Clock;
  readonly #qubitCount: number;
  readonly #maxBytes: number;
  readonly #largestCost: number;
  readonly #waiting = new Set<Waiting>();
  #state: QaoaState | null;
  #turn: Promise<void> = Promise.resolve();

  private constructor(host: Host, qubitCount: number, maxBytes: number, largestCost: number, state: QaoaState) {
    this.#clock = {
      now: () => host.now(),
      pause: () => {
        this.#letStoppedLeave();
        return host.pause();
      },
    };
    this.#qubitCount = qubitCount;
    this.#maxBytes = maxBytes;
    this.#largestCost = largestCost;
    this.#state = state;
  }

  /** Throws InvalidInputError for a cost that makes no sense, and TooLargeError for one on too many qubits. */
  static async create(host: Host, cost: CostPolynomial, options: QaoaOptions = {}): Promise<Qaoa> {
    const { precision = "double", maxBytes = host.memoryBytes } = options;
    const { qubitCount } = cost;
    if (precision !== "single" && precision !== "double") {
      throw new InvalidInputError(`The precision is "single" or "double", not "${precision}".`, { precision });
    }
    const limit = mostQaoaQubits[precision];
    if (qubitCount > limit) {
      throw new TooLargeError(
        `QAOA on ${qubitCount} qubits is more than the ${limit} that are taken here in ${precision} precision. Use fewer variables.`,
        { qubits: qubitCount, limit },
      );
    }
    const pacer = new Pacer(host, options);
    const terms = await pacer.drive(spinTerms(cost));
    const ladder = ladderOf(terms);
    checkBytes(qaoaMemory(precision, indexBitsOf(qubitCount), ladder?.count ?? null).end, maxBytes);
    const state = new QaoaState(host, precision, qubitCount, ladder);
    await state.prepare(terms, pacer);
    const largestCost = terms.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
    return new Qaoa(host, qubitCount, maxBytes, largestCost, state);
  }

  async run(angles: QaoaAngles, options: QaoaRunOptions = {}): Promise<QaoaResult> {
    checkAngles(angles, this.#largestCost);
    checkRunOptions(options, this.#qubitCount);
    return this.#takeTurn(options, (state, pacer) => this.#run(state, angles, options, pacer));
  }

  /** The expected cost and its derivatives by all angles, for about four times the work of a run and twice its memory. */
  async gradient(
    angles: QaoaAngles,
    options: Pick<SimulateOptions, "stop" | "onProgress"> = {},
  ): Promise<QaoaGradient> {
    checkAngles(angles, this.#largestCost);
    return this.#takeTurn(options, (state, pacer) => this.#gradient(state, angles, pacer));
  }

  /** Lets go of the memory once the calls so far have ended; it takes no more of them. */
  async close(): Promise<void> {
    this.#turn = this.#turn.then(() => {
      this.#state = null;
    });
    return this.#turn;
  }

  #takeTurn<Result>(
    options: Pick<SimulateOptions, "stop" | "onProgress">,
    work: (state: QaoaState, pacer: Pacer) => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const pacer = new Pacer(this.#clock, options);
      const waiting: Waiting = { pacer, leave: reject };
      this.#waiting.add(waiting);
      this.#turn = this.#turn.then(async () => {
        if (!this.#waiting.delete(waiting)) return; // it was to stop before its turn came
        try {
          if (!this.#state) throw new InvalidInputError("This QAOA was closed; create another one.", {});
          resolve(await work(this.#state, pacer));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #letStoppedLeave(): void {
    for (const waiting of [...this.#waiting]) {
      try {
        waiting.pacer.check();
      } catch (error) {
        this.#waiting.delete(waiting);
        waiting.leave(error);
      }
    }
  }

  async #run(
    state: QaoaState,
    angles: QaoaAngles,
    { shots = 0, seed = 0, amplitudes }: QaoaRunOptions,
    pacer: Pacer,
  ): Promise<QaoaResult> {
    await this.#evolve(state, angles, pacer, partOfRun);
    const { memory } = state;
    const { re: expectedCost } = await state.meet(memory.state, memory.state, pacer);
    const counts = shots > 0 ? await drawCounts(state, this.#qubitCount, shots, seeded(seed), pacer) : undefined;
    return {
      expectedCost,
      ...(counts && { counts }),
      ...(amplitudes && { amplitudes: await this.#amplitudes(state, angles, pacer) }),
      seconds: pacer.seconds,
    };
  }

  /** Qubits that only fill up are in |+⟩, with a phase of e^{−iβ} from each layer. */
  #amplitudes(state: QaoaState, { betas }: QaoaAngles, pacer: Pacer): Promise<Float64Array> {
    const fillers = state.indexBits - this.#qubitCount;
    const phase = fillers * betas.reduce((sum, beta) => sum + beta, 0);
    return readAmplitudes(state, this.#qubitCount, 2 ** (fillers / 2), phase, pacer);
  }

  async #evolve(state: QaoaState, { gammas, betas }: QaoaAngles, pacer: Pacer, part: number): Promise<void> {
    const { indexBits, memory } = state;
    const uniform = 2 ** (-indexBits / 2);
    if (gammas.length === 0) await state.layer(memory.state, 0, uniform, null, true, pacer);
    for (const [k, gamma] of gammas.entries()) {
      const mixing = mixingOf(betas[k]);
      const size = state.deferredBy(mixing) * (k === 0 ? uniform : 1);
      await state.layer(memory.state, gamma, size, mixing, k === 0, pacer);
      await pacer.pause((part * (k + 1)) / gammas.length);
    }
  }

  /** Both states are led back layer by layer, and the derivatives read on the way. */
  async #gradient(state: QaoaState, angles: QaoaAngles, pacer: Pacer): Promise<QaoaGradient> {
    const { memory } = state;
    checkBytes(memory.endOfPair, this.#maxBytes);
    pacer.check();
    state.reserveOther();
    await this.#evolve(state, angles, pacer, partOfGradient);
    const both = [memory.state, state.other];
    const { re: expectedCost } = await state.meet(memory.state, memory.state, pacer);
    await state.applyCost(pacer);
    const layers = angles.gammas.length;
    const [gammas, betas] = [new Float64Array(layers), new Float64Array(layers)];
    for (let k = layers - 1; k >= 0; k--) {
      betas[k] = await state.mixerSlope(this.#qubitCount, pacer);
      const mixing = mixingOf(-angles.betas[k]);
      const scale = state.deferredBy(mixing);
      for (const address of both) await state.mix(address, mixing, pacer);
      const { im } = await state.meet(state.other, memory.state, pacer);
      gammas[k] = 2 * scale ** 2 * im;
      await pacer.pause(partOfGradient + ((1 - partOfGradient) * (layers - k)) / layers);
      if (k === 0) break;
      for (const address of both) await state.layer(address, -angles.gammas[k], scale, null, false, pacer);
    }
    return { expectedCost, gammas, betas };
  }
}

function checkRunOptions({ shots = 0, seed, amplitudes }: QaoaRunOptions, qubitCount: number): void {
  if (!(Number.isInteger(shots) && shots >= 0 && shots <= mostShots)) {
    throw new InvalidInputError(`The number of shots is a whole number from 0 to ${mostShots}, not ${shots}.`, {
      shots,
    });
  }
  if (shots > 0 && seed === undefined) throw new InvalidInputError("Shots need a seed; name one.", {});
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new InvalidInputError(`A seed is a whole number between −(2^53 − 1) and 2^53 − 1, not ${seed}.`, { seed });
  }
  if (amplitudes && qubitCount > mostQubitsOfAmplitudes) {
    throw new TooLargeError(`Amplitudes are listed for up to ${mostQubitsOfAmplitudes} qubits; ask for shots.`, {
      qubits: qubitCount,
    });
  }
}

function checkAngles({ gammas, betas }: QaoaAngles, largestCost: number): void {
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
  const far = gammas.find((gamma) => Math.abs(gamma) * largestCost > largestTurn);
  if (far !== undefined) {
    throw new InvalidInputError(
      `The angle ${far} times a cost of up to ${largestCost} is beyond ${largestTurn} radians, where phases have no digits left.`,
      { angle: far, largestCost },
    );
  }
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
