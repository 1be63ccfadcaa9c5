import { type Circuit, circuitOf, gate, measure } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { StatevectorSimulator } from "../simulator.ts";

const simulator = new StatevectorSimulator(nodeHost(), 1);
afterAll(() => simulator.close());

/** Independent qubits with known probabilities of 1, measured into the given bits. */
const angles = Array.from({ length: 18 }, (_, q) => 0.3 + 0.13 * q);
const product: Circuit = {
  ...circuitOf(
    18,
    angles.map((angle, q) => gate("ry", [q], [angle])),
  ),
};
const chanceOfOne = (qubit: number) => Math.sin((angles[qubit] ?? 0) / 2) ** 2;
const measuring = (pairs: readonly (readonly [qubit: number, clbit: number])[], clbitCount: number): Circuit => ({
  ...product,
  clbitCount,
  operations: [...product.operations, ...pairs.map(([qubit, clbit]) => measure(qubit, clbit))],
});

describe.each(["single", "double"] as const)("in %s precision, of 18 qubits", (precision) => {
  test("counts follow the distribution, by χ² at one in a million", async () => {
    const shots = 40_000;
    const { counts } = await simulator.run(
      measuring(
        [
          [17, 0],
          [2, 1],
          [9, 2],
        ],
        3,
      ),
      { seed: 11, shots, precision },
    );
    let chiSquare = 0;
    for (let outcome = 0; outcome < 8; outcome++) {
      const expected = [17, 2, 9].reduce(
        (p, q, c) => p * ((outcome >> c) & 1 ? chanceOfOne(q) : 1 - chanceOfOne(q)),
        shots,
      );
      const seen = counts?.get(outcome.toString(2).padStart(3, "0")) ?? 0;
      chiSquare += (seen - expected) ** 2 / expected;
    }
    expect(chiSquare).toBeLessThan(40.5); // seven degrees of freedom
  });

  test("marginals are exact, ascending, and leave out bits that nothing writes", async () => {
    const circuit = measuring(
      [
        [4, 40],
        [11, 2],
        [4, 0],
      ],
      41,
    );
    const { probabilities } = await simulator.run(circuit, { seed: 1, probabilities: true, precision });
    const both = 2 ** 40 + 1;
    expect([...(probabilities?.outcomes ?? [])]).toEqual([0, 4, both, both + 4]);
    const [p, q] = [chanceOfOne(4), chanceOfOne(11)];
    const expected = [(1 - p) * (1 - q), (1 - p) * q, p * (1 - q), p * q];
    const tolerance = precision === "single" ? 1e-6 : 1e-13;
    const errors = expected.map((value, i) => Math.abs((probabilities?.values[i] ?? 0) - value));
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  });

  test("a qubit that was never used reads 0", async () => {
    const circuit = { ...circuitOf(20, [gate("x", [19]), gate("h", [3])]) };
    const { counts, probabilities } = await simulator.run(circuit, {
      seed: 1,
      shots: 100,
      probabilities: true,
      precision,
    });
    expect([...(counts?.keys() ?? [])]).toEqual([`1${"0".repeat(19)}`, `1${"0".repeat(15)}1000`]);
    expect([...(probabilities?.values ?? [])]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.5, 6)]);
  });
});

test("a distribution too long to list is left out, and counts are still drawn", async () => {
  const circuit = circuitOf(
    21,
    Array.from({ length: 21 }, (_, q) => gate("h", [q])),
  );
  const result = await simulator.run(circuit, { seed: 1, shots: 10, probabilities: true, precision: "single" });
  expect(result.probabilities).toBeUndefined();
  expect([...(result.counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(10);
});
