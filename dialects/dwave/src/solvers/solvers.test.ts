import { describe, expect, test } from "vitest";
import { workingPartOf } from "./graph.ts";
import { identityOf, propertiesOf, solvers } from "./solver.ts";

const qpus = solvers.filter((solver) => solver.kind === "qpu");

test.each(qpus.map((solver) => [solver.name, solver] as const))(
  "%s tells the client all that its samplers read, of the graph that it has",
  (_, solver) => {
    const properties = propertiesOf(solver) as Record<string, unknown>;
    const { size, qubits, first, graphId } = workingPartOf(solver.machine);
    expect(properties).toMatchObject({
      category: "qpu",
      supported_problem_types: ["ising", "qubo"],
      num_qubits: size,
      chip_id: solver.name,
      topology: solver.machine.graph.topology,
    });
    expect(properties.qubits).toHaveLength(solver.machine.graph.qubits);
    expect(properties.couplers).toHaveLength(solver.machine.graph.couplers ?? 0);
    expect(properties.anneal_offset_ranges).toHaveLength(size);
    expect(qubits.length).toBeLessThan(size);
    for (const [a = -1, b = -1] of properties.couplers as number[][]) expect(a).toBeLessThan(b);
    expect(first.length).toBe((properties.couplers as unknown[]).length);
    expect(identityOf(solver)).toEqual({ name: solver.name, version: { graph_id: graphId } });
    expect(graphId).toMatch(/^01[0-9a-f]{8}$/);
    expect(Object.keys(properties.parameters as object)).toEqual(
      expect.arrayContaining(["num_reads", "annealing_time", "answer_mode", "initial_state", "label"]),
    );
  },
);

test("graphs of different machines have different ids", () => {
  expect(new Set(qpus.map((solver) => workingPartOf(solver.machine).graphId)).size).toBe(qpus.length);
});

test("times of readout are told as logarithms, numbers of qubits first", () => {
  const [solver] = qpus;
  const { problem_timing_data: data } = propertiesOf(solver as (typeof qpus)[0]) as Record<string, object>;
  const { readout_time_model_parameters: parameters, version } = data as Record<string, number[]>;
  expect(version).toBe("1.0.0");
  const points = parameters ?? [];
  expect(points.length % 2).toBe(0);
  expect(10 ** (points[0] ?? 0)).toBeCloseTo(1, 9);
  expect(10 ** (points[points.length / 2] ?? 0)).toBeCloseTo(18, 9);
  expect(10 ** (points.at(-1) ?? 0)).toBeCloseTo(173, 9);
});

describe("hybrid solvers", () => {
  test.each(solvers.filter(({ kind }) => kind === "hybrid").map((solver) => [solver.name, solver] as const))(
    "%s has a version that is a text, and takes nothing but a time limit and a label",
    (_, solver) => {
      const properties = propertiesOf(solver) as Record<string, unknown>;
      expect(properties).toMatchObject({ category: "hybrid", version: expect.any(String) });
      expect(Object.keys(properties.parameters as object).sort()).toEqual(["label", "time_limit"]);
      expect(identityOf(solver)).toEqual({ name: solver.name });
    },
  );
});
