import { gate } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnitaryStep } from "../../simulator.ts";
import { lower } from "../lower/lower.ts";
import { randomSteps } from "../random-circuits.testing.ts";
import type { Pass } from "./plan.ts";
import { Planner } from "./planner.ts";

const geometry = { laneBits: 2, tileBits: 8, runBits: 4 };

function planOf(
  qubitCount: number,
  steps: readonly UnitaryStep[],
  keepsPhases = false,
): { passes: Pass[]; planner: Planner } {
  const planner = new Planner(lower(qubitCount, steps), geometry, keepsPhases);
  const passes: Pass[] = [];
  for (let pass = planner.next(); pass; pass = planner.next()) passes.push(pass);
  return { passes, planner };
}
const kinds = (passes: readonly Pass[]) => passes.map(({ stages }) => stages.map(({ kind }) => kind[0]).join(""));

describe("plans", () => {
  test("are the same every time, and do all there is to do", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(2 ** 30), fc.boolean(), (qubitCount, seed, keepsPhases) => {
        const steps = randomSteps(seed, qubitCount, 60);
        const { passes, planner } = planOf(qubitCount, steps, keepsPhases);
        expect(planner.partDone).toBe(1);
        expect(planOf(qubitCount, steps, keepsPhases).passes).toEqual(passes);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test("move whole runs: the lowest memory bits are in every tile, and lanes stay where they are", () => {
    const { passes } = planOf(12, randomSteps(3, 12, 200));
    expect(passes.length).toBeGreaterThan(2);
    for (const { memoryBits, scatter, outerBits } of passes) {
      expect(memoryBits.slice(0, geometry.runBits)).toEqual([0, 1, 2, 3]);
      expect(scatter.slice(0, geometry.laneBits)).toEqual([0, 1]);
      expect(scatter.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(outerBits.every((bit) => !memoryBits.includes(bit))).toBe(true);
    }
  });

  test("keep the lanes out of the registers of a block", () => {
    const { passes } = planOf(12, randomSteps(4, 12, 200));
    for (const stage of passes.flatMap(({ stages }) => stages)) {
      if (stage.kind !== "block") continue;
      expect(stage.positions.every((position) => position >= geometry.laneBits && position < geometry.tileBits)).toBe(
        true,
      );
      expect(new Set(stage.positions).size).toBe(stage.shape.registerBits);
    }
  });

  test("begin with one tile, and leave wires alone that nothing has touched", () => {
    const steps = Array.from({ length: 10 }, (_, q) => gate("h", [q]));
    const { passes, planner } = planOf(10, steps);
    expect(passes[0]).toMatchObject({ isFirst: true, outerBits: [] });
    expect(passes[1]?.outerBits.length).toBeLessThanOrEqual(2);
    expect(planner.layout.isActive).toEqual(new Array(10).fill(true));
    expect(planOf(12, [gate("h", [3])]).planner.layout.isActive.filter((active) => active).length).toBe(
      geometry.laneBits + 3,
    );
  });

  test("of a brickwork do all that a few wires allow before they let the state grow", () => {
    const layers = Array.from({ length: 12 }, (_, layer) => layer);
    const steps = layers.flatMap((layer) =>
      Array.from({ length: 12 }, (_, q) => gate("ry", [q], [0.1 + q + layer])).concat(
        Array.from({ length: 6 }, (_, k) => 2 * k + (layer % 2))
          .filter((q) => q < 11)
          .map((q) => gate("rxx", [q, q + 1], [0.3])),
      ),
    );
    const widths = planOf(12, steps).passes.map(({ outerBits }) => geometry.tileBits + outerBits.length);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths.some((width) => width > geometry.tileBits && width < 12)).toBe(true);
  });

  test("do a layer of commuting phases in one sweep, and none that only amplitudes would show", () => {
    const h = Array.from({ length: 6 }, (_, q) => gate("h", [q]));
    const phases = [0, 1, 2, 3, 4].map((q) => gate("rzz", [q, q + 1], [0.4]));
    expect(kinds(planOf(6, [...h, ...phases, ...h]).passes).join()).toMatch(/^b+db+$/);
    expect(kinds(planOf(6, [...h, ...phases]).passes).join()).toMatch(/^b+$/);
    expect(kinds(planOf(6, [...h, ...phases], true).passes).join()).toMatch(/^b+d$/);
  });

  test("of a chain of CX hold it in a few blocks of three qubits", () => {
    const chain = [gate("h", [0]), ...[0, 1, 2, 3, 4, 5, 6].map((q) => gate("cx", [q, q + 1]))];
    const { passes } = planOf(8, chain);
    expect(passes.length).toBe(1);
    expect(passes[0]?.stages.length).toBeLessThanOrEqual(5);
  });
});
