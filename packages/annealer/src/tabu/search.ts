import type { Random } from "@naru/base";
import { unitOf } from "../annealing/unit.ts";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut, mostBytes } from "../memory.ts";
import { energyOf, type IsingModel, localField } from "../model.ts";
import { double, type Lanes, single } from "./lanes.ts";
import { control, entryBytes, searchKernel, turnKernel } from "./tabu-kernel.ts";

/** For how many moves a turned spin is left alone: `tenure`, and up to `spread` − 1 more, at random. */
export interface Tenure {
  readonly tenure: number;
  readonly spread: number;
}

/** Where more than this part of all pairs is coupled, whole rows are added. */
const densePart = 0.1;
/** Local fields of so many units are exact in floats of 32 bits. */
const mostExact = 2 ** 22;
/** Moves are counted anew after so many, for floats of 32 bits to tell them apart. */
const mostMoves = 2 ** 22;
/** A field that no turn goes against, and a move that never comes. */
const holding = 1e30;

/**
 * One-flip tabu search (Glover, ORSA J. Comput. 1, 190 (1989)) from one state to the next; keeps the best. Models whose
 * numbers are whole multiples of a unit are searched with floats of 32 bits, which are exact then, others with 64.
 */
export class TabuSearch {
  readonly model: IsingModel;
  readonly #lanes: Lanes;
  readonly #unit: number;
  readonly #width: number;
  readonly #at: {
    readonly spins: number;
    readonly fields: number;
    readonly untils: number;
    readonly best: number;
    readonly couplings: number;
    readonly control: number;
  };
  readonly #numbers: Float32Array | Float64Array;
  readonly #words: Int32Array;
  readonly #state: Float64Array;
  readonly #kernels: Readonly<Record<string, (...parameters: number[]) => void>>;

  constructor(host: AnnealerHost, model: IsingModel) {
    const { size, starts, neighbours, couplings } = model;
    const unit = unitOf(model, mostExact);
    const lanes = unit === null ? double : single;
    const width = Math.ceil((size * lanes.bytes) / 64) * 64;
    const isDense = couplings.length > densePart * size * (size - 1) && size * width < mostBytes / 2;
    const list = isDense ? size * width : 4 * (size + 1) + 8 + entryBytes(lanes) * couplings.length;
    const { addresses, bytes } = layOut([width, width, width, width, control.bytes, list]);
    const [spins, fields, untils, best, controlAt, couplingsAt] = addresses;
    const memory = allocate(host, bytes);
    this.model = model;
    this.#lanes = lanes;
    this.#unit = unit ?? 1;
    this.#width = width;
    this.#at = { spins, fields, untils, best, couplings: couplingsAt, control: controlAt };
    this.#kernels = kernelsIn(host, memory, `tabu ${lanes.name} ${isDense}`, () => [
      turnKernel(lanes, isDense),
      searchKernel(lanes, isDense),
    ]);
    this.#numbers = lanes === single ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);
    this.#state = new Float64Array(memory.buffer, controlAt, control.bytes / 8);

    const shift = lanes.bytes;
    const [numbers, words, scale] = [this.#numbers, this.#words, this.#unit];
    if (isDense) {
      for (let i = 0; i < size; i++) {
        const row = (couplingsAt + i * width) / shift;
        for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++)
          numbers[row + neighbours[k]!] = couplings[k]! / scale;
      }
      return;
    }
    const entry = entryBytes(lanes);
    const first = Math.ceil((couplingsAt + 4 * (size + 1)) / 8) * 8;
    for (let i = 0; i <= size; i++) words[couplingsAt / 4 + i] = first + entry * starts[i]!;
    for (let k = 0; k < couplings.length; k++) {
      words[(first + entry * k) / 4] = shift * neighbours[k]!;
      numbers[(first + entry * k) / shift + 1] = couplings[k]! / scale;
    }
  }

  /** Of the best state since `begin`; with the roundings of the search. */
  get bestEnergy(): number {
    return this.#state[control.best / 8]! * this.#unit;
  }

  /** Moves since the best state was found, or since the last `kick`. */
  get idleMoves(): number {
    return this.#state[control.now / 8]! - this.#state[control.improvedAt / 8]!;
  }

  /** Begins anew in a state, of n spins ±1, which is the best one so far. */
  begin(spins: Int8Array, random: Random): void {
    const { size } = this.model;
    const { untils, best } = this.#at;
    const { bytes } = this.#lanes;
    this.#numbers.fill(0, untils / bytes, untils / bytes + size);
    this.#numbers.fill(holding, untils / bytes + size, (untils + this.#width) / bytes);
    this.#goTo(spins);
    for (let i = 0; i < size; i++) this.#numbers[best / bytes + i] = spins[i]!;
    this.#state[control.now / 8] = 0;
    this.#state[control.improvedAt / 8] = 0;
    this.#state[control.best / 8] = this.#state[control.energy / 8]!;
    this.#state[control.margin / 8] = this.#lanes === single ? 0.25 : this.#margin();
    const words = this.#at.control / 4;
    this.#words[words + control.random / 4] = random.bits32() || 1;
    this.#words[words + control.isPending / 4] = 0;
  }

  /** Moves on: so many times, or until so many moves in a row brought nothing. Returns how many were made. */
  search(moves: number, { tenure, spread }: Tenure, mostIdle: number): number {
    if (this.model.size === 0) return moves;
    this.#countAnew();
    const before = this.#state[control.now / 8]!;
    const words = this.#at.control / 4;
    this.#state[control.mostIdle / 8] = mostIdle;
    this.#words[words + control.tenure / 4] = tenure + 1;
    this.#words[words + control.spread / 4] = Math.max(1, spread);
    const at = this.#at;
    const { search } = this.#kernels;
    search!(this.#width, moves, at.spins, at.fields, at.untils, at.couplings, at.best, at.control);
    return this.#state[control.now / 8]! - before;
  }

  /** Goes on from another state; the best one stays. */
  moveTo(spins: Int8Array): void {
    this.#keepBest();
    this.#goTo(spins);
    const energy = this.#state[control.energy / 8]!;
    this.#state[control.improvedAt / 8] = this.#state[control.now / 8]!;
    if (energy + this.#state[control.margin / 8]! >= this.#state[control.best / 8]!) return;
    this.#state[control.best / 8] = energy;
    this.#words[(this.#at.control + control.isPending) / 4] = 1;
  }

  /** The best state since `begin`, into n places. */
  best(into: Int8Array): void {
    this.#keepBest();
    const from = this.#at.best / this.#lanes.bytes;
    for (let i = 0; i < this.model.size; i++) into[i] = this.#numbers[from + i]!;
  }

  /** The state as it is now, into n places. */
  current(into: Int8Array): void {
    const from = this.#at.spins / this.#lanes.bytes;
    for (let i = 0; i < this.model.size; i++) into[i] = this.#numbers[from + i]!;
  }

  get energy(): number {
    return this.#state[control.energy / 8]! * this.#unit;
  }

  #keepBest(): void {
    const pending = (this.#at.control + control.isPending) / 4;
    if (this.#words[pending] === 0) return;
    const { best, spins } = this.#at;
    const { bytes } = this.#lanes;
    this.#numbers.copyWithin(best / bytes, spins / bytes, (spins + this.#width) / bytes);
    this.#words[pending] = 0;
  }

  #goTo(spins: Int8Array): void {
    const { size } = this.model;
    const { bytes } = this.#lanes;
    const [spinsFrom, fieldsFrom] = [this.#at.spins / bytes, this.#at.fields / bytes];
    for (let i = 0; i < this.#width / bytes; i++) {
      this.#numbers[spinsFrom + i] = i < size ? spins[i]! : 1;
      this.#numbers[fieldsFrom + i] = i < size ? localField(this.model, spins, i) / this.#unit : -holding;
    }
    this.#state[control.energy / 8] = energyOf(this.model, spins) / this.#unit;
  }

  /** Differences of energy that sums of rounded numbers may show. */
  #margin(): number {
    const { fields, couplings } = this.model;
    let sum = 0;
    for (let i = 0; i < fields.length; i++) sum += Math.abs(fields[i]!);
    for (let k = 0; k < couplings.length; k++) sum += Math.abs(couplings[k]!) / 2;
    return 1e-12 * sum;
  }

  #countAnew(): void {
    const now = this.#state[control.now / 8]!;
    if (now < mostMoves) return;
    const from = this.#at.untils / this.#lanes.bytes;
    for (let i = 0; i < this.model.size; i++) this.#numbers[from + i] = Math.max(0, this.#numbers[from + i]! - now);
    this.#state[control.now / 8] = 0;
    this.#state[control.improvedAt / 8]! -= now;
  }
}
