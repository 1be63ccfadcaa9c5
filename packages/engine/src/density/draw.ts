import type { Random } from "@naru/base";
import type { Draws } from "../simulator.ts";
import type { Work } from "../work.ts";

/** Shots that are drawn together: some 20 ms. */
const portion = 2 ** 17;
/** Indices gone through before giving way: a millisecond. */
const indicesBetweenPauses = 2 ** 18;

/** Draws indices by their probabilities, which add up to about 1. */
export function* drawIndices(probabilities: Float64Array, shots: number, random: Random): Work<Draws> {
  const totals = new Uint32Array(probabilities.length);
  let sum = 0;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    sum += probabilities[i];
    if (probabilities[i] > 0) last = i;
    if (i % indicesBetweenPauses === indicesBetweenPauses - 1) yield;
  }
  let seen = 0;
  for (let left = shots; left > 0; left -= portion) {
    const uniforms = new Float64Array(Math.min(left, portion));
    for (let i = 0; i < uniforms.length; i++) uniforms[i] = random.uniform() * sum;
    uniforms.sort();
    let index = 0;
    let reached = probabilities[0];
    for (const uniform of uniforms) {
      while (uniform >= reached && index < last) {
        reached += probabilities[++index];
        if (index % indicesBetweenPauses === 0) yield;
      }
      if (totals[index]++ === 0) seen++;
    }
    yield;
  }
  const draws = { states: new Uint32Array(seen), counts: new Uint32Array(seen) };
  for (let index = 0, next = 0; next < seen; index++) {
    if (index % indicesBetweenPauses === indicesBetweenPauses - 1) yield;
    if (totals[index] === 0) continue;
    draws.states[next] = index;
    draws.counts[next++] = totals[index];
  }
  return draws;
}
