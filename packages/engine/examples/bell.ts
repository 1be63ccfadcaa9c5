/** Two entangled qubits: what is predicted, what is counted, and what is exact. */
import { circuitOf, gate } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";

const engine = await Engine.create(nodeHost());
const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);

const { method, bytes } = engine.estimate(bell, { seed: 1, shots: 1000 });
console.log(`method: ${method}, ${bytes} bytes`);

const { counts, probabilities } = await engine.run(bell, { seed: 1, shots: 1000, probabilities: true });
for (const [outcome, count] of counts ?? []) console.log(`${outcome}: ${count} of 1000 shots`);
for (const [i, outcome] of probabilities?.outcomes.entries() ?? []) {
  console.log(`outcome ${outcome}: probability ${probabilities?.values[i]?.toFixed(6)}`);
}
await engine.close();
