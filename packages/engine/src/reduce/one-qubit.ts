import { type Circuit, gates, type Operation } from "@naru/circuit";
import { type Channel, noiseProgram, type ResetMixture } from "../noise/index.ts";
import type { NoiseModel } from "../noise-model.ts";

/** What a qubit by itself gives. */
export interface OneQubitResult {
  /** Expectation values of X, Y and Z in the state at the end, before any measurement. */
  readonly bloch: readonly [x: number, y: number, z: number];
  /** Probability to read 1; 0 where nothing is read. */
  readonly one: number;
}

/**
 * Whether a circuit is one qubit that is measured once at most, and then left alone: on a whole device most qubits are such,
 * and their state is three numbers.
 */
export function isOneQubit({ qubitCount, clbitCount, operations }: Circuit): boolean {
  if (qubitCount !== 1 || clbitCount > 1) return false;
  let isMeasured = false;
  return operations.every((operation: Operation) => {
    switch (operation.kind) {
      case "barrier":
      case "delay":
        return true;
      case "measure": {
        const isFirst = !isMeasured;
        isMeasured = true;
        return isFirst;
      }
      case "gate":
      case "unitary":
      case "reset":
        return !isMeasured;
      default:
        return false;
    }
  });
}

/** Works out a circuit for which `isOneQubit` holds. */
export function oneQubitResult(circuit: Circuit, noise: NoiseModel | undefined): OneQubitResult {
  const state = new MixedQubit();
  let one = 0;
  // A circuit without bits would be measured; that changes nothing before.
  for (const item of noiseProgram(circuit, noise).items) {
    switch (item.kind) {
      case "step":
        state.turn(item.step.kind === "gate" ? gates[item.step.gate].matrix(item.step.params ?? []) : item.step.matrix);
        break;
      case "noise":
        state.suffer(item.channel);
        break;
      case "reset":
        state.reset();
        break;
      case "measure":
        one = state.one;
        break;
      case "misread": {
        const [, zeroGivenOne, oneGivenZero] = item.matrix;
        one = one * (1 - zeroGivenOne) + (1 - one) * oneGivenZero;
      }
    }
  }
  return { bloch: state.bloch, one };
}

/** A density matrix: ⟨0|ρ|0⟩ and ⟨1|ρ|1⟩ are real, and ⟨0|ρ|1⟩ is `re + i·im`. */
class MixedQubit {
  #zero = 1;
  #one = 0;
  #re = 0;
  #im = 0;

  get one(): number {
    return Math.min(1, Math.max(0, this.#one));
  }

  get bloch(): readonly [number, number, number] {
    return [2 * this.#re, -2 * this.#im, this.#zero - this.#one];
  }

  reset(): void {
    [this.#zero, this.#one, this.#re, this.#im] = [1, 0, 0, 0];
  }

  turn(matrix: readonly number[]): void {
    this.#become(this.#conjugated(matrix));
  }

  suffer(channel: Channel): void {
    if (channel.kind === "unitary") this.turn(channel.matrix);
    else if (channel.kind === "pauli") this.#strike(channel.probabilities);
    else if (channel.mixture) this.#decay(channel.mixture);
    else {
      const sum: Entries = [0, 0, 0, 0];
      for (const matrix of channel.matrices) {
        const part = this.#conjugated(matrix);
        for (let k = 0; k < 4; k++) sum[k] += part[k];
      }
      this.#become(sum);
    }
  }

  #decay({ nothing, z, zero, one }: ResetMixture): void {
    const kept = nothing + z;
    const weight = this.#zero + this.#one;
    this.#zero = kept * this.#zero + zero * weight;
    this.#one = kept * this.#one + one * weight;
    this.#re *= nothing - z;
    this.#im *= nothing - z;
  }

  #strike([nothing, x, y, z]: Float64Array): void {
    const [zero, one] = [this.#zero, this.#one];
    this.#zero = (nothing + z) * zero + (x + y) * one;
    this.#one = (nothing + z) * one + (x + y) * zero;
    this.#re *= nothing + x - y - z;
    this.#im *= nothing + y - x - z;
  }

  #become([zero, one, re, im]: Entries): void {
    this.#zero = zero;
    this.#one = one;
    this.#re = re;
    this.#im = im;
  }

  /** K ρ K†, for K row by row with entries as re, im. */
  #conjugated([ar, ai, br, bi, cr, ci, dr, di]: readonly number[]): Entries {
    const [zero, one, re, im] = [this.#zero, this.#one, this.#re, this.#im];
    // the first and the second row of Kρ; ⟨1|ρ|0⟩ is re − i·im
    const p0r = ar * zero + br * re + bi * im;
    const p0i = ai * zero + bi * re - br * im;
    const p1r = ar * re - ai * im + br * one;
    const p1i = ar * im + ai * re + bi * one;
    const q0r = cr * zero + dr * re + di * im;
    const q0i = ci * zero + di * re - dr * im;
    const q1r = cr * re - ci * im + dr * one;
    const q1i = cr * im + ci * re + di * one;
    return [
      p0r * ar + p0i * ai + p1r * br + p1i * bi,
      q0r * cr + q0i * ci + q1r * dr + q1i * di,
      p0r * cr + p0i * ci + p1r * dr + p1i * di,
      p0i * cr - p0r * ci + p1i * dr - p1r * di,
    ];
  }
}

type Entries = [zero: number, one: number, re: number, im: number];
