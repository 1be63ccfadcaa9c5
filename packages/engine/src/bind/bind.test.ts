import { CancelledError, InvalidInputError, seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, pauliSum } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { Engine } from "../engine.ts";
import type { Host } from "../host.ts";
import { nodeHost } from "../hosts/node.ts";
import { withParameters } from "./index.ts";

let compiled = 0;
const host: Host = {
  ...nodeHost(),
  compile: (bytes) => {
    compiled++;
    return nodeHost().compile(bytes);
  },
};
const engine = await Engine.create(host, { threads: 1 });
afterAll(() => engine.close());

/** Rotations, a chain, and rotations under a control: the angles are drawn later. */
function ansatz(qubitCount: number): Circuit {
  const all = Array.from({ length: qubitCount }, (_, k) => k);
  const layer = [
    ...all.map((k) => gate("ry", [k], [0])),
    ...all.map((k) => gate("rz", [k], [0])),
    ...all.slice(1).map((k) => gate("cx", [k - 1, k])),
  ];
  return circuitOf(qubitCount, [...layer, ...layer, gate("u", [1], [0, 0, 0]), gate("crx", [0, 2], [0])]);
}
const parametersOf = ({ operations }: Circuit) =>
  operations.reduce((sum, operation) => sum + (operation.kind === "gate" ? (operation.params?.length ?? 0) : 0), 0);
function drawn(circuit: Circuit, sets: number, seed: number): Float64Array[] {
  const random = seeded(seed);
  return Array.from({ length: sets }, () =>
    Float64Array.from({ length: parametersOf(circuit) }, () => (random.uniform() - 0.5) * 4 * Math.PI),
  );
}

describe.each([5, 12])("on %d qubits", (qubitCount) => {
  const circuit = ansatz(qubitCount);
  const sets = drawn(circuit, 6, 3);
  const observables = [
    pauliSum({ ["Z".repeat(qubitCount)]: 1 }),
    pauliSum({ [`XY${"I".repeat(qubitCount - 2)}`]: 0.5 }),
  ];

  test("each set gives what a run of the circuit with its angles gives", async () => {
    const results = await engine.bind(circuit, sets, { seed: 1, observables, amplitudes: true });
    expect(results).toHaveLength(sets.length);
    for (const [k, { expectations = [], amplitudes = [] }] of results.entries()) {
      const bound = withParameters(circuit, sets[k] ?? new Float64Array());
      const alone = await engine.run(bound, { seed: 1, observables, amplitudes: true });
      for (const [i, value] of (alone.expectations ?? []).entries()) {
        expect(Math.abs(value - (expectations[i] ?? Number.NaN))).toBeLessThan(1e-12);
      }
      for (const [i, value] of (alone.amplitudes ?? []).entries()) {
        expect(Math.abs(value - (amplitudes[i] ?? Number.NaN))).toBeLessThan(1e-12);
      }
    }
  });

  test("sets after the first compile nothing", async () => {
    await engine.bind(circuit, sets.slice(0, 1), { seed: 1, observables });
    const before = compiled;
    await engine.bind(circuit, drawn(circuit, 20, 4), { seed: 1, observables });
    expect(compiled).toBe(before);
  });
});

test("no sets give no results, and progress goes once from 0 to 1", async () => {
  expect(await engine.bind(ansatz(3), [], { seed: 1, shots: 1 })).toEqual([]);
  const told: number[] = [];
  const circuit = ansatz(12);
  await engine.bind(circuit, drawn(circuit, 40, 5), { seed: 1, shots: 1, onProgress: (done) => told.push(done) });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  for (const done of told) expect(done >= 0 && done <= 1).toBe(true);
});

test("a set of another length or with a number that is not finite is refused, and a stop ends the rest", async () => {
  const circuit = ansatz(3);
  const [good = new Float64Array()] = drawn(circuit, 1, 6);
  const run = (second: Float64Array) => engine.bind(circuit, [good, second], { seed: 1, shots: 1 });
  await expect(run(good.slice(1))).rejects.toThrow(InvalidInputError);
  await expect(run(good.map((value, k) => (k === 2 ? Number.NaN : value)))).rejects.toThrow(InvalidInputError);
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 5;
    },
  };
  await expect(engine.bind(circuit, drawn(circuit, 100, 7), { seed: 1, shots: 1, stop })).rejects.toThrow(
    CancelledError,
  );
});

test("a method that fits the angles of the first set alone is not kept for the others", async () => {
  const wires = Array.from({ length: 16 }, (_, k) => k);
  const circuit = circuitOf(16, [
    ...wires.map((k) => gate("ry", [k], [0])),
    ...wires.slice(1).map((k) => gate("cx", [k - 1, k])),
  ]);
  const sets = [Math.PI / 2, 0.3].map((angle) => new Float64Array(16).fill(angle));
  const results = await engine.bind(circuit, sets, { seed: 1, shots: 10 });
  for (const [k, { method, counts }] of results.entries()) {
    const alone = await engine.run(withParameters(circuit, sets[k] ?? new Float64Array()), { seed: 1, shots: 10 });
    expect(method).toBe(alone.method);
    expect(counts).toEqual(alone.counts);
  }
});
