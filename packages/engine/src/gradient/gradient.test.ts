import { CancelledError, InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, circuitOf, gate, type PauliSum, pauliSum, reset } from "@naru/circuit";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { anyGate, anyUnitaryCircuit, stirring } from "../conformance/arbitrary.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import { expectationOf } from "../reference/observables.ts";
import { after, zeroState } from "../reference/state-vector.ts";
import type { Precision, UnitaryStep } from "../simulator.ts";
import { StatevectorSimulator } from "../statevector/index.ts";
import { gradientOf } from "./gradient.ts";
import { planRounds } from "./rounds.ts";

const host = nodeHost();
/** Tiles of 2^8 amplitudes: ten qubits and the one that tells two states apart are eight tiles. */
const smallTiles = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 8, runBits: 4 });
const whole = new StatevectorSimulator(host, 1);
const tiled = new StatevectorSimulator(host, 1, smallTiles);
const crew = new StatevectorSimulator(host, 2, smallTiles);
afterAll(() => Promise.all([whole, tiled, crew].map((simulator) => simulator.close())));
const gradient = (simulator: StatevectorSimulator, circuit: Circuit, observable: PauliSum, options = {}) =>
  gradientOf(simulator, circuit, observable, options, 2 ** 32);

const isStep = (operation: Circuit["operations"][number]): operation is UnitaryStep =>
  operation.kind === "gate" || operation.kind === "unitary";
const valueAt = (circuit: Circuit, observable: PauliSum, start = zeroState(circuit.qubitCount)) =>
  expectationOf(circuit.operations.filter(isStep).reduce(after, start), observable);

/** The circuit with one of its parameters changed. */
function shifted(circuit: Circuit, slot: number, by: number): Circuit {
  let next = 0;
  const operations = circuit.operations.map((operation) =>
    operation.kind === "gate" && operation.params
      ? { ...operation, params: operation.params.map((angle) => (next++ === slot ? angle + by : angle)) }
      : operation,
  );
  return { ...circuit, operations };
}

