import { UnsupportedError } from "@naru/base";
import {
  type Circuit,
  circuitOf,
  conditional,
  type GateName,
  gate,
  measure,
  type Operation,
  reset,
} from "@naru/circuit";
import type { Engine } from "@naru/engine";
import type { Decoupling } from "@naru/workload";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "../backend.ts";
import { durationOf } from "../devices/index.ts";
import { amplitudesOf, anyCircuitOf, openEngine, overlap, stirred } from "./circuits.testing.ts";
import { decouple } from "./decouple.ts";
import { scheduleOf } from "./schedule.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const device: Device = {
  qubitCount: 4,
  oneQubitGates: ["id", "rz", "sx", "x"],
  twoQubitGates: ["cz"],
  edges: [
    [0, 1],
    [1, 2],
    [2, 3],
  ],
  isDirected: false,
  medians: { t1Seconds: 2e-4, t2Seconds: 1e-4, readoutError: 0.01, oneQubitError: 2e-4, twoQubitError: 3e-3 },
  oneQubitSeconds: 32e-9,
  twoQubitSeconds: 68e-9,
  measureSeconds: 1560e-9,
  resetSeconds: 1000e-9,
  virtualGates: ["rz"],
  stepSeconds: 4e-9,
  since: "2026-01-01",
};
const xx: Decoupling = { sequence: "XX", slack: "middle", scheduling: "alap", skipsResetQubits: false };
const names: readonly GateName[] = ["cz", "rz", "sx", "x"];
const anyDecoupling: fc.Arbitrary<Decoupling> = fc.record({
  sequence: fc.constantFrom("XX", "XpXm", "XY4"),
  slack: fc.constantFrom("middle", "edges"),
  scheduling: fc.constantFrom("alap", "asap"),
  skipsResetQubits: fc.boolean(),
});
const anyDelays = fc.array(fc.tuple(fc.nat(20), fc.nat(3), fc.integer({ min: 0, max: 300 })), { maxLength: 4 });
/** A circuit with delays here and there. */
const anyWaiting = fc.tuple(anyCircuitOf(4, names, 20), anyDelays).map(([circuit, delays]): Circuit => {
  const operations = [...circuit.operations];
  for (const [at, qubit, steps] of delays) operations.splice(at, 0, { kind: "delay", qubit, seconds: steps * 4e-9 });
  return { ...circuit, operations };
});
const brief = (operations: readonly Operation[], qubit: number) =>
  operations.flatMap((o): (string | number)[] => {
    if (o.kind === "delay") return o.qubit === qubit ? [Math.round(o.seconds / 4e-9)] : [];
    if (o.kind === "gate") return o.qubits.includes(qubit) ? [o.gate] : [];
    return "qubit" in o && o.qubit === qubit ? [o.kind] : [];
  });

test("the unitary stays the same up to a global phase", async () => {
  await fc.assert(
    fc.asyncProperty(anyWaiting, anyDecoupling, async (circuit, decoupling) => {
      const start = stirred(circuitOf(4, [])).operations;
      const run = ({ operations }: Circuit) =>
        amplitudesOf(engine, circuitOf(4, [...start, ...operations.filter(({ kind }) => kind !== "delay")]));
      expect(overlap(await run(circuit), await run(decouple(device, circuit, decoupling)))).toBeCloseTo(1, 9);
    }),
    { numRuns: 100 },
  );
});

test("operations run as the schedule says, also when each starts as soon as it can", () => {
  fc.assert(
    fc.property(anyWaiting, anyDecoupling, (circuit, decoupling) => {
      const isReal = ({ operation: { kind } }: { operation: Operation }) => kind !== "delay" && kind !== "barrier";
      const wanted = scheduleOf(device, circuit, decoupling.scheduling).filter(isReal);
      const got = scheduleOf(device, decouple(device, circuit, decoupling), "asap").filter(isReal);
      const own = new Set<Operation>(circuit.operations);
      const startsOf = (list: typeof got) =>
        new Map(list.filter(({ operation }) => own.has(operation)).map(({ operation, start }) => [operation, start]));
      expect(startsOf(got)).toEqual(startsOf(wanted));
    }),
  );
});

test("as late as possible takes no longer than as soon as possible", () => {
  fc.assert(
    fc.property(anyWaiting, anyDecoupling, (circuit, decoupling) => {
      expect(durationOf(device, decouple(device, circuit, decoupling))).toBeLessThanOrEqual(
        durationOf(device, circuit) + 1e-12,
      );
    }),
  );
});

