import { type Circuit, circuitOf, gate } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyUnitaryCircuit } from "../conformance/arbitrary.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import { finish } from "../work.ts";
import { blocksOf } from "./blocks.ts";
import { BondBounds } from "./bounds.ts";
import { largestBond } from "./chain.ts";
import { placed } from "./order.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { applyAll, zeroState } from "./state.ts";
import { Kernels } from "./workspace.ts";

const rounding = { maxBond: 1000, maxTruncation: 1e-26 };

function prepared(circuit: Circuit): Prepared {
  const result = finish(prepare(circuit));
  if (!result) throw new Error("There is no limit to exceed.");
  return result;
}

const ring = (qubitCount: number): Circuit =>
  circuitOf(qubitCount, [
    ...Array.from({ length: qubitCount }, (_, q) => gate("h", [q])),
    ...Array.from({ length: qubitCount }, (_, q) => gate("rzz", [q, (q + 1) % qubitCount], [0.4])),
    ...Array.from({ length: qubitCount }, (_, q) => gate("rx", [q], [1.1])),
  ]);

test("no bond grows beyond its bound, on any random circuit", () => {
  const workspace = new Kernels(nodeHost()).open();
  fc.assert(
    fc.property(anyUnitaryCircuit(6, 25), (circuit) => {
      const { actions, startOf } = prepared(circuit);
      const { chain } = zeroState(startOf);
      const bounds = new BondBounds(circuit.qubitCount, 1000);
      finish(applyAll(workspace, chain, actions, rounding));
      for (const action of actions) bounds.add(action);
      chain.sites.forEach(({ right }, site) => {
        expect(right).toBeLessThanOrEqual(bounds.behind(site));
      });
      expect(largestBond(chain)).toBeLessThanOrEqual(bounds.largest);
    }),
    { numRuns: 60 },
  );
});

test("a circuit is given up once a bond could exceed the limit, and not before", () => {
  const actions = prepared(ring(12)).actions;
  const bounds = new BondBounds(12, 1000);
  for (const action of actions) bounds.add(action);
  expect(finish(prepare(ring(12), bounds.largest - 1))).toBeUndefined();
  expect(finish(prepare(ring(12), bounds.largest))?.actions).toEqual(actions);
});

test("a chain of qubits named in any order is laid out as a chain", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (names) => {
      const links = names.slice(1).map((b, i) => ({ a: names[i] ?? 0, b, weight: 3 }));
      const siteOf = placed(20, links);
      for (const { a, b } of links) expect(Math.abs((siteOf[a] ?? 0) - (siteOf[b] ?? 0))).toBe(1);
    }),
    { numRuns: 50 },
  );
});

test("neighbours need no swaps, and a long way as many as it is long", () => {
  const chain = circuitOf(
    30,
    Array.from({ length: 29 }, (_, q) => gate("cx", [q, q + 1])),
  );
  expect(prepared(chain).actions).toHaveLength(29);
  const widened = { ...chain, operations: [...chain.operations, gate("cx", [0, 29])] };
  expect(prepared(widened).actions.length).toBeLessThanOrEqual(29 + 28 + 1);
});

test("gates on one qubit and gates on the same pair join, and swaps are only names", () => {
  const steps = [
    ...[gate("h", [0]), gate("t", [1]), gate("cx", [0, 1]), gate("rz", [1], [0.3]), gate("cx", [1, 0])],
    ...[gate("swap", [1, 2]), gate("h", [1]), gate("cz", [0, 2])],
  ];
  const { blocks, wireOf } = finish(blocksOf(steps, 3));
  expect(blocks.map(({ wires }) => [...wires].sort())).toEqual([[0, 1], [2]]);
  expect([...wireOf]).toEqual([0, 2, 1]);
});

test("wide circuits of little entanglement come here unasked", async () => {
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const circuit = ring(60);
  expect(engine.estimate(circuit, { seed: 1, shots: 10 }).method).toBe("mps");
  const { counts, truncationError } = await engine.run(circuit, { seed: 1, shots: 10 });
  expect([...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(10);
  expect(truncationError).toBeLessThan(1e-20);
  await engine.close();
});
