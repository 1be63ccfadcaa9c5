import { type FunctionWriter, simd128 } from "@naru/kernels";
import type { IsingModel } from "../model.ts";

/** Bytes of one entry of a list of neighbours: how far its spins are, and the coupling. */
export const entryBytes = 8;

/**
 * Writes lists of neighbours for kernels: n + 1 addresses at `startsAt`, and from `listAt` on for each neighbour the byte
 * distance of its spins, which take `spinBytes` each, and the coupling as a float.
 */
export function writeLists(
  { size, starts, neighbours, couplings }: IsingModel,
  memory: { readonly buffer: ArrayBuffer | SharedArrayBuffer },
  startsAt: number,
  listAt: number,
  spinBytes: number,
): void {
  const words = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i <= size; i++) words[startsAt / 4 + i] = listAt + entryBytes * starts[i]!;
  for (let k = 0; k < couplings.length; k++) {
    words[listAt / 4 + 2 * k] = spinBytes * neighbours[k]!;
    floats[listAt / 4 + 2 * k + 1] = couplings[k]!;
  }
}

/** Locals of a kernel: the entry it is at, where the list ends, and room for the spins of a neighbour and the coupling. */
export interface ListLocals {
  readonly at: number;
  readonly end: number;
  readonly spins: number;
  readonly other: number;
  readonly coupling: number;
}

/** Adds coupling times spins to `sums`, for each neighbour from `at` to `end`. Then `at` is `end`, where the next list begins. */
export function addNeighbours(w: FunctionWriter, sums: readonly number[], locals: ListLocals): void {
  const { at, end, spins, other, coupling } = locals;
  w.block(() => {
    w.get(at).get(end).isEqual().leaveIf();
    w.repeat(() => {
      w.get(at).loadSplat(4, 4).set(coupling);
      w.get(spins).get(at).loadInteger().add().set(other);
      sums.forEach((sum, v) => {
        w.get(sum)
          .get(coupling)
          .get(other)
          .loadVector(16 * v);
        w.simd(simd128.f32x4Multiply).simd(simd128.f32x4Add).set(sum);
      });
      w.get(at).constant(entryBytes).add().tee(at).get(end).isDifferent();
    });
  });
}
