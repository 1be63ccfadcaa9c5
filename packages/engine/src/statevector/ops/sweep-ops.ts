import type { Random } from "@naru/base";
import { writeModule } from "@naru/kernels";
import { operandsOf } from "../../circuit-shape.ts";
import type { Host, KernelModule } from "../../host.ts";
import type { ExactOps, StateOps } from "../../noise/index.ts";
import type { Draws, Precision, UnitaryStep } from "../../simulator.ts";
import { type Arithmetic, arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import { type Arena, mostPages, type Views } from "../exec/arena.ts";
import { applyDense, type Layout } from "./dense.ts";
import { type SweepKernels, sweepKernels } from "./kernels.ts";
import { type PreparedSweep, sweepsOf } from "./sweeps.ts";

/** Fewer qubits than this do not fill a vector and the kernels' pairs of them. */
export const fewestSweepQubits = 6;

/** Runs of so many vectors, 2 KiB, are set to zero faster by the platform than by a kernel. */
const vectorsWorthFilling = 64;
/** Half a MiB, which the second-level cache holds: measured at 20 qubits. */
const vectorsOfCache = 2 ** 14;

/** Where a state begins in memory, and its weight as far as that is known. */
export interface SweepState {
  readonly address: number;
  weight: number | undefined;
}

/** A collapse leaves the weight as it is, down to this; then the state is normalised. */
const smallestWeight = 2 ** -20;
/** Below this part of the whole, a weight that is what another leaves of the whole is not exact enough. */
const smallestDifference = 1e-3;

/** The memory of a run, with the kernels of one precision on it. */
export class SweepMachine {
  readonly arithmetic: Arithmetic;
  readonly kernels: SweepKernels;
  readonly #arena: Arena;
  #end = 0;

  constructor(host: Host, arena: Arena, precision: Precision) {
    this.arithmetic = arithmeticOf(precision);
    this.#arena = arena;
    const module = moduleOf(host, precision, arena.isShared);
    this.kernels = host.instantiate(module, arena.memory) as unknown as SweepKernels;
  }

  get views(): Views {
    return this.#arena.views;
  }

  /** Begins a run: everything that an earlier run allocated may be written over. */
  clear(): void {
    this.#end = 0;
  }

  /** The address of so many bytes, which have any values. */
  allocate(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes) / vectorBytes) * vectorBytes;
    this.#arena.reserve(this.#end);
    return address;
  }
}

const modules = new WeakMap<Host, Map<string, KernelModule>>();

/** Compiled once for each host. */
function moduleOf(host: Host, precision: Precision, isShared: boolean): KernelModule {
  const known = modules.get(host) ?? new Map<string, KernelModule>();
  modules.set(host, known);
  const key = `${precision} ${isShared}`;
  const module =
    known.get(key) ??
    host.compile(writeModule(sweepKernels(arithmeticOf(precision)), { maximumPages: mostPages, isShared }));
  known.set(key, module);
  return module;
}

/**
 * States for the shot tree in memory, one SIMD sweep for each gate: no planning, as branches are short and states mostly
 * fit the cache. Everything is up to a global phase, which no shot can see.
 */
export class SweepOps implements StateOps<SweepState>, ExactOps<SweepState> {
  readonly qubitCount: number;
  readonly amplitudesBetweenLooks = 2 ** 25;
  readonly #machine: SweepMachine;
  readonly #vectors: number;
  readonly #tileVectors: number;
  readonly #free: SweepState[] = [];
  readonly #prepared = new WeakMap<readonly UnitaryStep[], (Applied | undefined)[]>();
  /** Signs of lanes and places of bytes for Paulis; one factor; sums. */
  readonly #scratch: number;
  readonly #blockVectors: number;
  readonly #sums: number;

  /**
   * The machine is this object's alone until the run is over. At least `fewestSweepQubits`. Steps are swept together over
   * tiles of `tileVectors`, a power of two, where a state has more than that.
   */
  constructor(machine: SweepMachine, qubitCount: number, tileVectors: number = vectorsOfCache) {
    machine.clear();
    this.qubitCount = qubitCount;
    this.#machine = machine;
    this.#vectors = 2 ** (qubitCount - machine.arithmetic.laneBits);
    this.#tileVectors = tileVectors;
    this.#blockVectors = 2 ** Math.ceil(Math.log2(this.#vectors) / 2);
    this.#scratch = machine.allocate(64);
    this.#sums = machine.allocate(8 * (this.#vectors / this.#blockVectors));
  }

