import { CancelledError, InvalidInputError, seeded, UnsupportedError } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { fixture } from "../../fixtures/models/load.ts";
import { readCqm } from "../formats/cqm.ts";
import { Cursor } from "../formats/cursor.ts";
import { readHeader } from "../formats/header.ts";
import { readNl } from "../formats/nl.ts";
import { readNpy } from "../formats/npy.ts";
import { readZip } from "../formats/zip.ts";
import { Moves } from "./cqm/moves.ts";
import { CqmState } from "./cqm/state.ts";
import { evaluate } from "./cqm/tables.ts";
import { highsSolver } from "./highs.ts";
import { compileNl } from "./nl/compile.ts";
import type { SolvedSamples, SolvedStates } from "./outcome.ts";
import { type SolverHost, solveModel } from "./solve.ts";

const host: SolverHost = nodeHost();
const solved = (name: string, timeLimitSeconds = 0.3, seed = 7) =>
  solveModel(host, {
    format: name.split("-")[0] as "bqm",
    bytes: fixture(name).bytes,
    timeLimitSeconds,
    seed,
  });

describe("the best there is, by trying all, is found of small models", () => {
  test.each(["bqm-single", "dqm-plain", "dqm-packed"])("%s", async (name) => {
    const { energies } = (await solved(name)) as SolvedSamples;
    expect(energies[0]).toBeCloseTo(fixture(name).best, 9);
  });

  test.each(["cqm-knapsack", "cqm-assignment"])("%s, all constraints kept", async (name) => {
    const { energies, constraints } = (await solved(name)) as SolvedSamples;
    expect(energies[0]).toBeCloseTo(fixture(name).best, 9);
    const { labels, satisfied } = constraints as NonNullable<SolvedSamples["constraints"]>;
    expect([...satisfied.subarray(0, labels.length)]).toEqual(labels.map(() => 1));
  });

  test.each(["nl-tsp", "nl-qap", "nl-knapsack", "nl-flow-shop", "nl-cvrp", "nl-bins"])("%s", async (name) => {
    const { objective, isFeasible } = (await solved(name)) as SolvedStates;
    expect({ objective, isFeasible }).toEqual({ objective: fixture(name).best, isFeasible: true });
  });
});

test("samples come the best first, each once, with the energies that they have", async () => {
  const { values, energies, sampleCount, labels } = (await solved("dqm-plain")) as SolvedSamples;
  expect(sampleCount).toBeGreaterThan(0);
  expect(energies.toSorted()).toEqual(energies);
  const rows = Array.from({ length: sampleCount }, (_, k) =>
    values.subarray(k * labels.length, (k + 1) * labels.length).join(),
  );
  expect(new Set(rows).size).toBe(sampleCount);
});

test("a linear model goes to the exact solver, whose proof ends the search", async () => {
  const { bytes, best } = fixture("cqm-knapsack");
  const linear = await highsSolver();
  const options = { format: "cqm", bytes, timeLimitSeconds: 60, seed: 1 } as const;
  const { method, energies } = (await solveModel({ ...host, linear }, options)) as SolvedSamples;
  expect(method.name).toBe("highs");
  expect(energies[0]).toBeCloseTo(best, 9);
});

test("a nonlinear model with a node that is not known fails with the node's name", async () => {
  await expect(solved("nl-job-shop")).rejects.toThrow(UnsupportedError);
  await expect(solved("nl-job-shop")).rejects.toThrow(/AccumulateZip/);
});

test("the answer to a nonlinear model is a file of the states of its decisions alone", async () => {
  const { file } = (await solved("nl-cvrp")) as SolvedStates;
  const cursor = new Cursor(file);
  expect(readHeader(cursor, "DWNL", ["1.0"]).data["num_states"]).toBe(1);
  const archive = readZip(cursor.take(cursor.left, "the archive"));
  const stops = [0, 1].map((k) => readNpy(archive.read(`nodes/0/states/0/list${k}`), "a list").size);
  expect(stops.reduce((sum, size) => sum + size)).toBe(6);
  expect(archive.names.filter((name) => name.startsWith("nodes/"))).toHaveLength(2);
});

