import { TooLargeError } from "@naru/base";
import { type Circuit, circuitOf, gate } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { SampleWorkload } from "@naru/workload";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maxListedOutcomes, planArrays, planResults, tallyBytes } from "./result-size.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create(nodeHost());
});
afterAll(() => engine.close());

const spread = (qubits: number): Circuit =>
  circuitOf(
    qubits,
    Array.from({ length: qubits }, (_, q) => gate("h", [q])),
  );
const ghz = (qubits: number): Circuit =>
  circuitOf(qubits, [gate("h", [0]), ...Array.from({ length: qubits - 1 }, (_, q) => gate("cx", [q, q + 1]))]);
const workload = (circuits: readonly Circuit[], more: Partial<SampleWorkload> = {}): SampleWorkload => ({
  kind: "sample",
  circuits,
  shots: 100,
  ...more,
});

describe("the outcomes that a workload lists", () => {
  test("of one circuit may be the whole budget", () => {
    expect(planResults(workload([spread(20)]), false).listed).toEqual([true]);
  });

  test("of 24 circuits of 20 Hadamards do not outgrow a string", () => {
    const plan = planResults(workload(Array.from({ length: 24 }, () => spread(20))), false);
    expect(plan.listed).toEqual([true, ...new Array<boolean>(23).fill(false)]);
    expect(plan.bytes).toBeLessThan(64 * 2 ** 20);
  });

  test("are those of the smallest circuits, and of the first of equal ones", () => {
    const circuits = [spread(19), spread(20), spread(19), spread(1)];
    expect(planResults(workload(circuits), false).listed).toEqual([true, false, false, true]);
  });

  test("are few where few gates branch, however wide the circuits", () => {
    expect(planResults(workload(Array.from({ length: 300 }, () => ghz(28))), false).listed).not.toContain(false);
  });

  test("are none under noise", () => {
    expect(planResults(workload([ghz(2)]), true).listed).toEqual([false]);
  });

  test("count in the estimate's time and memory", () => {
    const [small, large] = [planResults(workload([spread(2)]), false), planResults(workload([spread(20)]), false)];
    expect(large.bytes).toBeGreaterThan(16 * maxListedOutcomes);
    expect(large.seconds).toBeGreaterThan(1000 * small.seconds);
  });
});

test("shots whose counts could not be written are refused before they run", () => {
  const circuits = Array.from({ length: 100 }, () => spread(25));
  expect(() => planResults(workload(circuits, { shots: 1_000_000 }), false)).toThrow(TooLargeError);
  expect(() => planResults(workload(circuits, { shots: 10_000 }), false)).not.toThrow();
});

test("a circuit never has more outcomes than were planned for it", async () => {
  const circuits = [
    ghz(6),
    spread(5),
    circuitOf(4, [gate("ry", [0], [1]), gate("rxx", [0, 1], [1]), gate("ch", [0, 2])]),
  ];
  for (const [circuit, most] of circuits.map((circuit, k) => [circuit, [2, 32, 8][k]] as const)) {
    const { probabilities } = await engine.run(circuit, { seed: 1, shots: 1, probabilities: true });
    expect(probabilities?.outcomes.length).toBeLessThanOrEqual(most ?? 0);
    const taken = maxListedOutcomes - (most ?? 0);
    expect(planResults(workload([...fillers(taken), circuit]), false).listed).not.toContain(false);
    expect(planResults(workload([...fillers(taken + 1), circuit]), false).listed).toContain(false);
  }
});

/** Circuits that take up exactly as many outcomes as asked. */
function fillers(outcomes: number): Circuit[] {
  return Array.from({ length: 20 }, (_, k) => k)
    .filter((k) => Math.floor(outcomes / 2 ** k) % 2 === 1)
    .map((k) => spread(k));
}

test("arrays count as they are and as base64, and are refused beyond 256 MiB of text", () => {
  expect(planArrays(300)).toEqual({ bytes: 700, seconds: expect.closeTo(400 * 4e-9, 12) });
  expect(() => planArrays(192 * 2 ** 20)).not.toThrow();
  expect(() => planArrays(192 * 2 ** 20 + 3)).toThrow(TooLargeError);
});

test("counts of few bits have few entries, however many shots", () => {
  expect(tallyBytes(1000, 2)).toBe(4 * 82 + 4000);
  expect(tallyBytes(1000, 156)).toBe(1000 * 236 + 4000);
});