  create(): SweepState {
    const state = this.#take();
    state.weight = 1;
    const { views, arithmetic } = this.#machine;
    const from = state.address / arithmetic.bytes;
    const view = viewOf(views, arithmetic);
    view.fill(0, from, from + (this.#vectors * vectorBytes) / arithmetic.bytes);
    view[from] = 1;
    return state;
  }

  copy(state: SweepState): SweepState {
    const bytes = this.#vectors * vectorBytes;
    const copy = this.#take();
    copy.weight = state.weight;
    this.#machine.views.double.copyWithin(copy.address / 8, state.address / 8, (state.address + bytes) / 8);
    return copy;
  }

  release(state: SweepState): void {
    this.#free.push(state);
  }

  apply(state: SweepState, steps: readonly UnitaryStep[], from: number, to: number): void {
    let prepared = this.#prepared.get(steps);
    if (!prepared) {
      prepared = [];
      this.#prepared.set(steps, prepared);
    }
    for (let i = from; i < to; i++) prepared[i] ??= this.#prepare(steps[i]);
    const inRange = prepared.slice(from, to) as Applied[];
    if (inRange.some(({ mayShrink }) => mayShrink)) state.weight = undefined;
    if (this.#vectors > this.#tileVectors && to - from > 1) this.#applyTiled(state, inRange);
    else for (const applied of inRange) this.#applyWhole(state, applied);
  }

  /** Steps that stay within tiles go tile by tile, past those that must wait for others; these sweep over the whole state. */
  #applyTiled(state: SweepState, steps: readonly Applied[]): void {
    let waiting = steps;
    while (waiting.length > 0) {
      const [within, others] = takeFree(waiting, ({ targets, step }) => !step && targets < this.#tileVectors);
      this.#sweepTiles(
        state,
        within.flatMap(({ sweeps }) => sweeps),
      );
      const [across, rest] = takeFree(
        others,
        ({ targets, step }) => step !== undefined || targets >= this.#tileVectors,
      );
      for (const applied of across) this.#applyWhole(state, applied);
      waiting = rest;
    }
  }

  #sweepTiles(state: SweepState, sweeps: Applied["sweeps"]): void {
    const low = this.#tileVectors - 1;
    for (let tile = 0; tile < this.#vectors; tile += this.#tileVectors) {
      const address = state.address + tile * vectorBytes;
      for (const { run, mask, flips, constants } of sweeps) {
        if (((tile ^ flips) & mask & ~low) !== (mask & ~low)) continue; // the tile's own bits are not those of the mask
        run(address, this.#tileVectors, mask & low, flips & low, constants);
      }
    }
  }

  #applyWhole(state: SweepState, { sweeps, step }: Applied): void {
    const view = viewOf(this.#machine.views, this.#machine.arithmetic);
    if (step) applyDense(view, this.#layout(state), step);
    else
      for (const { run, mask, flips, constants } of sweeps) run(state.address, this.#vectors, mask, flips, constants);
  }

  applyPauli(state: SweepState, xMask: number, zMask: number): void {
    if (xMask === 0 && zMask === 0) return;
    const { laneBits, lanes, bytes } = this.#machine.arithmetic;
    const memory = new Uint8Array(this.#machine.views.words.buffer, this.#scratch, 48);
    for (let at = 0; at < 16; at++) {
      const lane = Math.floor(at / bytes);
      const isSign = at % bytes === bytes - 1;
      memory[at] = isSign && isOdd(lane & zMask) ? 0x80 : 0;
      memory[16 + at] = (lane ^ (xMask & (lanes - 1))) * bytes + (at % bytes);
      memory[32 + at] = isSign ? 0x80 : 0;
    }
    const { pauli } = this.#machine.kernels;
    pauli(state.address, this.#vectors, zMask >>> laneBits, xMask >>> laneBits, this.#scratch);
  }

  weights(state: SweepState, qubit: number): { zero: number; one: number } {
    const { laneBits, lanes } = this.#machine.arithmetic;
    if (qubit < laneBits) {
      const sums = this.#laneSums(state, 0, 0);
      let [zero, one] = [0, 0];
      for (let lane = 0; lane < lanes; lane++) {
        if ((lane >> qubit) & 1) one += sums[lane];
        else zero += sums[lane];
      }
      return { zero, one };
    }
    const bit = 1 << (qubit - laneBits);
    const total = (flips: number) => this.#laneSums(state, bit, flips).reduce((sum, part) => sum + part, 0);
    const one = total(0);
    if (state.weight !== undefined) {
      const zero = state.weight - one;
      if (zero > smallestDifference * state.weight) return { zero, one };
    }
    const zero = total(bit);
    state.weight = zero + one;
    return { zero, one };
  }

  /** What is left is not scaled unless it is little: weights are compared with each other alone. */
  collapse(state: SweepState, qubit: number, value: 0 | 1, weight: number): void {
    const { laneBits, lanes } = this.#machine.arithmetic;
    if (qubit < laneBits) {
      const factors = Array.from({ length: lanes }, (_, lane) => (((lane >> qubit) & 1) === value ? 1 : 0));
      this.#stretch(state, 0, 0, factors);
    } else {
      const bit = 1 << (qubit - laneBits);
      this.#clear(state, bit, value === 1 ? 0 : bit);
    }
    state.weight = weight;
    if (weight < smallestWeight) this.scale(state, 1 / Math.sqrt(weight));
  }

  /** Sets the vectors to zero that have the bit, or those that do not. */
  #clear(state: SweepState, bit: number, offset: number): void {
    const { arithmetic, views } = this.#machine;
    if (bit < vectorsWorthFilling) {
      this.#stretch(state, bit, bit ^ offset, new Array(arithmetic.lanes).fill(0));
      return;
    }
    const numbers = vectorBytes / arithmetic.bytes;
    const first = state.address / arithmetic.bytes;
    const view = viewOf(views, arithmetic);
    for (let from = offset; from < this.#vectors; from += 2 * bit) {
      view.fill(0, first + from * numbers, first + (from + bit) * numbers);
    }
  }

  scale(state: SweepState, factor: number): void {
    this.#stretch(state, 0, 0, new Array(this.#machine.arithmetic.lanes).fill(factor));
    if (state.weight !== undefined) state.weight *= factor * factor;
  }

  reduced(state: SweepState, qubits: readonly number[]): Float64Array {
    const size = 2 ** qubits.length;
    const density = new Float64Array(2 * size * size);
    const view = viewOf(this.#machine.views, this.#machine.arithmetic);
    const { realOf, imaginary } = this.#layout(state);
    const all = qubits.reduce((mask, qubit) => mask | (1 << qubit), 0);
    const offsets = Uint32Array.from({ length: size }, (_, row) =>
      qubits.reduce((offset, qubit, j) => offset | (((row >> j) & 1) << qubit), 0),
    );
    const places = new Uint32Array(size);
    for (let last = all; last < 2 ** this.qubitCount; last = (last + 1) | all) {
      for (let row = 0; row < size; row++) places[row] = realOf((last ^ all) | offsets[row]);
      for (let row = 0, at = 0; row < size; row++) {
        const x = view[places[row]];
        const y = view[places[row] + imaginary];
        for (let column = 0; column < size; column++, at += 2) {
          const u = view[places[column]];
          const v = view[places[column] + imaginary];
          density[at] += x * u + y * v;
          density[at + 1] += y * u - x * v;
        }
      }
    }
    return density;
  }

  /** Sums of blocks are added up first, and then only the blocks are looked at that shots fall into. */
  sample(state: SweepState, shots: number, random: Random): Draws {
    const { kernels, arithmetic } = this.#machine;
    kernels.sumBlocks(state.address, this.#vectors, this.#blockVectors, 0, this.#sums);
    const { views } = this.#machine;
    const view = viewOf(views, arithmetic);
    const sums = views.double.subarray(this.#sums / 8, this.#sums / 8 + this.#vectors / this.#blockVectors);
    const total = sums.reduce((sum, part) => sum + part, 0);
    const targets = new Float64Array(shots);
    for (let shot = 0; shot < shots; shot++) targets[shot] = random.uniform() * total;
    if (shots > 1) targets.sort();
    const { realOf, imaginary } = this.#layout(state);
    const blockSize = this.#blockVectors * arithmetic.lanes;
    const [states, counts]: [number[], number[]] = [[], []];
    let [block, before, walked] = [0, 0, -1];
    let [index, sum, last] = [0, 0, 0];
    for (const target of targets) {
      while (block < sums.length - 1 && before + sums[block] <= target) before += sums[block++];
      if (walked !== block) [walked, index, sum] = [block, block * blockSize - 1, before];
      while (sum <= target && index < (block + 1) * blockSize - 1) {
        const at = realOf(++index);
        const weight = view[at] * view[at] + view[at + imaginary] * view[at + imaginary];
        sum += weight;
        if (weight > 0) last = index; // where rounding leads past the end of a block, the last that is possible
      }
      if (states.at(-1) === last) counts[counts.length - 1]++;
      else {
        states.push(last);
        counts.push(1);
      }
    }
    return { states: Uint32Array.from(states), counts: Uint32Array.from(counts) };
  }

  probabilities(state: SweepState): Float64Array {
    const view = viewOf(this.#machine.views, this.#machine.arithmetic);
    const { realOf, imaginary } = this.#layout(state);
    return Float64Array.from({ length: 2 ** this.qubitCount }, (_, index) => {
      const at = realOf(index);
      return view[at] * view[at] + view[at + imaginary] * view[at + imaginary];
    });
  }

  #take(): SweepState {
    return this.#free.pop() ?? { address: this.#machine.allocate(this.#vectors * vectorBytes), weight: undefined };
  }

  #layout({ address }: SweepState): Layout {
    const { laneBits, lanes, bytes } = this.#machine.arithmetic;
    const first = address / bytes;
    return {
      size: 2 ** this.qubitCount,
      imaginary: lanes,
      realOf: (index) => first + (index >>> laneBits) * 2 * lanes + (index & (lanes - 1)),
    };
  }

  #prepare(step: UnitaryStep): Applied {
    const sweeps = sweepsOf(step, {
      arithmetic: this.#machine.arithmetic,
      qubitCount: this.qubitCount,
      place: (numbers, integers = []) => this.#place(numbers, integers),
    });
    const touched = operandsOf(step).reduce((mask, qubit) => mask | (1 << qubit), 0);
    const mayShrink = step.kind === "unitary"; // also where a matrix is not unitary
    if (!sweeps) return { sweeps: [], targets: 0, touched, mayShrink, step };
    return {
      sweeps: sweeps.map((sweep) => ({ ...sweep, run: this.#machine.kernels[sweep.kernel] })),
      targets: sweeps.reduce((all, { targets }) => all | targets, 0),
      touched,
      mayShrink,
    };
  }

  #place(numbers: readonly number[], integers: readonly number[]): number {
    const { bytes } = this.#machine.arithmetic;
    const address = this.#machine.allocate(4 * integers.length + bytes * numbers.length);
    const { views } = this.#machine;
    views.words.set(integers, address / 4);
    viewOf(views, this.#machine.arithmetic).set(numbers, address / bytes + (4 * integers.length) / bytes);
    return address;
  }

  /** The sum of each lane over the vectors that differ by `flips` from those of the mask. */
  #laneSums(state: SweepState, mask: number, flips: number): Float64Array {
    this.#machine.kernels.sumLanes(state.address, this.#vectors, mask, flips, this.#scratch);
    return this.#machine.views.double.slice(this.#scratch / 8, this.#scratch / 8 + this.#machine.arithmetic.lanes);
  }

  #stretch(state: SweepState, mask: number, flips: number, factors: readonly number[]): void {
    const { views, arithmetic, kernels } = this.#machine;
    viewOf(views, arithmetic).set(factors, this.#scratch / arithmetic.bytes);
    kernels.stretch(state.address, this.#vectors, mask, flips, this.#scratch);
  }
}

interface Applied {
  readonly sweeps: readonly (PreparedSweep & { readonly run: SweepKernels[keyof SweepKernels] })[];
  /** All bits of vectors that any of the sweeps changes. */
  readonly targets: number;
  /** The qubits of the step, as bits. */
  readonly touched: number;
  readonly mayShrink: boolean;
  /** Set where there are no sweeps for the step. */
  readonly step?: UnitaryStep;
}

/** Takes those that fit and share no qubit with one left before them out of a list of steps, in order. */
function takeFree(
  steps: readonly Applied[],
  fits: (applied: Applied) => boolean,
): readonly [taken: readonly Applied[], left: readonly Applied[]] {
  const [taken, left]: [Applied[], Applied[]] = [[], []];
  let blocked = 0;
  for (const applied of steps) {
    if (fits(applied) && (applied.touched & blocked) === 0) taken.push(applied);
    else {
      left.push(applied);
      blocked |= applied.touched;
    }
  }
  return [taken, left];
}

const viewOf = (views: Views, { precision }: Arithmetic): Float32Array | Float64Array => views[precision];

function isOdd(bits: number): boolean {
  let parity = 0;
  for (let rest = bits; rest > 0; rest >>>= 1) parity ^= rest & 1;
  return parity === 1;
}
