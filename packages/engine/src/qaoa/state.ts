import { cos, sin } from "@naru/base";
import { writeModule } from "@naru/kernels";
import { expectStrings, Sweeper } from "../expect/index.ts";
import { type WalshKernels, walshKernels } from "../expect/walsh-kernels.ts";
import type { Host } from "../host.ts";
import type { Pacer } from "../pacer.ts";
import type { Precision } from "../simulator.ts";
import { type Arithmetic, arithmeticOf, vectorBytes } from "../statevector/emit/arithmetic.ts";
import { Arena, mostPages } from "../statevector/exec/arena.ts";
import type { Ladder, SpinTerm } from "./cost.ts";
import { type CostKernels, costKernels } from "./cost-kernels.ts";
import { writeCosts } from "./costs.ts";
import { chunkAmplitudes, type QaoaMemory, qaoaMemory } from "./memory.ts";
import { laneFactors, type MixKernels, mixKernels, mixKernelsOf } from "./mix-kernels.ts";
import { type Mixing, type MixPlan, mixGathered, mixInPlace, planMix, vectorBitsOf } from "./mixer.ts";

/**
 * A state, or two of them, in a memory of their own, with the costs of all bitstrings beside them, and what QAOA does to
 * them. Bits of an index are qubits; the lowest `qubitCount` count, others fill up what kernels need.
 */
export class QaoaState {
  readonly arena: Arena;
  readonly precision: Precision;
  readonly indexBits: number;
  readonly memory: QaoaMemory;
  readonly #host: Host;
  readonly #arithmetic: Arithmetic;
  readonly #ladder: Ladder | null;
  readonly #kernels: CostKernels & WalshKernels;
  readonly #mixKernels: MixKernels;
  readonly #plan: MixPlan;
  /** No cost is larger, in either direction. */
  #largestCost = 0;
  #sweeper: Sweeper | null = null;

  constructor(host: Host, precision: Precision, qubitCount: number, ladder: Ladder | null) {
    this.#host = host;
    this.precision = precision;
    this.#ladder = ladder;
    this.#arithmetic = arithmeticOf(precision);
    this.indexBits = indexBitsOf(qubitCount);
    this.memory = qaoaMemory(precision, this.indexBits, ladder?.count ?? null);
    this.arena = new Arena(host);
    this.arena.reserve(this.memory.end);
    const functions = [...costKernels(this.#arithmetic), ...mixKernels(this.#arithmetic), ...walshKernels()];
    const bytes = writeModule(functions, { maximumPages: mostPages, isShared: this.arena.isShared });
    const exports = host.instantiate(host.compile(bytes), this.arena.memory);
    this.#kernels = exports as unknown as CostKernels & WalshKernels;
    this.#mixKernels = mixKernelsOf(exports);
    let next = this.memory.lists;
    this.#plan = planMix(vectorBitsOf(this.indexBits, this.#arithmetic), (words) => {
      const address = next;
      next += 4 * words.length;
      this.arena.views.words.set(words, address / 4);
      return address;
    });
  }

  async prepare(terms: readonly SpinTerm[], pacer: Pacer): Promise<void> {
    this.#largestCost = terms.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
    await writeCosts(terms, this.#ladder, this.indexBits, this.memory, this.arena.views, this.#kernels, pacer);
  }

  get other(): number {
    return this.memory.state + this.#vectors * vectorBytes;
  }
  get #vectors(): number {
    return 2 ** vectorBitsOf(this.indexBits, this.#arithmetic);
  }
  get #numbers(): Float32Array | Float64Array {
    return this.precision === "single" ? this.arena.views.single : this.arena.views.double;
  }

  /** What a mixing leaves out: the state is so many times what memory holds after it. */
  deferredBy({ scale }: Mixing): number {
    return scale ** (this.#plan.deferred + this.#arithmetic.laneBits);
  }

  /** Makes room for a second state. */
  reserveOther(): void {
    this.arena.reserve(this.memory.endOfPair);
  }

  /**
   * e^{−iγC}, times `size`, then the mixing if there is one, up to its deferred factor. `begins`: on amplitudes of 1, rather
   * than on those in memory.
   */
  async layer(
    state: number,
    gamma: number,
    size: number,
    mixing: Mixing | null,
    begins: boolean,
    pacer: Pacer,
  ): Promise<void> {
    this.#putPhases(gamma, size);
    this.#putMixing(mixing);
    await this.#tiles(state, mixing, pacer, (base, first, count) =>
      this.#phase(base, first, count, gamma, size, begins),
    );
  }

