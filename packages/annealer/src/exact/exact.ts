import { InvalidInputError, TooLargeError } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import { energyOf, type IsingModel, localField } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { control, exactKernel, lowSpins } from "./exact-kernel.ts";
import { LowestStates } from "./lowest-states.ts";

export interface ExactOptions extends Watched {
  /** How many states of least energy are wanted; 1 if absent. Of more states of equal energy, some. */
  readonly states?: number;
}

/** Each further spin doubles the time; so many take some seconds. */
export const mostExactSpins = 30;
/** Samples of 30 spins that still fit into little memory. */
const mostStates = 2 ** 20;
/** Blocks of 32 states in one call of the kernel: some 10 ms. */
const blocksAtOnce = 2 ** 19;
const mostListed = 4096;
/** Energies that differ by less than this part of all that they are summed from count as equal. */
const equalPart = 1e-12;

/**
 * The states of least energy, by trying all 2^n: the least first, of equals those with the lower number (bit i for spin i)
 * first. Throws TooLargeError for more than 30 spins.
 */
export async function exact(host: AnnealerHost, model: IsingModel, options: ExactOptions = {}): Promise<SampleSet> {
  const { size } = model;
  const { states = 1 } = options;
  if (size > mostExactSpins) {
    throw new TooLargeError(`The exact sampler tries all states of up to ${mostExactSpins} variables, not of ${size}.`);
  }
  if (!Number.isSafeInteger(states) || states < 1 || states > mostStates) {
    throw new InvalidInputError(`${states} states cannot be listed. Give a whole number from 1 to ${mostStates}.`);
  }
  const pauses = new Pauses(host, options);
  const lowest = new LowestStates(Math.min(states, 2 ** size), equalPart * sumOf(model));
  const enumeration = new Enumeration(host, model);
  const blocks = 2 ** Math.max(0, size - lowSpins);
  // Pieces grow, so that what is listed by a threshold from before stays little.
  for (let from = 0, step = 1; from < blocks; step = Math.min(2 * step, blocksAtOnce)) {
    from = enumeration.run(from, Math.min(from + step, blocks), lowest);
    await pauses.pause(from / blocks);
  }
  const found = lowest.sorted();
  const spins = new Int8Array(found.length * size);
  found.forEach(({ index }, k) => {
    for (let i = 0; i < size; i++) spins[k * size + i] = (index >> i) & 1 ? 1 : -1;
  });
  return sampleSetOf(model, found.length, spins);
}

function sumOf({ fields, couplings, offset }: IsingModel): number {
  let sum = Math.abs(offset);
  for (const field of fields) sum += Math.abs(field);
  for (const coupling of couplings) sum += Math.abs(coupling) / 2;
  return sum;
}

/** All states of a model, in blocks of those that differ in the lowest spins alone. */
class Enumeration {
  readonly #model: IsingModel;
  /** As the kernel has them: at least `lowSpins`, of which those beyond the model's have no part in any energy. */
  readonly #size: number;
  readonly #kernel: (...parameters: number[]) => void;
  readonly #at: readonly [fields: number, rows: number, couplings: number, list: number, control: number];
  readonly #floats: Float64Array;
  readonly #words: Int32Array;

  constructor(host: AnnealerHost, model: IsingModel) {
    this.#model = model;
    this.#size = Math.max(model.size, lowSpins);
    const vectors = Math.ceil(this.#size / 2);
    const upper = this.#size - lowSpins;
    const { addresses, bytes } = layOut([
      16 * vectors,
      2 * upper * 16 * vectors,
      8 * 2 ** lowSpins,
      4 * mostListed,
      control.bytes,
    ]);
    const [fields, rows, couplings, list, controlAt] = addresses;
    const memory = allocate(host, bytes);
    this.#at = [fields, rows, couplings, list, controlAt];
    this.#kernel = kernelsIn(host, memory, `exact ${vectors}`, () => [exactKernel(vectors)]).exact!;
    this.#floats = new Float64Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);

    const { starts, neighbours } = model;
    for (let i = lowSpins; i < model.size; i++) {
      const down = rows / 8 + 4 * vectors * (i - lowSpins);
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        this.#floats[down + neighbours[k]!] = -2 * model.couplings[k]!;
        this.#floats[down + 2 * vectors + neighbours[k]!] = 2 * model.couplings[k]!;
      }
    }
    for (let low = 0; low < 2 ** lowSpins; low++) this.#floats[couplings / 8 + low] = this.#lowEnergy(low);
  }

  /** Looks through blocks; returns the first that it did not come to. */
  run(from: number, to: number, lowest: LowestStates): number {
    const [fields, rows, couplings, list, at] = this.#at;
    this.#prepare(from);
    this.#floats[(at + control.threshold) / 8] = lowest.threshold;
    this.#kernel(from, to, fields, rows, couplings, list, mostListed, at);
    const listed = this.#words[(at + control.listed) / 4]!;
    for (let k = 0; k < listed; k++) this.#offer(this.#words[list / 4 + k]!, lowest);
    return this.#words[(at + control.next) / 4]!;
  }

  /** Fields and energy of the upper spins in a block, without those that rounding has left. */
  #prepare(block: number): void {
    const { size, fields, offset } = this.#model;
    const [fieldsAt, , , , at] = this.#at;
    const spins = this.#upperSpins(block);
    let energy = offset;
    for (let i = 0; i < size; i++) {
      const field = localField(this.#model, spins, i);
      this.#floats[fieldsAt / 8 + i] = field;
      energy += (spins[i]! * (fields[i]! + field)) / 2;
    }
    this.#floats[(at + control.energy) / 8] = energy;
  }

  /** Spins as a block has them; 0 for the lowest. */
  #upperSpins(block: number): Int8Array {
    const code = block ^ (block >>> 1);
    return Int8Array.from({ length: this.#model.size }, (_, i) => {
      if (i < lowSpins) return 0;
      return (code >> (i - lowSpins)) & 1 ? 1 : -1;
    });
  }

  /** Energy of the couplings among the lowest spins. */
  #lowEnergy(low: number): number {
    const { size, starts, neighbours, couplings } = this.#model;
    const spinOf = (i: number) => ((low >> i) & 1 ? 1 : -1);
    let energy = 0;
    for (let i = 0; i < Math.min(size, lowSpins); i++) {
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        if (neighbours[k]! < i) energy += couplings[k]! * spinOf(i) * spinOf(neighbours[k]!);
      }
    }
    return energy;
  }

  /** Reckons the states of a block in full. */
  #offer(block: number, lowest: LowestStates): void {
    const { size } = this.#model;
    const low = Math.min(size, lowSpins);
    const spins = this.#upperSpins(block);
    const upper = (block ^ (block >>> 1)) * 2 ** lowSpins;
    for (let k = 0; k < 2 ** low; k++) {
      for (let i = 0; i < low; i++) spins[i] = (k >> i) & 1 ? 1 : -1;
      lowest.offer(energyOf(this.#model, spins), upper + k);
    }
  }
}
