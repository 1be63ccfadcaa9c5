import type { StateOps } from "./state-ops.ts";
import type { Jumps, SitePoint } from "./stretch.ts";

/** How likely a qubit is found in 0 and in 1. */
export function valueProbabilities({ zero, one }: { readonly zero: number; readonly one: number }): [number, number] {
  const probability = Math.min(1, Math.max(0, one / (zero + one)));
  return [1 - probability, probability];
}

/** How likely a reset finds each value, or a candidate for a jump makes each of them. */
export function fateProbabilities<State>(
  ops: StateOps<State>,
  state: State,
  { jumps, qubits }: SitePoint,
): readonly number[] {
  if (jumps && !jumps.diagonals) return jumpProbabilities(jumps, ops.reduced(state, qubits), 2 ** qubits.length);
  const weights = ops.weights(state, qubits[0]);
  if (!jumps?.diagonals) return valueProbabilities(weights);
  const total = (weights.zero + weights.one) * jumps.bound;
  return jumps.diagonals.map(([zero, one]) => (zero * weights.zero + one * weights.one) / total);
}

/** How likely a candidate makes each jump, in a state with this density matrix: tr(KρK†) / (tr(ρ) · bound). */
function jumpProbabilities({ operators, bound }: Jumps, density: Float64Array, size: number): number[] {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += density[2 * i * (size + 1)];
  return operators.map((k) => {
    let weight = 0;
    for (let row = 0; row < size; row++) {
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          const [ka, kb, at] = [2 * (row * size + a), 2 * (row * size + b), 2 * (a * size + b)];
          const re = k[ka] * k[kb] + k[ka + 1] * k[kb + 1];
          const im = k[ka + 1] * k[kb] - k[ka] * k[kb + 1];
          weight += re * density[at] - im * density[at + 1];
        }
      }
    }
    return Math.max(0, weight / (trace * bound));
  });
}
