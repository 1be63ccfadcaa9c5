import { seeded } from "@naru/base";
import { circuitOf, gate, type PauliSum } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { Pacer } from "../pacer.ts";
import { StatevectorSimulator } from "../statevector/index.ts";
import { TinySimulator } from "../tiny/index.ts";
import { expectPlainly } from "./index.ts";
import { masksOf } from "./pauli-masks.ts";

const host = nodeHost();
const one = new StatevectorSimulator(host, 1);
const two = new StatevectorSimulator(host, 2);
afterAll(() => Promise.all([one.close(), two.close()]));

/** Sixteen qubits are eight tiles of a sweep. */
const qubitCount = 16;
const random = seeded(8);
const circuit = circuitOf(qubitCount, [
  ...Array.from({ length: qubitCount }, (_, k) => gate("u", [k], [random.uniform() * 3, random.uniform() * 3, 0.1])),
  ...Array.from({ length: qubitCount - 1 }, (_, k) => gate("crx", [k, k + 1], [random.uniform() * 3])),
  gate("swap", [0, 15]),
]);
const letters = (choice: string) =>
  Array.from({ length: qubitCount }, () => choice[random.below(choice.length)]).join("");
const term = (paulis: string) => ({ paulis, coefficient: random.uniform() - 0.5 });
const observables: PauliSum[] = [
  { terms: Array.from({ length: 40 }, () => term(letters("IXYZ"))) },
  { terms: Array.from({ length: 20 }, () => term(letters("IZ"))) }, // many sums over the same products
  { terms: Array.from({ length: 20 }, () => term(letters("XY"))) }, // of both parts, with a bit outside the tile
  { terms: Array.from({ length: 12 }, () => term(`${"I".repeat(8)}${letters("XY").slice(8)}`)) }, // within the tile
];

describe.each([
  ["double", 1e-13],
  ["single", 1e-5],
] as const)("in %s precision, on several tiles", (precision, tolerance) => {
  test("sums have the value that the amplitudes give, the same bits on one thread and on two", async () => {
    const options = { seed: 1, precision, observables };
    const { expectations, amplitudes = new Float64Array() } = await one.run(circuit, { ...options, amplitudes: true });
    const size = 2 ** qubitCount;
    const re = Float64Array.from({ length: size }, (_, i) => amplitudes[2 * i] ?? 0);
    const im = Float64Array.from({ length: size }, (_, i) => amplitudes[2 * i + 1] ?? 0);
    const expected = await new Pacer(host, {}).drive(expectPlainly({ re, im }, observables));
    for (const [k, value] of expected.entries()) {
      expect(Math.abs((expectations?.[k] ?? Number.NaN) - value)).toBeLessThan(tolerance);
    }
    expect((await two.run(circuit, options)).expectations).toEqual(expectations);
  });
});

test("masks have bit 0 for the rightmost letter, and both bits for a Y", () => {
  expect(masksOf("ZYXI")).toEqual({ x: 0b0110, z: 0b1100 });
});

test("an estimate grows with the observables", () => {
  const estimate = (asked: readonly PauliSum[]) => one.estimate(circuit, { seed: 1, observables: asked }).seconds;
  expect(estimate(observables)).toBeGreaterThan(estimate(observables.slice(0, 2)));
  expect(estimate(observables.slice(0, 2))).toBeGreaterThan(estimate([]));
});

test.each([
  ["statevector", one, 1000],
  ["tiny", new TinySimulator(host), 25],
] as const)(
  "by %s, thousands of strings on few qubits can be stopped on their way",
  async (_, simulator, fewestLooks) => {
    const width = 12;
    const few = circuitOf(
      width,
      Array.from({ length: width }, (_, k) => gate("ry", [k], [0.3])),
    );
    const sum: PauliSum = {
      terms: Array.from({ length: 2000 }, (_, k) => ({
        paulis: Array.from({ length: width }, (_, bit) => ((k >> bit) & 1 ? "X" : "Z")).join(""),
        coefficient: 1,
      })),
    };
    let looks = 0;
    const stop = {
      get aborted() {
        looks++;
        return false;
      },
    };
    await simulator.run(few, { seed: 1, observables: [sum], stop });
    expect(looks).toBeGreaterThan(fewestLooks);
  },
);
