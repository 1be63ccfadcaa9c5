import type { AnnealResultView, EnergyBin } from "@naru/sdk";
import type { AnnealOutcome } from "@naru/workload";

/** Bars that a person can tell apart. */
const mostBins = 40;

/** An annealed problem for people: its lowest samples, and how the energies of all reads are spread. */
export function annealView(outcome: AnnealOutcome, top: number): AnnealResultView {
  const { qubits, energies, occurrences, timing, method, seconds } = outcome;
  // A stable sort keeps samples of the same energy in their order.
  const order = Array.from(energies, (_, k) => k).sort((a, b) => (energies[a] ?? 0) - (energies[b] ?? 0));
  const reads = occurrences.reduce((sum, count) => sum + count, 0);
  const readsOf = (places: readonly number[]) => places.reduce((sum, k) => sum + (occurrences[k] ?? 0), 0);
  const total = order.reduce((sum, k) => sum + (energies[k] ?? 0) * (occurrences[k] ?? 0), 0);
  return {
    qubitCount: qubits.length,
    reads,
    samples: order.slice(0, top).map((k) => ({ energy: energies[k] ?? 0, occurrences: occurrences[k] ?? 0 })),
    sampleCount: order.length,
    unlistedReads: readsOf(order.slice(top)),
    meanEnergy: reads === 0 ? 0 : total / reads,
    energies: binsOf(energies, occurrences),
    ...{ timing, method, seconds },
  };
}

/** Bins of equal width from the lowest energy to the highest; one alone where all are the same. */
function binsOf(energies: Float64Array, occurrences: Int32Array): EnergyBin[] {
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