/** By differences whose error goes with the fourth power of the step. */
function slopes(circuit: Circuit, observable: PauliSum, count: number, start?: Float64Array): number[] {
  return Array.from({ length: count }, (_, slot) => slopeAt(circuit, observable, slot, start));
}
function slopeAt(circuit: Circuit, observable: PauliSum, slot: number, start?: Float64Array): number {
  const h = 2e-3;
  const at = (by: number) => valueAt(shifted(circuit, slot, by), observable, start);
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

const anySum = (qubitCount: number): fc.Arbitrary<PauliSum> =>
  fc
    .array(
      fc.tuple(
        fc.array(fc.constantFrom("I", "X", "Y", "Z"), { minLength: qubitCount, maxLength: qubitCount }),
        fc.double({ min: -1, max: 1, noNaN: true }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((terms) => ({ terms: terms.map(([letters, coefficient]) => ({ paulis: letters.join(""), coefficient })) }));

describe.each([
  ["in one tile, double precision", whole, "double", 1e-9],
  ["in many tiles, double precision", tiled, "double", 1e-9],
  ["in one tile, single precision", whole, "single", 1e-4],
] as const)("%s", (_, simulator, precision, tolerance) => {
  test("random circuits of all gates have the slopes of the reference's expectation values", async () => {
    const anyCase = anyUnitaryCircuit(5, 15).chain((circuit) =>
      fc.tuple(fc.constant(circuit), anySum(circuit.qubitCount)),
    );
    await fc.assert(
      fc.asyncProperty(anyCase, async ([circuit, observable]) => {
        const result = await gradient(simulator, circuit, observable, { precision });
        expect(Math.abs(result.value - valueAt(circuit, observable))).toBeLessThan(tolerance);
        for (const [slot, slope] of slopes(circuit, observable, result.gradient.length).entries()) {
          expect(Math.abs((result.gradient[slot] ?? Number.NaN) - slope)).toBeLessThan(tolerance);
        }
      }),
      { numRuns: 25, seed: 6 },
    );
  });
});

test("wide circuits in several passes have the slopes of the reference's expectation values, for both numbers of threads", async () => {
  const circuit = circuitOf(10, [
    ...stirring(10),
    ...[0, 2, 4, 6, 8].map((k) => gate("rzz", [k, k + 1], [0.3 + k])),
    gate("swap", [0, 9]),
    gate("cx", [3, 8]),
    ...[1, 5, 9].map((k) => gate("rx", [k], [0.2 * k], [0])),
  ]);
  const observable = pauliSum({ ZIIIIIIIIZ: 1, IXYIIIIIII: 0.5, IIIIIZIYXI: -0.7 });
  const two = await gradient(crew, circuit, observable);
  expect(await gradient(tiled, circuit, observable)).toEqual(two);
  for (let slot = 0; slot < two.gradient.length; slot += 7) {
    expect(Math.abs((two.gradient[slot] ?? Number.NaN) - slopeAt(circuit, observable, slot))).toBeLessThan(1e-9);
  }
});

test("rotations follow the parameter-shift rule: half the difference at ±π/2", async () => {
  const rotations = anyGate(4, 0, ["rx", "ry", "rz", "rxx", "ryy", "rzz", "rzx"]);
  await fc.assert(
    fc.asyncProperty(fc.array(rotations, { minLength: 1, maxLength: 12 }), anySum(4), async (steps, observable) => {
      const circuit = circuitOf(4, [...stirring(4).filter(({ kind }) => kind === "gate"), ...steps]);
      const { gradient: found } = await gradient(whole, circuit, observable);
      const before = found.length - steps.length;
      steps.forEach((_, k) => {
        const at = (by: number) => valueAt(shifted(circuit, before + k, by), observable);
        const rule = (at(Math.PI / 2) - at(-Math.PI / 2)) / 2;
        expect(Math.abs((found[before + k] ?? Number.NaN) - rule)).toBeLessThan(1e-12);
      });
    }),
    { numRuns: 25, seed: 7 },
  );
});

test("an initial state is where the slopes are taken from", async () => {
  const circuit = circuitOf(3, [gate("ry", [1], [0.4]), gate("crx", [0, 2], [1.2]), gate("p", [1], [0.9])]);
  const start = stirring(3).filter(isStep).reduce(after, zeroState(3));
  const observable = pauliSum({ XZY: 1, IXI: 0.3 });
  const { value, gradient: found } = await gradient(whole, circuit, observable, { initialState: start });
  expect(Math.abs(value - valueAt(circuit, observable, start))).toBeLessThan(1e-12);
  for (const [slot, slope] of slopes(circuit, observable, 3, start).entries()) {
    expect(Math.abs((found[slot] ?? Number.NaN) - slope)).toBeLessThan(1e-10);
  }
});

test("rounds of a long circuit are planned in small steps, so that it can be stopped meanwhile", () => {
  const steps = Array.from({ length: 3000 }, (_, k) =>
    k % 2 ? gate("ry", [k % 3], [0.1]) : gate("cx", [k % 3, (k + 1) % 3]),
  );
  const planning = planRounds(steps, 3);
  let yields = 0;
  for (let next = planning.next(); !next.done; next = planning.next()) yields++;
  expect(yields).toBeGreaterThan(30);
});

describe("an engine's gradient", () => {
  test("has a slot for each parameter in the order of the operations, and none without parameters", async () => {
    const engine = await Engine.create(host, { threads: 1 });
    const circuit = circuitOf(2, [gate("u", [0], [0.3, 0.2, 0.1]), gate("cx", [0, 1]), gate("ry", [1], [0.5])]);
    const { gradient: found } = await engine.gradient(circuit, pauliSum({ ZI: 1 }));
    expect(found).toHaveLength(4);
    // ⟨Z₁⟩ = cos θ cos 0.5 + … : the phases of u do not change it before the CX, λ never does
    expect(Math.abs(found[2] ?? Number.NaN)).toBeLessThan(1e-15);
    expect((await engine.gradient(circuitOf(2, [gate("h", [0])]), pauliSum({ XX: 1 }))).gradient).toHaveLength(0);
    await engine.close();
  });

  test("is refused for what has none", async () => {
    const engine = await Engine.create(host, { threads: 1, maxBytes: 1e6 });
    const z = pauliSum({ Z: 1 });
    const circuit = circuitOf(1, [gate("ry", [0], [0.1])]);
    await expect(engine.gradient(circuitOf(1, [gate("h", [0]), reset(0)]), z)).rejects.toThrow(UnsupportedError);
    await expect(engine.gradient(circuit, pauliSum({ ZZ: 1 }))).rejects.toThrow(InvalidInputError);
    await expect(engine.gradient(circuitOf(20, []), { terms: [] })).rejects.toThrow(TooLargeError);
    await expect(engine.gradient(circuit, z, { stop: { aborted: true } })).rejects.toThrow(CancelledError);
    const controlled = circuitOf(10, [gate("ry", [0], [0.1], [1, 2, 3, 4, 5, 6, 7, 8, 9])]);
    await expect(engine.gradient(controlled, { terms: [] })).rejects.toThrow(UnsupportedError);
    await engine.close();
  });
});
