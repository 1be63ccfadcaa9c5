import { seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, pauliSum } from "@naru/circuit";
import { afterAll, expect, test, vi } from "vitest";
import type * as analysing from "../analyse/index.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import { withParameters } from "./index.ts";
import { parametersOf } from "./with-parameters.ts";

let analyses = 0;
vi.mock("../analyse/index.ts", async (original) => {
  const actual = await original<typeof analysing>();
  return {
    ...actual,
    analyse: (...given: Parameters<typeof actual.analyse>) => {
      analyses++;
      return actual.analyse(...given);
    },
  };
});

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

/** Two clusters whose gates come by turns, of 5 and 6 qubits, and a qubit by itself. */
function twoClusters(): Circuit {
  const cluster = (from: number, count: number) =>
    Array.from({ length: count }, (_, k) => [
      gate("ry", [from + k], [0]),
      gate("u", [from + k], [0, 0, 0]),
      ...(k > 0 ? [gate("cx", [from + k - 1, from + k]), gate("rzz", [from + k - 1, from + k], [0])] : []),
    ]);
  const [one, other] = [cluster(0, 5), cluster(5, 6)];
  return circuitOf(12, [
    ...one.flatMap((steps, k) => [...steps, ...(other[k] ?? [])]),
    ...(other[5] ?? []),
    gate("rx", [11], [0]),
  ]);
}

const circuit = twoClusters();
const random = seeded(11);
const sets = Array.from({ length: 40 }, () =>
  Float64Array.from(parametersOf(circuit), () => (random.uniform() - 0.5) * 4 * Math.PI),
);

test.each([
  ["shots", { shots: 300 }],
  [
    "expectation values",
    { observables: [pauliSum({ ZIIIIIZIIIIZ: 1, IXXIIIIIIIYI: 0.5 }), pauliSum({ [`${"I".repeat(11)}Z`]: 1 })] },
  ],
])("a circuit in parts gives the %s of each set as alone, and is analysed once for all sets", async (_, asked) => {
  const options = { seed: 3, ...asked };
  analyses = 0;
  const results = await engine.bind(circuit, sets, options);
  expect(analyses).toBe(1);
  expect(results).toHaveLength(sets.length);
  for (const [k, { counts, expectations, method, why }] of results.entries()) {
    const alone = await engine.run(withParameters(circuit, sets[k] ?? new Float64Array()), options);
    expect({ method, why, counts }).toEqual({ method: alone.method, why: alone.why, counts: alone.counts });
    for (const [i, value] of (alone.expectations ?? []).entries()) expect(expectations?.[i]).toBeCloseTo(value, 12);
  }
});

test("where a part's method depends on the angles, each set is analysed", async () => {
  const wires = Array.from({ length: 16 }, (_, k) => k);
  const wide = circuitOf(32, [
    ...[0, 16].flatMap((from) => wires.map((k) => gate("ry", [from + k], [0]))),
    ...[0, 16].flatMap((from) => wires.slice(1).map((k) => gate("cx", [from + k - 1, from + k]))),
  ]);
  const some = [Math.PI / 2, 0.3, 0.4].map((angle) => new Float64Array(32).fill(angle));
  analyses = 0;
  const results = await engine.bind(wide, some, { seed: 1, shots: 10 });
  expect(analyses).toBe(1 + some.length);
  const [clifford, other] = results;
  expect(clifford?.method).not.toBe(other?.method);
});