  /** The mixing alone, up to its deferred factor. */
  async mix(state: number, mixing: Mixing, pacer: Pacer): Promise<void> {
    this.#putMixing(mixing);
    await this.#tiles(state, mixing, pacer, (base, _, vectors) =>
      this.#mixKernels.mixLanes(base, vectors, this.#laneFactorsAt),
    );
  }

  /** Σ C a*b over all bitstrings. */
  async meet(a: number, b: number, pacer: Pacer): Promise<{ readonly re: number; readonly im: number }> {
    const { double } = this.arena.views;
    const { scratch } = this.memory;
    let [re, im] = [0, 0];
    const kernel = this.#ladder ? this.#kernels.meetByLevel : this.#kernels.meetStraight;
    await this.#eachTile(pacer, (offset, first, count) => {
      kernel(a + offset, b + offset, count, this.#costsAt(first), this.#levelsAt(first), scratch);
      re += double[scratch / 8];
      im += double[scratch / 8 + 1];
    });
    return { re, im };
  }

  /** Writes C times the state to where the other is. */
  async applyCost(pacer: Pacer): Promise<void> {
    const [from, to] = [this.memory.state, this.other];
    const kernel = this.#ladder ? this.#kernels.scaleByLevel : this.#kernels.scaleStraight;
    await this.#eachTile(pacer, (offset, first, count) => {
      kernel(to + offset, from + offset, count, this.#costsAt(first), this.#levelsAt(first));
    });
  }

  /** Σ over the qubits of 2 Im ⟨other|X|state⟩, both as memory holds them. */
  async mixerSlope(qubitCount: number, pacer: Pacer): Promise<number> {
    this.#sweeper ??= new Sweeper(this.#host, this.arena, this.precision);
    const pair = 2 ** this.indexBits;
    const strings = Array.from({ length: qubitCount }, (_, qubit) => ({ x: pair | (1 << qubit), z: pair }));
    const values = await expectStrings(
      this.#sweeper,
      {
        address: this.memory.state,
        indexBits: this.indexBits + 1,
        unusedBits: [],
        scratch: this.memory.scratch,
        bitOfQubit: Array.from({ length: this.indexBits + 1 }, (_, bit) => bit),
        scale: 1,
      },
      strings,
      pacer,
    );
    return -values.reduce((sum, value) => sum + value, 0);
  }

  /** Σ |amplitude|² of each block of 2^sizeBits amplitudes, as memory holds them; used again by the next sums. */
  async blockSums(sizeBits: number, pacer: Pacer): Promise<Float64Array> {
    const { scratch, state } = this.memory;
    const vectors = 2 ** (sizeBits - this.#arithmetic.laneBits);
    await this.#eachTile(pacer, (offset, first, count) => {
      this.#kernels.blockSums(state + offset, Math.max(1, count / vectors), vectors, scratch + (8 * first) / vectors);
    });
    return this.arena.views.double.subarray(scratch / 8, scratch / 8 + 2 ** (this.indexBits - sizeBits));
  }

  /** An amplitude as memory holds it, and its squared size. */
  amplitudeAt(index: number): { readonly re: number; readonly im: number } {
    const at = this.#placeOf(index);
    return { re: this.#numbers[at], im: this.#numbers[at + this.#arithmetic.lanes] };
  }
  weightOf(index: number): number {
    const at = this.#placeOf(index);
    return this.#numbers[at] ** 2 + this.#numbers[at + this.#arithmetic.lanes] ** 2;
  }
  #placeOf(index: number): number {
    const { bytes, lanes, laneBits } = this.#arithmetic;
    return this.memory.state / bytes + (index >>> laneBits) * 2 * lanes + (index & (lanes - 1));
  }

  get #mixFactorAt(): number {
    return this.memory.constants + 64;
  }
  get #laneFactorsAt(): number {
    return this.memory.constants + 128;
  }
  #levelsAt(first: number): number {
    return this.memory.costs + 2 * first * this.#arithmetic.lanes;
  }
  #costsAt(first: number): number {
    return this.#ladder ? this.memory.costTable : this.memory.costs + 8 * first * this.#arithmetic.lanes;
  }

  #putMixing(mixing: Mixing | null): void {
    const { bytes } = this.#arithmetic;
    const factors = mixing ? laneFactors(mixing.form, mixing.factors[0]) : [1, 0];
    this.#numbers.set(factors, this.#laneFactorsAt / bytes);
    if (mixing) this.#numbers.set(mixing.factors, this.#mixFactorAt / bytes);
  }

  #putPhases(gamma: number, size: number): void {
    const { bytes } = this.#arithmetic;
    const { constants, phases } = this.memory;
    if (this.#ladder) {
      const { base, step, count } = this.#ladder;
      for (let level = 0; level < count; level++) {
        const angle = -gamma * (base + level * step);
        this.#numbers[phases / bytes + 2 * level] = size * cos(angle);
        this.#numbers[phases / bytes + 2 * level + 1] = size * sin(angle);
      }
    } else {
      this.arena.views.double[constants / 8] = -gamma;
      this.arena.views.double[constants / 8 + 1] = size;
    }
  }

  #phase(base: number, first: number, count: number, gamma: number, size: number, begins: boolean): void {
    const { phases, constants } = this.memory;
    if (this.#ladder) {
      const kernel = begins ? this.#kernels.beginByLevel : this.#kernels.phaseByLevel;
      kernel(base, count, phases, this.#levelsAt(first), this.#laneFactorsAt);
      return;
    }
    const kernel = begins ? this.#kernels.beginStraight : this.#kernels.phaseStraight;
    const chunk = Math.min(count, chunkAmplitudes / this.#arithmetic.lanes);
    const isWide = Math.abs(gamma) * this.#largestCost > widestTurn;
    for (let done = 0; done < count; done += chunk) {
      const [costs, numbers] = [this.#costsAt(first + done), chunk * this.#arithmetic.lanes];
      if (isWide) this.#writePhases(costs, numbers, gamma, size);
      else this.#kernels.phases(phases, costs, numbers, constants);
      kernel(base + done * vectorBytes, chunk, phases, 0, this.#laneFactorsAt);
    }
  }

  /** As the kernel `phases`, for angles of any size. */
  #writePhases(costs: number, count: number, gamma: number, size: number): void {
    const { double } = this.arena.views;
    const phases = this.memory.phases / this.#arithmetic.bytes;
    for (let k = 0; k < count; k++) {
      const angle = -gamma * double[costs / 8 + k];
      this.#numbers[phases + 2 * k] = size * cos(angle);
      this.#numbers[phases + 2 * k + 1] = size * sin(angle);
    }
  }

  /** Prepares each chunk and mixes it, then its tile, then the qubits above. */
  async #tiles(
    state: number,
    mixing: Mixing | null,
    pacer: Pacer,
    prepare: (base: number, first: number, count: number) => void,
  ): Promise<void> {
    const factor = this.#mixFactorAt;
    const { chunkBits, chunkBlocks, tileBlocks } = this.#plan;
    const chunk = 2 ** chunkBits;
    await this.#eachTile(pacer, (offset, first, count) => {
      for (let done = 0; done < count; done += chunk) {
        const base = state + offset + done * vectorBytes;
        prepare(base, first + done, chunk);
        if (mixing) mixInPlace(this.#mixKernels, chunkBlocks, mixing.form, base, factor);
      }
      if (mixing) mixInPlace(this.#mixKernels, tileBlocks, mixing.form, state + offset, factor);
    });
    if (!mixing) return;
    for (const pass of this.#plan.passes) {
      for (const base of pass.bases) {
        mixGathered(this.#mixKernels, pass, mixing.form, state + base, this.memory.buffer, factor);
        pacer.check();
        if (pacer.isPauseDue()) await pacer.pause();
      }
    }
  }

  async #eachTile(pacer: Pacer, work: (offset: number, first: number, count: number) => void): Promise<void> {
    const count = 2 ** this.#plan.tileBits;
    for (let first = 0; first < this.#vectors; first += count) {
      work(first * vectorBytes, first, count);
      pacer.check();
      if (pacer.isPauseDue()) await pacer.pause();
    }
  }
}

/** Beyond so many radians the kernel's sines and cosines lose digits. */
const widestTurn = 1e6;

/** Sweeps take four vectors at a time, of up to four amplitudes. */
const fewestIndexBits = 5;
export const indexBitsOf = (qubitCount: number): number => Math.max(qubitCount, fewestIndexBits);
