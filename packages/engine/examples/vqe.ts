/**
 * The ground state of the Ising chain in a transverse field, H = −Σ ZⱼZⱼ₊₁ − Σ Xⱼ, by gradients.
 *
 * Open ends and both couplings 1, where the exact energy is 1 − 1/sin(π/(4n+2)): Pfeuty, "The one-dimensional Ising model
 * with a transverse field", Ann. Phys. 57, 79 (1970).
 */
import { type Circuit, circuitOf, gate, type PauliSum, type PauliTerm } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";

const n = 8;
const layers = 4;
const steps = 150;

const exact = 1 - 1 / Math.sin(Math.PI / (4 * n + 2));
const energy = isingChain(n);
// One angle for each gate: n − 1 links and n fields a layer. Small and unequal, so that the search does not begin on a ridge.
const angles = Float64Array.from({ length: layers * (2 * n - 1) }, (_, k) => 0.6 + 0.01 * (k % 7));

const engine = await Engine.create(nodeHost());
// Gradient descent with momentum and a step for each angle: Adam, Kingma and Ba, arXiv:1412.6980.
const rate = 0.05;
const [mean, square] = [new Float64Array(angles.length), new Float64Array(angles.length)];
for (let step = 1; step <= steps; step++) {
  const { value, gradient } = await engine.gradient(ansatz(angles), energy);
  if (step % 30 === 1) console.log(`step ${step - 1}: energy ${value.toFixed(6)}`);
  for (const [k, slope] of gradient.entries()) {
    mean[k] = 0.9 * (mean[k] as number) + 0.1 * slope;
    square[k] = 0.999 * (square[k] as number) + 0.001 * slope ** 2;
    const size = Math.sqrt((square[k] as number) / (1 - 0.999 ** step)) + 1e-8;
    angles[k] = (angles[k] as number) - (rate * (mean[k] as number)) / (1 - 0.9 ** step) / size;
  }
}
const { expectations } = await engine.run(ansatz(angles), { seed: 1, observables: [energy] });
console.log(`found ${expectations?.[0]?.toFixed(6)}`);
console.log(`exact ${exact.toFixed(6)}`);
await engine.close();

/** Fields and links in turns, from the state that the field alone would have. */
function ansatz(theta: Float64Array): Circuit {
  let k = 0;
  const operations = Array.from({ length: n }, (_, q) => gate("h", [q]));
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q + 1 < n; q++) operations.push(gate("rzz", [q, q + 1], [theta[k++] as number]));
    for (let q = 0; q < n; q++) operations.push(gate("rx", [q], [theta[k++] as number]));
  }
  return circuitOf(n, operations);
}

function isingChain(length: number): PauliSum {
  const terms: PauliTerm[] = [];
  const add = (letter: string, at: readonly number[]) => {
    // qubit 0 is the rightmost letter
    const letters = Array.from({ length }, (_, k) => (at.includes(length - 1 - k) ? letter : "I"));
    terms.push({ paulis: letters.join(""), coefficient: -1 });
  };
  for (let q = 0; q + 1 < length; q++) add("Z", [q, q + 1]);
  for (let q = 0; q < length; q++) add("X", [q]);
  return { terms };
}
