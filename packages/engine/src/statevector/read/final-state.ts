import { exp } from "@naru/base";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import type { Views } from "../exec/arena.ts";
import type { StateInMemory } from "../exec/evolve.ts";
import type { Lowered } from "../lower/primitives.ts";

/** Amplitudes of a block: blocks are summed first, and only those that matter are walked. */
export const blockBits = 8;

/**
 * A state as it lies in memory, for reading. An index in memory has bit `bitOfQubit[q]` for qubit q; unused bits above
 * hold nothing, and below `indexBits` only those in `unusedBits` do.
 */
export class FinalState {
  readonly precision: Precision;
  readonly address: number;
  /** Room beside the state, for what reads it: the heap of the passes, which are over. */
  readonly scratch: number;
  readonly bitOfQubit: readonly number[];
  /** Indices from 2^this on hold nothing. */
  readonly indexBits: number;
  /** Memory bits below `indexBits` that are 0 in every amplitude that is not zero. */
  readonly unusedBits: readonly number[];
  /** The state is `scale` · e^{i·phase} times what memory holds. */
  readonly scale: number;
  readonly phase: number;
  readonly #numbers: Float32Array | Float64Array;
  readonly #from: number;
  readonly #laneBits: number;
  readonly #lanes: number;

  constructor(precision: Precision, { map, layout }: StateInMemory, lowered: Lowered, views: Views) {
    const { bytes, lanes, laneBits } = arithmeticOf(precision);
    this.precision = precision;
    this.address = map.state;
    this.scratch = map.heap;
    this.bitOfQubit = lowered.wireOfQubit.map((wire) => layout.bitOfWire[wire]);
    const used = layout.bitOfWire.filter((_, wire) => layout.isActive[wire]);
    this.indexBits = Math.max(...used) + 1;
    this.unusedBits = Array.from({ length: this.indexBits }, (_, bit) => bit).filter((bit) => !used.includes(bit));
    this.scale = exp(layout.logScale);
    this.phase = lowered.globalPhase + (layout.isNegated ? Math.PI : 0);
    this.#numbers = precision === "single" ? views.single : views.double;
    this.#from = map.state / bytes;
    this.#laneBits = laneBits;
    this.#lanes = lanes;
  }

  /** The place of an amplitude's real part among the numbers; the imaginary part is `imaginaryStep` further. */
  placeOf(index: number): number {
    return this.#from + Math.floor(index / this.#lanes) * 2 * this.#lanes + (index & (this.#lanes - 1));
  }
  get imaginaryStep(): number {
    return this.#lanes;
  }
  get numbers(): Float32Array | Float64Array {
    return this.#numbers;
  }

  /** |amplitude|² as memory holds it, before `scale`. */
  weightOf(index: number): number {
    const at = this.placeOf(index);
    const [re, im] = [this.#numbers[at], this.#numbers[at + this.#lanes]];
    return re * re + im * im;
  }

  /** The basis state of an index in memory: bit q is qubit q. */
  basisStateOf(index: number): number {
    let state = 0;
    this.bitOfQubit.forEach((bit, qubit) => {
      if ((index >>> bit) & 1) state |= 1 << qubit;
    });
    return state;
  }

  /** Vectors of 2^bits amplitudes. */
  vectorsOf(bits: number): number {
    return 2 ** (bits - this.#laneBits);
  }
  addressOf(index: number): number {
    return this.address + (index / this.#lanes) * vectorBytes;
  }
}
