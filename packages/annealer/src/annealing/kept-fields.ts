import { type IsingModel, localField } from "../model.ts";
import { type Batch, fillWords } from "./batch.ts";

/** A field that no turn goes against, of spins that only fill up. */
const holding = 1e30;

/** Writes a state and its local fields, n numbers each, filled up to `width`, at these places of `floats`. */
export function writeKept(
  model: IsingModel,
  spins: Int8Array,
  floats: Float32Array,
  spinsFrom: number,
  sumsFrom: number,
  width: number,
): void {
  for (let i = 0; i < width; i++) {
    floats[spinsFrom + i] = i < model.size ? spins[i]! : 1;
    floats[sumsFrom + i] = i < model.size ? localField(model, spins, i) : -holding;
  }
}

/** How a batch of one read with kept fields begins, and tells its spins. Addresses are those of the kernel. */
export function keptRead(
  model: IsingModel,
  floats: Float32Array,
  width: number,
  at: { readonly spins: number; readonly sums: number; readonly state: number },
): Pick<Batch, "reads" | "begin" | "spins"> {
  const { size } = model;
  return {
    reads: 1,
    spins(_, into) {
      for (let i = 0; i < size; i++) into[i] = floats[at.spins / 4 + i]!;
    },
    begin(random, states) {
      fillWords(random, new Uint32Array(floats.buffer, at.state, 4));
      const spins = Int8Array.from({ length: size }, (_, i) => states?.[i] ?? (random.bits32() & 0x10000 ? 1 : -1));
      writeKept(model, spins, floats, at.spins / 4, at.sums / 4, width);
    },
  };
}

/** Writes the couplings of a model into a square of rows, `width` numbers each. */
export function writeRows(model: IsingModel, floats: Float32Array, from: number, width: number): void {
  const { size, starts, neighbours, couplings } = model;
  for (let i = 0; i < size; i++) {
    for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++)
      floats[from + i * width + neighbours[k]!] = couplings[k]!;
  }
}
