import { gate, gates } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import type { UnitaryStep } from "../../simulator.ts";
import { lower } from "../lower/lower.ts";
import { randomSteps } from "../random-circuits.testing.ts";
import { type PassSource, PlanMemory } from "./plan-memory.ts";
import { Planner } from "./planner.ts";

const geometry = { laneBits: 1, tileBits: 8, runBits: 4, keepsShapes: true } as const;
const qubitCount = 11;

function passesOf(source: PassSource) {
  const passes = [];
  for (let pass = source.next(); pass; pass = source.next()) passes.push(pass);
  return { passes, layout: source.layout };
}
/** Gates with angles alone, so that none of them is something else at an angle that is drawn. */
const steps = (seed: number): readonly UnitaryStep[] =>
  randomSteps(seed, qubitCount, 120, ["ry", "rz", "rx", "rzz", "crx", "cp", "rxx", "cx"]).map((step) =>
    step.kind === "gate" && step.params ? { ...step, params: step.params.map(() => 0.3 + (seed % 7)) } : step,
  );
const turned = (circuit: readonly UnitaryStep[], by: number): readonly UnitaryStep[] =>
  circuit.map((step, k) =>
    step.kind === "gate" && gates[step.gate].parameterNames.length > 0
      ? gate(step.gate, step.qubits, [0.2 + ((0.37 * k + by) % 1)], step.controls)
      : step,
  );
const source = (memory: PlanMemory, circuit: readonly UnitaryStep[]) =>
  memory.source(lower(qubitCount, circuit), geometry, true, () => {}, undefined);
const planned = (circuit: readonly UnitaryStep[]) => passesOf(new Planner(lower(qubitCount, circuit), geometry, true));

describe.each([1, 2, 3, 4, 5])("a plan that is remembered, of random circuit %d,", (seed) => {
  const circuit = turned(steps(seed), 0);

  test("has the same numbers for the same angles", () => {
    const memory = new PlanMemory();
    const first = passesOf(source(memory, circuit));
    expect(first).toEqual(planned(circuit));
    expect(passesOf(source(memory, circuit))).toEqual(first);
  });

  test("has the numbers of a plan of its own for other angles, in the same places", () => {
    const memory = new PlanMemory();
    passesOf(source(memory, circuit));
    const other = turned(steps(seed), 0.41);
    const again = source(memory, other);
    expect(again.constructor.name).toBe("KnownPasses");
    const { passes, layout } = passesOf(again);
    const own = planned(other);
    expect(passes).toEqual(own.passes);
    expect(layout).toEqual(own.layout);
  });
});

test("another structure, or an angle that changes it, is planned anew", () => {
  const memory = new PlanMemory();
  const circuit = turned(steps(1), 0);
  passesOf(source(memory, circuit));
  const longer = [...circuit, gate("ry", [0], [0.4]), gate("cx", [0, 1])];
  expect(passesOf(source(memory, longer))).toEqual(planned(longer));
  const still = longer.map((step) =>
    step.kind === "gate" && step.gate === "rz" ? gate("rz", step.qubits, [0]) : step,
  );
  expect(passesOf(source(memory, still))).toEqual(planned(still));
});
