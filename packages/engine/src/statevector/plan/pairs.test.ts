import { gate } from "@naru/circuit";
import { afterAll, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { ReferenceSimulator } from "../../reference/index.ts";
import type { UnitaryStep } from "../../simulator.ts";
import { lower } from "../lower/lower.ts";
import { StatevectorSimulator } from "../simulator.ts";
import type { Pass } from "./plan.ts";
import { Planner } from "./planner.ts";

const reference = new ReferenceSimulator(nodeHost());
const simulator = new StatevectorSimulator(nodeHost(), 1);
afterAll(() => simulator.close());

/** exp(i(x XX + y YY)): i sin(x − y) between 00 and 11, i sin(x + y) between 01 and 10. */
function exchange(qubits: readonly number[], x: number, y: number): UnitaryStep {
  const matrix = new Array<number>(32).fill(0);
  for (const [a, b, angle] of [
    [0, 3, x - y],
    [1, 2, x + y],
  ] as const) {
    matrix[10 * a] = matrix[10 * b] = Math.cos(angle);
    matrix[2 * (4 * a + b) + 1] = matrix[2 * (4 * b + a) + 1] = Math.sin(angle);
  }
  return { kind: "unitary", qubits, matrix };
}

const qubitCount = 13;
/** Real rotations and exchanges: the phases before an exchange are quarter turns, or next to them. */
const steps = Array.from({ length: 16 }, (_, layer) => layer).flatMap((layer): UnitaryStep[] => [
  ...Array.from({ length: qubitCount }, (_, q) => gate("ry", [q], [0.3 + 0.7 * q + layer])),
  ...Array.from({ length: qubitCount }, (_, q) => gate("rz", [q], [layer % 3 === 0 ? 1e-5 * q : 0])),
  ...Array.from({ length: 6 }, (_, k) => exchange([2 * k + (layer % 2), 2 * k + 1 + (layer % 2)], 0.4 + 0.1 * k, 0.9)),
]);

function passesOf(): Pass[] {
  const planner = new Planner(lower(qubitCount, steps), { laneBits: 2, tileBits: 16, runBits: 5 }, true);
  const passes: Pass[] = [];
  for (let pass = planner.next(); pass; pass = planner.next()) passes.push(pass);
  return passes;
}

test("a state that fits one tile grows in its place", () => {
  const passes = passesOf();
  expect(passes.length).toBeGreaterThan(1);
  expect(passes.every(({ isInPlace, outerBits }) => isInPlace && outerBits.length === 0)).toBe(true);
  const widths = passes.map(({ memoryBits }) => memoryBits.length);
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBeLessThan(qubitCount);
  expect(widths.at(-1)).toBe(qubitCount);
});

test("quarter turns before a rotation of pairs defer the sine in place of the cosine", () => {
  const turns = passesOf()
    .flatMap(({ stages }) => stages)
    .flatMap((stage) => (stage.kind === "block" ? stage.shape.steps : []))
    .filter((step) => step.kind === "turns");
  expect(turns.some(({ outer, inner }) => outer === "coturn" && inner === "coturn")).toBe(true);
});

test.each([
  ["double", 1e-12],
  ["single", 1e-5],
] as const)("such pairs give the reference's amplitudes, in %s precision", async (precision, tolerance) => {
  const circuit = { qubitCount, clbitCount: 0, operations: steps };
  const ours = await simulator.run(circuit, { seed: 1, amplitudes: true, precision });
  const theirs = await reference.run(circuit, { seed: 1, amplitudes: true });
  const error = ours.amplitudes?.reduce((most, x, i) => Math.max(most, Math.abs(x - (theirs.amplitudes?.[i] ?? 0))), 0);
  expect(error).toBeLessThan(tolerance);
});
