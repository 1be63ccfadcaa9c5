import type { EnergyBin } from "@naru/sdk";

/** Bars that a person can tell apart. */
const mostBins = 40;

/**
 * How often each range of energies was seen, in bins of equal width from the lowest energy to the highest; one alone where
 * all are the same. `occurrences` is one number for each energy.
 */
export function binsOf(energies: Float64Array, occurrences: Int32Array): EnergyBin[] {
  if (energies.length === 0) return [];
  const [least, most] = energies.reduce(([a, b], e) => [Math.min(a, e), Math.max(b, e)], [Infinity, -Infinity]);
  const different = new Set(energies).size;
  const count = different === 1 || !(most > least) ? 1 : Math.min(mostBins, Math.max(2, different));
  const width = (most - least) / count;
  const bins = Array.from({ length: count }, (_, k) => ({
    from: least + width * k,
    to: k === count - 1 ? most : least + width * (k + 1),
    reads: 0,
  }));
  energies.forEach((energy, k) => {
    const bin = bins[width > 0 ? Math.min(count - 1, Math.floor((energy - least) / width)) : 0];
    if (bin) bin.reads += occurrences[k] ?? 0;
  });
  return bins;
}
