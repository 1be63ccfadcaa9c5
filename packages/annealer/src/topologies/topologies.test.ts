import { createHash } from "node:crypto";
import { InvalidInputError } from "@naru/base";
import { expect, test } from "vitest";
import { type Graph, graphOf, type Topology, workingGraphOf } from "./index.ts";

const hashOf = ({ first, second }: Graph): string =>
  createHash("sha256")
    .update(Array.from(first, (a, k) => `${a},${second[k]}`).join(";"))
    .digest("hex")
    .slice(0, 16);

function greatestDegree({ size, first, second }: Graph): number {
  const degrees = new Int32Array(size);
  for (const list of [first, second]) for (const qubit of list) degrees[qubit] = (degrees[qubit] ?? 0) + 1;
  return Math.max(...degrees);
}

// Checked edge by edge against the vendor's own generators; the hashes are of their edges.
test.each<[Topology["type"], number[], number, number, number, number, string]>([
  ["chimera", [4, 4, 4], 128, 128, 352, 6, "a2195a2aee08f0de"],
  ["chimera", [16, 16, 4], 2048, 2048, 6016, 6, "a8b22ed98ba2ca21"],
  ["pegasus", [16], 5760, 5640, 40484, 15, "c5f7b57eb3bda0b2"],
  ["zephyr", [12, 4], 4800, 4800, 45864, 20, "279f23b98669aa0c"],
  ["zephyr", [6, 4], 1248, 1248, 11400, 20, "32cf9a21ec1d80aa"],
  ["zephyr", [15, 4], 7440, 7440, 71736, 20, "b1f04714ed9bd4fe"],
])("%s %j is the vendor's graph, coupler by coupler", (type, shape, size, qubits, couplers, degree, hash) => {
  const graph = graphOf({ type, shape });
  expect(graph.size).toBe(size);
  expect(graph.qubits).toHaveLength(qubits);
  expect(graph.first).toHaveLength(couplers);
  expect(greatestDegree(graph)).toBe(degree);
  expect(hashOf(graph)).toBe(hash);
});

const advantage = { topology: { type: "pegasus", shape: [16] }, qubits: 5612, couplers: 40088 } as const;

test("a working graph has so many qubits and couplers, all of them the topology's, and is the same for its seed", () => {
  const graph = workingGraphOf({ ...advantage, couplers: 39_000, seed: 1 });
  expect(graph.qubits).toHaveLength(5612);
  expect(graph.first).toHaveLength(39_000);
  const [qubits, whole] = [new Set(graph.qubits), graphOf(advantage.topology)];
  const known = new Set(Array.from(whole.first, (a, k) => `${a},${whole.second[k]}`));
  const pairs = Array.from(graph.first, (a, k) => [a, graph.second[k] ?? -1] as const);
  expect(pairs.filter(([a, b]) => !(qubits.has(a) && qubits.has(b) && known.has(`${a},${b}`)))).toEqual([]);
  expect(hashOf(workingGraphOf({ ...advantage, couplers: 39_000, seed: 1 }))).toBe(hashOf(graph));
  expect(hashOf(workingGraphOf({ ...advantage, couplers: 39_000, seed: 2 }))).not.toBe(hashOf(graph));
});

test.each<[string, () => Graph]>([
  ["a Chimera graph without tracks", () => graphOf({ type: "chimera", shape: [4, 4, 0] })],
  ["a Pegasus graph with two numbers", () => graphOf({ type: "pegasus", shape: [4, 4] })],
  ["a Zephyr graph of a million qubits", () => graphOf({ type: "zephyr", shape: [1000, 4] })],
  ["more qubits than there are", () => workingGraphOf({ ...advantage, qubits: 5641, seed: 1 })],
  ["more couplers than there are", () => workingGraphOf({ ...advantage, couplers: 40_485, seed: 1 })],
])("%s is refused", (_, make) => {
  expect(make).toThrow(InvalidInputError);
});
