import type { Random } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import type { Draws } from "../simulator.ts";

/** Shots that are drawn between two looks at the pacer: some 20 ms. */
const portion = 2 ** 17;

/** Draws indices by their probabilities, which add up to about 1. */
export async function drawIndices(
  probabilities: Float64Array,
  shots: number,
  random: Random,
  pacer: Pacer,
): Promise<Draws> {
  const totals = new Uint32Array(probabilities.length);
  let sum = 0;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    sum += probabilities[i];
    if (probabilities[i] > 0) last = i;
  }
  for (let left = shots; left > 0; left -= portion) {
    const uniforms = new Float64Array(Math.min(left, portion));
    for (let i = 0; i < uniforms.length; i++) uniforms[i] = random.uniform() * sum;
    uniforms.sort();
    let index = 0;
    let reached = probabilities[0];
    for (const uniform of uniforms) {
      while (uniform >= reached && index < last) reached += probabilities[++index];
      totals[index]++;
    }
    await pacer.pause();
  }
  const seen = totals.reduce((count, total) => (total > 0 ? count + 1 : count), 0);
  const draws = { states: new Uint32Array(seen), counts: new Uint32Array(seen) };
  let next = 0;
  totals.forEach((total, index) => {
    if (total === 0) return;
    draws.states[next] = index;
    draws.counts[next++] = total;
  });
  return draws;
}
