import { parityOf } from "../expect/pauli-masks.ts";
import { type WalshKernels, walsh } from "../expect/walsh-kernels.ts";
import type { Pacer } from "../pacer.ts";
import type { Views } from "../statevector/exec/arena.ts";
import type { Ladder, SpinTerm } from "./cost.ts";
import type { CostKernels } from "./cost-kernels.ts";
import type { QaoaMemory } from "./memory.ts";

/** Costs that are computed together: a list of 64 KiB. */
const mostTileBits = 13;

/**
 * Writes the cost of every bitstring: the Walsh–Hadamard transform of the weights by mask, tile by tile, each tile's bits
 * above having turned the weights' signs. Time: terms · tiles + 2^n · tile bits.
 */
export async function writeCosts(
  terms: readonly SpinTerm[],
  ladder: Ladder | null,
  indexBits: number,
  memory: QaoaMemory,
  views: Views,
  kernels: CostKernels & WalshKernels,
  pacer: Pacer,
): Promise<void> {
  const bits = Math.min(indexBits, mostTileBits);
  const size = 2 ** bits;
  const at = memory.scratch / 8;
  const { double } = views;
  if (ladder) {
    double[memory.constants / 8] = ladder.base;
    double[memory.constants / 8 + 1] = 1 / ladder.step;
    for (let level = 0; level < ladder.count; level++) {
      double[memory.costTable / 8 + level] = ladder.base + level * ladder.step;
    }
  }
  for (let tile = 0; tile < 2 ** (indexBits - bits); tile++) {
    double.fill(0, at, at + size);
    for (const { mask, weight } of terms) double[at + (mask & (size - 1))] += parityOf((mask >>> bits) & tile) * weight;
    walsh(kernels, memory.scratch, bits);
    const first = tile * size;
    if (ladder) kernels.toLevels(memory.costs + 2 * first, memory.scratch, size, memory.constants);
    else double.copyWithin(memory.costs / 8 + first, at, at + size);
    pacer.check();
    if (pacer.isPauseDue()) await pacer.pause();
  }
}
