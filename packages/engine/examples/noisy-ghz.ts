/**
 * How well a noisy machine makes the state (|0…0⟩ + |1…1⟩)/√2: its exact fidelity by the density matrix, beside what
 * 2000 shots show.
 *
 * The fidelity is the mean of the 2ⁿ Pauli strings (with sign) that leave the state as it is.
 */
import { type Circuit, circuitOf, gate, type PauliSum } from "@naru/circuit";
import { Engine, type NoiseModel } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";

const noise: NoiseModel = {
  oneQubitRate: 0.001,
  twoQubitRate: 0.01,
  // qubits decay while gates run and while they wait
  relaxation: {
    t1Seconds: 100e-6,
    t2Seconds: 80e-6,
    durations: { oneQubitSeconds: 40e-9, twoQubitSeconds: 300e-9 },
    idle: true,
  },
  readout: { oneGivenZero: 0.01, zeroGivenOne: 0.02 },
};
const shots = 2000;

const engine = await Engine.create(nodeHost());
for (let n = 2; n <= 8; n++) {
  const circuit = ghz(n);
  const options = { seed: n, noise };
  const { expectations, method } = await engine.run(circuit, { ...options, observables: [fidelity(n)] });
  const { counts } = await engine.run(circuit, { ...options, shots });
  const agreed = (counts?.get("0".repeat(n)) ?? 0) + (counts?.get("1".repeat(n)) ?? 0);
  console.log(
    `${n} qubits: fidelity ${expectations?.[0]?.toFixed(4)} (${method}), all bits agree in ${agreed / shots}`,
  );
}
await engine.close();

function ghz(n: number): Circuit {
  const chain = Array.from({ length: n - 1 }, (_, k) => gate("cx", [k, k + 1]));
  return circuitOf(n, [gate("h", [0]), ...chain]);
}

/** Products of Z on evenly many qubits; and of X on all, where evenly many may be Y, with a sign for each pair of these. */
function fidelity(n: number): PauliSum {
  const terms = [];
  for (let mask = 0; mask < 2 ** n; mask++) {
    const marked = Array.from({ length: n }, (_, q) => (mask >> q) & 1);
    const count = marked.reduce((sum, bit) => sum + bit, 0);
    if (count % 2 === 1) continue;
    const word = ([plain, other]: readonly [string, string]) => marked.map((bit) => (bit ? other : plain)).join("");
    terms.push({ paulis: word(["I", "Z"]), coefficient: 1 / 2 ** n });
    terms.push({ paulis: word(["X", "Y"]), coefficient: (count % 4 === 0 ? 1 : -1) / 2 ** n });
  }
  return { terms };
}
