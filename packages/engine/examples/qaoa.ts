/**
 * The largest cut of a graph by QAOA with one to four layers, angles by gradient descent, each depth beginning where the
 * one before ended: Zhou et al., "Quantum approximate optimization algorithm: performance, mechanism …", Phys. Rev. X 10,
 * 021067 (2020), appendix B.
 *
 * The graph is the generalised Petersen graph on 2 · 7 vertices: two rings, the inner one in steps of two, and spokes.
 */
import { type CostPolynomial, Engine, type QaoaAngles } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";

const ring = 7;
const edges = Array.from({ length: ring }, (_, k) => [
  [k, (k + 1) % ring],
  [k, ring + k],
  [ring + k, ring + ((k + 2) % ring)],
]).flat();

/** Minus the edges that are cut: an edge is cut where its spins differ, and counts (1 − product) / 2. */
const cost: CostPolynomial = {
  qubitCount: 2 * ring,
  variables: "spins",
  terms: [{ weight: -edges.length / 2, qubits: [] }, ...edges.map((qubits) => ({ weight: 0.5, qubits }))],
};

const engine = await Engine.create(nodeHost());
const qaoa = await engine.qaoa(cost);
let angles: QaoaAngles = { gammas: [0.4], betas: [0.4] };
for (let layers = 1; layers <= 4; layers++) {
  angles = await descend(angles);
  const { expectedCost, counts } = await qaoa.run(angles, { seed: layers, shots: 1000 });
  const best = Math.max(...[...(counts ?? [])].map(([bits]) => cutOf(bits)));
  console.log(`${layers} layers: expected cut ${(-expectedCost).toFixed(3)}, best of 1000 shots ${best}`);
  angles = { gammas: stretched(angles.gammas), betas: stretched(angles.betas) };
}
console.log(`${edges.length} edges`);
await engine.close();

async function descend({ gammas, betas }: QaoaAngles): Promise<QaoaAngles> {
  let here = { gammas, betas };
  let rate = 0.02;
  let { expectedCost: cost, ...slope } = await qaoa.gradient(here);
  for (let step = 0; step < 60; step++) {
    const next = { gammas: moved(here.gammas, slope.gammas, rate), betas: moved(here.betas, slope.betas, rate) };
    const { expectedCost, ...slopeThere } = await qaoa.gradient(next);
    // a longer step after one that went down, a shorter one after one that did not
    rate *= expectedCost < cost ? 1.2 : 0.5;
    if (expectedCost < cost) [here, cost, slope] = [next, expectedCost, slopeThere];
  }
  return here;
}

function moved(from: readonly number[], slopes: Float64Array, rate: number): number[] {
  return from.map((angle, k) => angle - rate * (slopes[k] as number));
}

/** One angle more, between the ones that there are. */
function stretched(values: readonly number[]): number[] {
  const last = values.length - 1;
  return Array.from({ length: values.length + 1 }, (_, k) => {
    const share = k / values.length;
    return share * (values[k - 1] ?? 0) + (1 - share) * (values[Math.min(k, last)] as number);
  });
}

/** Qubit 0 is the rightmost character. */
function cutOf(bits: string): number {
  const side = (qubit: number) => bits[bits.length - 1 - qubit];
  return edges.filter(([a = 0, b = 0]) => side(a) !== side(b)).length;
}
