import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut, mostBytes } from "../memory.ts";
import { type IsingModel, localField } from "../model.ts";
import { double } from "../tabu/lanes.ts";
import { entryBytes, turnKernel } from "../tabu/tabu-kernel.ts";

const densePart = 0.1;

/** Local fields of all spins, kept while spins turn. */
export class LocalFields {
  readonly values: Float64Array;
  readonly #model: IsingModel;
  readonly #turn: (...parameters: number[]) => void;
  readonly #fieldsAt: number;
  /** Where what a turn of spin i adds begins; it ends where that of spin i + 1 begins. */
  readonly #rows: Float64Array;

  constructor(host: AnnealerHost, model: IsingModel) {
    const { size, starts, neighbours, couplings } = model;
    const width = Math.max(16, 8 * Math.ceil(size / 2) * 2);
    const isDense = couplings.length > densePart * size * (size - 1) && size * width < mostBytes / 2;
    const entry = entryBytes(double);
    const { addresses, bytes } = layOut([width, isDense ? size * width : entry * couplings.length]);
    const [fieldsAt, listAt] = addresses;
    const memory = allocate(host, bytes);
    const floats = new Float64Array(memory.buffer);
    const words = new Int32Array(memory.buffer);
    this.#model = model;
    this.#fieldsAt = fieldsAt;
    this.#turn = kernelsIn(host, memory, `local fields ${isDense}`, () => [turnKernel(double, isDense)]).turn!;
    this.#rows = Float64Array.from({ length: size + 1 }, (_, i) => listAt + (isDense ? i * width : entry * starts[i]!));
    this.values = floats.subarray(fieldsAt / 8, fieldsAt / 8 + size);
    for (let i = 0; i < size; i++) {
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        if (isDense) {
          floats[this.#rows[i]! / 8 + neighbours[k]!] = couplings[k]!;
          continue;
        }
        words[(listAt + entry * k) / 4] = 8 * neighbours[k]!;
        floats[(listAt + entry * k) / 8 + 1] = couplings[k]!;
      }
    }
  }

  begin(spins: Int8Array): void {
    for (let i = 0; i < this.#model.size; i++) this.values[i] = localField(this.#model, spins, i);
  }

  /** Spin i has become `spin`. */
  turn(i: number, spin: number): void {
    this.#turn(this.#rows[i]!, this.#rows[i + 1]!, this.#fieldsAt, 2 * spin);
  }
}
