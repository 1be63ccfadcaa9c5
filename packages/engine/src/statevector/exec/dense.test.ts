import { afterAll, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { ReferenceSimulator } from "../../reference/index.ts";
import type { Precision, UnitaryStep } from "../../simulator.ts";
import { lower } from "../lower/lower.ts";
import { Planner } from "../plan/planner.ts";
import { randomSteps, randomUnitary } from "../random-circuits.testing.ts";
import { StatevectorSimulator } from "../simulator.ts";

const reference = new ReferenceSimulator(nodeHost());
const simulator = new StatevectorSimulator(nodeHost(), 1);
afterAll(() => simulator.close());

const unitary = (seed: number, qubits: number[]): UnitaryStep => ({
  kind: "unitary",
  qubits,
  matrix: randomUnitary(seed, qubits.length),
});

async function largestError(qubitCount: number, operations: readonly UnitaryStep[], precision: Precision) {
  const circuit = { qubitCount, clbitCount: 0, operations };
  const ours = await simulator.run(circuit, { seed: 1, amplitudes: true, precision });
  const theirs = await reference.run(circuit, { seed: 1, amplitudes: true });
  expect(ours.amplitudes?.length).toBe(2 ** (qubitCount + 1));
  return ours.amplitudes?.reduce((most, x, i) => Math.max(most, Math.abs(x - (theirs.amplitudes?.[i] ?? 0))), 0);
}

test.each([
  ["double", 1e-13],
  ["single", 2e-6],
] as const)(
  "matrices give the reference's amplitudes, on lanes and off them, in %s precision",
  async (precision, tolerance) => {
    const small = [unitary(1, [0, 4, 3]), unitary(2, [2, 1, 0, 4, 3]), unitary(3, [4, 1, 2])];
    expect(await largestError(5, [...randomSteps(5, 5, 12), ...small], precision)).toBeLessThan(tolerance);
    const large = [unitary(4, [9, 0, 5, 1]), unitary(5, [3, 4, 9, 8, 7]), unitary(6, [0, 1, 2])];
    expect(await largestError(10, [...randomSteps(6, 10, 12), ...large], precision)).toBeLessThan(tolerance);
  },
);

test("a pass has no more matrices than its memory has room for", () => {
  const step = unitary(7, [0, 1, 2, 3, 4]);
  const lowered = lower(10, new Array(130).fill(step));
  const planner = new Planner(lowered, { laneBits: 2, tileBits: 16, runBits: 5 }, false);
  const counts: number[] = [];
  for (let pass = planner.next(); pass; pass = planner.next()) {
    counts.push(pass.stages.filter(({ kind }) => kind === "dense").length);
  }
  expect(counts).toEqual([64, 64, 2]);
});
