import { seeded, UnsupportedError } from "@naru/base";
import { circuitOf, conditional, countResources, gate, gates, type Operation } from "@naru/circuit";
import type { Engine } from "@naru/engine";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amplitudesOf, anyCircuitOf, openEngine, overlap, stirred } from "./circuits.testing.ts";
import { fold } from "./fold.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const anyAmplifier = fc.constantFrom("gate_folding", "gate_folding_front", "gate_folding_back");
const anyFactor = fc.double({ min: 1, max: 6, noNaN: true });

test("the unitary stays the same, and there are as many gates as the factor says", async () => {
  const names = ["cz", "ecr", "cx", "rzz", "iswap", "crx", "dcx", "sx", "rz", "h"] as const;
  await fc.assert(
    fc.asyncProperty(
      anyCircuitOf(3, names),
      anyFactor,
      anyAmplifier,
      fc.nat(),
      async (circuit, factor, amplifier, seed) => {
        const start = { ...circuit, operations: [...stirred(circuitOf(3, [])).operations] };
        const folded = fold(circuit, factor, amplifier, seeded(seed));
        const all = (operations: readonly Operation[]) => ({
          ...circuit,
          operations: [...start.operations, ...operations],
        });
        const [before, after] = [
          await amplitudesOf(engine, all(circuit.operations)),
          await amplitudesOf(engine, all(folded.circuit.operations)),
        ];
        expect(overlap(before, after)).toBeCloseTo(1, 9);
        const pairs = countResources(circuit).twoQubitGates;
        expect(countResources(folded.circuit).twoQubitGates).toBeCloseTo(pairs * folded.factor, 9);
        if (pairs > 0) expect(Math.abs(folded.factor - factor) * pairs).toBeLessThanOrEqual(2); // one pair of gates
      },
    ),
    { numRuns: 100 },
  );
});

test("odd factors fold every gate alike", () => {
  const circuit = circuitOf(2, [gate("cz", [0, 1]), gate("sx", [0]), gate("ecr", [1, 0])]);
  const { circuit: folded, factor } = fold(circuit, 3, "gate_folding", seeded(1));
  expect(factor).toBe(3);
  const [cz, sx, ecr] = circuit.operations as [Operation, Operation, Operation];
  expect(folded.operations.map((o) => JSON.stringify(o))).toEqual(
    [cz, cz, cz, sx, ecr, ecr, ecr].map((o) => JSON.stringify(o)),
  );
});

test("part of the gates is taken from where it was asked for", () => {
  const circuit = circuitOf(2, [gate("cz", [0, 1]), gate("ecr", [0, 1]), gate("ecr", [1, 0]), gate("swap", [0, 1])]);
  const names = (amplifier: "gate_folding_front" | "gate_folding_back") =>
    fold(circuit, 1.5, amplifier, seeded(1)).circuit.operations.map((o) => (o.kind === "gate" ? o.gate : ""));
  expect(names("gate_folding_front")).toEqual(["cz", "cz", "cz", "ecr", "ecr", "swap"]);
  expect(names("gate_folding_back")).toEqual(["cz", "ecr", "ecr", "swap", "swap", "swap"]);
});

test("in random places the mean factor is the one asked for, within five standard errors", () => {
  const circuit = circuitOf(2, [gate("cz", [0, 1])]);
  const random = seeded(2);
  const draws = 4000;
  let sum = 0;
  for (let k = 0; k < draws; k++) sum += fold(circuit, 2, "gate_folding", random).factor;
  expect(Math.abs(sum / draws - 2)).toBeLessThan(5 / Math.sqrt(draws)); // 1 or 3, half each
});

test("the inverse of a turn ZZ keeps its angle, which machines want positive", () => {
  const circuit = circuitOf(2, [gate("rzz", [0, 1], [0.6])]);
  const { operations } = fold(circuit, 3, "gate_folding", seeded(1)).circuit;
  expect(operations.filter((o) => o.kind === "gate" && o.gate === "rzz" && o.params?.[0] === 0.6)).toHaveLength(3);
  expect(gates.rzz.inverse([0.6]).params).toEqual([-0.6]);
});

test("control flow is refused with a reason", () => {
  const flag = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;
  const circuit = { qubitCount: 1, clbitCount: 1, operations: [conditional(flag, [gate("x", [0])])] };
  expect(() => fold(circuit, 3, "gate_folding", seeded(1))).toThrow(UnsupportedError);
});
