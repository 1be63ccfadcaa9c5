import type { AnnealResultView } from "@naru/sdk";
import type { AnnealOutcome } from "@naru/workload";
import { assignmentView } from "./assignment-view.ts";
import { binsOf } from "./energy-bins.ts";

/** An annealed problem for people: its lowest samples, and how the energies of all reads are spread. */
export function annealView(outcome: AnnealOutcome, top: number): AnnealResultView {
  const { qubits, vartype, bits, energies, occurrences, timing, method, seconds } = outcome;
  // A stable sort keeps samples of the same energy in their order.
  const order = Array.from(energies, (_, k) => k).sort((a, b) => (energies[a] ?? 0) - (energies[b] ?? 0));
  const reads = occurrences.reduce((sum, count) => sum + count, 0);
  const readsOf = (places: readonly number[]) => places.reduce((sum, k) => sum + (occurrences[k] ?? 0), 0);
  const total = order.reduce((sum, k) => sum + (energies[k] ?? 0) * (occurrences[k] ?? 0), 0);
  const [lowest] = order;
  const valueAt = (k: number) => (vartype === "binary" ? k : 2 * k - 1);
  return {
    best: lowest === undefined ? null : assignmentView(qubits, (k) => valueAt(bits[lowest * qubits.length + k] ?? 0)),
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
