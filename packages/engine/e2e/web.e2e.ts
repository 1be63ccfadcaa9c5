import { type Circuit, circuitOf, gate, type PauliSum, pauliSum } from "@naru/circuit";
import { Engine, type SimulateOptions } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doorOf, openStage, type Stage } from "./stage.ts";

let stage: Stage;
let node: Engine;
beforeAll(async () => {
  [stage, node] = await Promise.all([openStage(), Engine.create(nodeHost())]);
});
afterAll(async () => {
  await Promise.all([stage?.close(), node?.close()]);
});

const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);

/** Rotations and a ladder of links, some times over. */
function ansatz(qubitCount: number, layers: number): Circuit {
  const operations = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let k = 0; k < qubitCount; k++) operations.push(gate("u", [k], [0.3 + 0.1 * k, 0.2 * layer, 0.7]));
    for (let k = layer % 2; k + 1 < qubitCount; k += 2) operations.push(gate("cx", [k, k + 1]));
  }
  return circuitOf(qubitCount, operations);
}

const noise = { oneQubitRate: 0.01, twoQubitRate: 0.03, readout: { oneGivenZero: 0.02, zeroGivenOne: 0.05 } };
const clifford = circuitOf(60, [gate("h", [0]), ...Array.from({ length: 59 }, (_, k) => gate("cx", [k, k + 1]))]);

/** Every method, with what makes it the one that is chosen. */
const runs: readonly (readonly [what: string, circuit: Circuit, options: SimulateOptions])[] = [
  ["tiny", bell, { seed: 1, shots: 1000 }],
  ["statevector", ansatz(18, 4), { seed: 2, shots: 1000, method: "statevector" }],
  ["statevector", ansatz(14, 3), { seed: 3, shots: 400, noise, method: "statevector" }],
  ["statevector", ansatz(14, 3), { seed: 3, observables: [pauliSum({ ["Z".repeat(14)]: 1 })], method: "statevector" }],
  ["density", ansatz(6, 3), { seed: 4, shots: 1000, noise, method: "density" }],
  ["stabilizer", clifford, { seed: 5, shots: 500 }],
  ["mps", ansatz(24, 3), { seed: 6, shots: 100, method: "mps" }],
];

describe.each(["isolated", "plain"] as const)("in a page that is %s", (kind) => {
  let page: Page;
  let threads = 0;
  beforeAll(async () => {
    page = await stage.open(kind);
    threads = await doorOf(page).open();
  });
  afterAll(() => page?.close());

  test("there are threads where memory can be shared, and one elsewhere", async () => {
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    expect(threads).toBe(kind === "isolated" ? cores : 1);
  });

  test.each(runs)("%s gives what it gives in Node, bit by bit", async (method, circuit, options) => {
    const { counts, expectations } = await node.run(circuit, options);
    const there = await doorOf(page).run(circuit, options);
    expect(there.method).toBe(method);
    expect(there.counts).toEqual([...(counts ?? [])]);
    expect(there.expectations).toEqual([...(expectations ?? [])]);
  });

  test("on the page's own thread it gives the same", async () => {
    const circuit = ansatz(16, 3);
    const options = { seed: 7, shots: 500 };
    const { counts } = await node.run(circuit, options);
    expect((await doorOf(page).runHere(circuit, options)).counts).toEqual([...(counts ?? [])]);
  });

  test("gradients come back", async () => {
    const circuit = ansatz(12, 2);
    const energy: PauliSum = pauliSum({ [`ZZ${"I".repeat(10)}`]: 1, [`${"I".repeat(11)}X`]: 0.5 });
    const { gradient } = await node.gradient(circuit, energy);
    expect(await doorOf(page).gradient(circuit, energy)).toEqual([...gradient]);
  });

  test("a refusal keeps its code and its sentence", async () => {
    const refusal = await doorOf(page).refusal(ansatz(40, 40), { seed: 1, shots: 1, method: "statevector" });
    expect(refusal).toMatchObject({ code: expect.stringMatching(/too_large|unsupported/) });
    expect(refusal?.message).toContain("40");
  });

  test("a long run reports progress and stops when it is asked to", async () => {
    const ending = await doorOf(page).stopped(ansatz(22, 400), { seed: 1, shots: 10, method: "statevector" });
    expect(ending.code).toBe("cancelled");
    expect(ending.reports).toBeGreaterThan(0);
  });
});