test("each operation has the value that dwave-optimization gives it", () => {
  const { bytes, nodes } = fixture("nl-arithmetic") as unknown as { bytes: Uint8Array; nodes: [number, number[]][] };
  const model = readNl(bytes);
  const graph = compileNl(model);
  for (const decision of graph.decisions) {
    decision.restore(
      Float64Array.from(model.nodes[decision.node]?.type === "BinaryVariable" ? [1, 0, 1] : [3, -2, 5, -4, 1, 2]),
    );
  }
  graph.reckon();
  expect(nodes.length).toBeGreaterThan(80);
  for (const [node, values] of nodes) {
    const found = [...graph.valuesOf(node)];
    const what = `${node} ${model.nodes[node]?.type}`;
    expect({ what, size: found.length }).toEqual({ what, size: values.length });
    found.forEach((value, k) => {
      expect(Math.abs(value - values[k]!), what).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(values[k]!)));
    });
  }
});

test("a move that is taken back leaves every array of a nonlinear model as it was", () => {
  for (const name of ["nl-tsp", "nl-knapsack", "nl-cvrp", "nl-bins", "nl-flow-shop"]) {
    const model = readNl(fixture(name).bytes);
    const graph = compileNl(model);
    const random = seeded(3).fork(name);
    for (const decision of graph.decisions) decision.begin(random);
    graph.reckon();
    const all = () => model.nodes.map(({ index }) => [...graph.valuesOf(index)]);
    for (let k = 0; k < 200; k++) {
      const before = all();
      const [decision] = graph.decisions;
      if (decision?.move(random)) {
        graph.follow(0);
        const after = all();
        graph.reckon();
        expect(all()).toEqual(after);
        decision.undo();
        graph.reckon();
        expect(all()).toEqual(before);
        if (decision.move(random)) {
          graph.follow(0);
          if (k % 2 === 0) continue;
          graph.undo();
        }
      }
      decision?.undo();
      expect(all()).toEqual(before);
    }
  }
});

test("a constrained model's sums follow its moves", () => {
  const cqm = readCqm(fixture("cqm").bytes);
  const state = new CqmState(cqm);
  const random = seeded(11);
  state.take(cqm.lower.map((low, v) => (cqm.vartypes[v] === "spin" ? 1 : low)));
  const moves = new Moves(state);
  for (let k = 0; k < 3000; k++) {
    const before = [...state.x];
    if (!moves.propose(random)) continue;
    state.costChange();
    if (k % 3 === 0) {
      state.revert();
      expect([...state.x]).toEqual(before);
    } else state.apply();
    expect(cqm.lower.every((low, v) => low <= state.x[v]! && state.x[v]! <= cqm.upper[v]!)).toBe(true);
    cqm.constraints.forEach(({ lhs, rhs }, c) => {
      expect(state.slack(c)).toBeCloseTo(rhs - evaluate(lhs, state.x), 9);
    });
  }
});

test("the energy of a constrained model, and by how much it is broken, are those of dimod", () => {
  const { bytes, point, energy, violations } = fixture("cqm") as unknown as {
    bytes: Uint8Array;
    point: number[];
    energy: number;
    violations: [unknown, number][];
  };
  const cqm = readCqm(bytes);
  expect(evaluate(cqm.objective, Float64Array.from(point))).toBeCloseTo(energy, 9);
  cqm.constraints.forEach(({ label, lhs, rhs, sense }) => {
    const over = evaluate(lhs, Float64Array.from(point)) - rhs;
    const violation = sense === "==" ? Math.abs(over) : sense === "<=" ? over : -over;
    const expected = violations.find(([other]) => JSON.stringify(other) === JSON.stringify(label))?.[1];
    expect(violation).toBeCloseTo(expected as number, 9);
  });
});

test("a time limit that is none, and a search that is stopped, are told", async () => {
  await expect(solved("bqm-single", 0)).rejects.toThrow(InvalidInputError);
  const stop = { aborted: true };
  const options = { format: "cqm", bytes: fixture("cqm").bytes, timeLimitSeconds: 5, seed: 1, stop } as const;
  await expect(solveModel(host, options)).rejects.toThrow(CancelledError);
});