describe("pulses and what is between them", () => {
  /** Qubit 0 waits for 103 steps between two gates. */
  const waiting = circuitOf(1, [gate("sx", [0]), { kind: "delay", qubit: 0, seconds: 103 * 4e-9 }, gate("sx", [0])]);
  const of = (decoupling: Partial<Decoupling>) =>
    brief(decouple(device, waiting, { ...xx, ...decoupling }).operations, 0);

  test("XX: τ/2 X τ X τ/2, with what is left over in the middle or at the edges", () => {
    expect(of({})).toEqual(["sx", 21, "x", 45, "x", 21, "sx"]); // 103 − 2·8 = 87 steps
    expect(of({ slack: "edges" })).toEqual(["sx", 22, "x", 43, "x", 22, "sx"]);
  });

  test("XpXm: the second pulse turns the other way", () => {
    expect(of({ sequence: "XpXm" })).toEqual(["sx", 21, "x", 45, "rz", "x", "rz", 21, "sx"]);
  });

  test("XY4: four pulses", () => {
    const pulses = ["sx", 8, "x", 17, "rz", "x", "rz", 21, "rz", "x", "rz", 17, "rz", "x", "rz", 8, "sx"];
    expect(of({ sequence: "XY4" })).toEqual(pulses); // 103 − 4·8 = 71 steps
  });

  test("a wait that is too short stays a wait", () => {
    const short = circuitOf(1, [gate("sx", [0]), { kind: "delay", qubit: 0, seconds: 16 * 4e-9 }, gate("sx", [0])]);
    expect(brief(decouple(device, short, xx).operations, 0)).toEqual(["sx", 16, "sx"]);
    expect(brief(decouple(device, short, { ...xx, sequence: "XY4" }).operations, 0)).toEqual(["sx", 16, "sx"]);
  });
});

test("qubits at rest are left alone if asked, from the beginning and after a reset", () => {
  const circuit: Circuit = {
    ...{ qubitCount: 2, clbitCount: 2 },
    operations: [
      ...[gate("sx", [0]), reset(1), gate("cz", [0, 1])],
      ...[reset(1), { kind: "delay" as const, qubit: 1, seconds: 1e-6 }, gate("sx", [1])],
      ...[measure(0, 0), measure(1, 1)],
    ],
  };
  const pulsesOn = (qubit: number, skipsResetQubits: boolean) =>
    brief(decouple(device, circuit, { ...xx, skipsResetQubits }).operations, qubit).filter((name) => name === "x")
      .length;
  expect([pulsesOn(0, false), pulsesOn(1, false)]).toEqual([4, 2]); // qubit 0 waits before sx, and before its measurement
  expect([pulsesOn(0, true), pulsesOn(1, true)]).toEqual([2, 0]);
});

test("measurements at the end stay one reading", () => {
  const circuit: Circuit = {
    ...{ qubitCount: 3, clbitCount: 3 },
    operations: [gate("sx", [0]), gate("cz", [0, 1]), gate("sx", [1]), measure(0, 0), measure(1, 1), measure(2, 2)],
  };
  const kinds = decouple(device, circuit, xx).operations.map(({ kind }) => kind);
  expect(kinds.slice(-3)).toEqual(["measure", "measure", "measure"]);
});

test("under noise without memory pulses bring nothing but their own errors", async () => {
  const circuit = circuitOf(1, [
    gate("sx", [0]),
    { kind: "delay", qubit: 0, seconds: 1e-5 },
    gate("sx", [0]),
    gate("x", [0]),
  ]);
  const noise = {
    ...{ oneQubitRate: 2e-3, twoQubitRate: 0 },
    relaxation: {
      ...{ t1Seconds: 1, t2Seconds: 1e-4, idle: true },
      durations: { oneQubitSeconds: 32e-9, twoQubitSeconds: 68e-9, gateSeconds: { rz: 0 } },
    },
  };
  const zero = async (circuit: Circuit) => {
    const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true, method: "density", noise });
    return probabilities?.values[probabilities.outcomes.indexOf(0)] ?? 0;
  };
  const [without, withPulses] = [await zero(circuit), await zero(decouple(device, circuit, xx))];
  expect(without - withPulses).toBeGreaterThan(5e-4);
  expect(without - withPulses).toBeLessThan(3e-3); // two pulses, each flips with chance 2e-3/2 at most
});

test("control flow, and devices without the gates, are refused with a reason", () => {
  const flag = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;
  const circuit = { qubitCount: 1, clbitCount: 1, operations: [conditional(flag, [gate("x", [0])])] };
  expect(() => decouple(device, circuit, xx)).toThrow(UnsupportedError);
  expect(() => decouple({ ...device, oneQubitGates: ["gpi"] }, circuitOf(1, []), xx)).toThrow(/x and rz/);
});
