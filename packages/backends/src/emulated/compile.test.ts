import { type Circuit, circuitOf, type GateName, gate, gateNames, gates, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileToIonTrap } from "./compile.ts";
import { splitWideGates } from "./decompose.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create(nodeHost());
});
afterAll(() => engine.close());

/** |amplitude|² of every basis state, from a start that tells all of them apart. */
async function probabilities(circuit: Circuit): Promise<Float64Array> {
  const { amplitudes } = await engine.run(circuit, { seed: 1, amplitudes: true });
  const state = amplitudes ?? new Float64Array();
  return Float64Array.from(
    { length: state.length / 2 },
    (_, i) => (state[2 * i] ?? 0) ** 2 + (state[2 * i + 1] ?? 0) ** 2,
  );
}

/** Overlap |⟨a|b⟩| of the final states: 1 when the circuits agree up to one global phase. */
async function overlap(a: Circuit, b: Circuit): Promise<number> {
  const [x, y] = [
    await engine.run(a, { seed: 1, amplitudes: true }),
    await engine.run(b, { seed: 1, amplitudes: true }),
  ];
  let [re, im] = [0, 0];
  x.amplitudes?.forEach((value, i) => {
    const other = y.amplitudes?.[i] ?? 0;
    const turned = y.amplitudes?.[i ^ 1] ?? 0;
    re += value * other;
    im += (i % 2 === 0 ? 1 : -1) * value * turned;
  });
  return Math.hypot(re, im);
}

const scramble = (qubitCount: number): Operation[] =>
  Array.from({ length: qubitCount }, (_, q) => [
    gate("ry", [q], [0.4 + 0.7 * q]),
    gate("rz", [q], [0.3 + 0.5 * q]),
  ]).flat();

const anyOperation = (qubitCount: number): fc.Arbitrary<Operation> =>
  fc
    .record({
      name: fc.constantFrom(...gateNames),
      order: fc.shuffledSubarray(
        Array.from({ length: qubitCount }, (_, q) => q),
        { minLength: qubitCount, maxLength: qubitCount },
      ),
      extraControls: fc.nat(2),
      angles: fc.array(fc.double({ min: -7, max: 7, noNaN: true }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ name, order, extraControls, angles }) => {
      const { qubitCount: width, parameterNames } = gates[name];
      const controls = order.slice(width, width + Math.min(extraControls, qubitCount - width));
      return gate(name, order.slice(0, width), angles.slice(0, parameterNames.length), controls);
    });

const anyCircuit = fc
  .array(anyOperation(4), { minLength: 1, maxLength: 8 })
  .map((operations) => circuitOf(4, [...scramble(4), ...operations]));

describe.each(["ms", "rzz"] as const)("compiled for a machine with %s", (entangler) => {
  test("any circuit keeps the probability of every outcome", async () => {
    await fc.assert(
      fc.asyncProperty(anyCircuit, async (circuit) => {
        const [expected, got] = [
          await probabilities(circuit),
          await probabilities(compileToIonTrap(circuit, entangler)),
        ];
        expected.forEach((value, i) => {
          expect(got[i]).toBeCloseTo(value, 8);
        });
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  test("only native gates are left", () => {
    fc.assert(
      fc.property(anyCircuit, (circuit) => {
        for (const operation of compileToIonTrap(circuit, entangler).operations) {
          expect(operation.kind === "gate" && ["gpi", "gpi2", entangler].includes(operation.gate)).toBe(true);
          if (operation.kind === "gate" && operation.gate === "ms") {
            expect(operation.params?.[2]).toBeGreaterThan(0);
            expect(operation.params?.[2]).toBeLessThanOrEqual(Math.PI / 2 + 1e-9);
          }
        }
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  test("a Bell circuit takes one entangling gate", () => {
    const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
    const names = compileToIonTrap(bell, entangler).operations.map(
      (operation) => operation.kind === "gate" && operation.gate,
    );
    expect(names.filter((name) => name === entangler)).toHaveLength(1);
    expect(names.length).toBeLessThanOrEqual(6);
  });

  test("a native circuit passes gate for gate, repeated gates included", () => {
    const native = circuitOf(2, [
      gate("gpi", [0], [0.1]),
      gate("gpi", [0], [0.1]),
      gate(entangler, [0, 1], entangler === "ms" ? [0, 0, 0.4] : [0.4]),
    ]);
    expect(compileToIonTrap(native, entangler)).toBe(native);
  });
});

test("rotations about Z cost nothing", () => {
  const circuit = circuitOf(1, [gate("rz", [0], [0.3]), gate("t", [0]), gate("s", [0])]);
  expect(compileToIonTrap(circuit, "ms").operations).toEqual([]);
});

describe("splitting wide gates", () => {
  test("keeps the state up to a global phase, phases under controls included", async () => {
    await fc.assert(
      fc.asyncProperty(anyCircuit, async (circuit) => {
        expect(await overlap(circuit, splitWideGates(circuit))).toBeCloseTo(1, 8);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test.each([
    [3, 0],
    [4, 0],
    [5, 0],
    [5, 1],
    [5, 2],
    [6, 3],
    [7, 1],
    [8, 0],
  ])("%i controls with %i idle qubits", async (controls, idle) => {
    const qubitCount = controls + 1 + idle;
    const all = Array.from({ length: controls }, (_, q) => q);
    for (const name of ["x", "z", "h", "s", "ry"] as const satisfies GateName[]) {
      const circuit = circuitOf(qubitCount, [
        ...scramble(qubitCount),
        gate(name, [controls], name === "ry" ? [1.1] : [], all),
      ]);
      const split = splitWideGates(circuit);
      for (const operation of split.operations) {
        if (operation.kind === "gate")
          expect(operation.qubits.length + (operation.controls?.length ?? 0)).toBeLessThanOrEqual(2);
      }
      expect(await overlap(circuit, split)).toBeCloseTo(1, 8);
    }
  });

  test("with idle qubits to borrow, two-qubit gates grow in proportion to the controls", () => {
    const count = (controls: number) =>
      splitWideGates(
        circuitOf(2 * controls, [
          gate(
            "x",
            [controls],
            [],
            Array.from({ length: controls }, (_, q) => q),
          ),
        ]),
      ).operations.filter((operation) => operation.kind === "gate" && operation.qubits.length === 2).length;
    expect(count(12) - count(11)).toBe(count(9) - count(8));
  });

  test("leaves gates on one and two qubits as they are", () => {
    const circuit = circuitOf(2, [gate("h", [0]), gate("x", [1], [], [0])]);
    expect(splitWideGates(circuit)).toEqual(circuit);
  });
});
