import { seeded } from "@naru/base";
import {
  type Circuit,
  circuitOf,
  conditional,
  countResources,
  type GateName,
  gate,
  gates,
  measure,
  type Operation,
  reset,
} from "@naru/circuit";
import type { Engine } from "@naru/engine";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { amplitudesOf, anyCircuitOf, openEngine, overlap, stirred } from "./circuits.testing.ts";
import { paulisThrough } from "./pauli.ts";
import { twirlOf } from "./twirl.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const anyStrategy = fc.constantFrom("active", "active-accum", "active-circuit", "all");
const heron: readonly GateName[] = ["cz", "rz", "sx", "x", "id", "rx", "rzz"];
const eagle: readonly GateName[] = ["ecr", "rz", "sx", "x", "id"];
const many: readonly GateName[] = [
  ...(["cx", "cy", "cz", "ecr", "swap", "iswap", "dcx", "rxx", "rzx", "crx", "cp", "ch", "csx"] as const),
  ...(["h", "s", "t", "tdg", "sxdg", "u", "r", "ry", "p", "gpi", "gpi2", "y", "ccx"] as const),
];

describe("the unitary stays the same up to a global phase", () => {
  for (const [name, names] of Object.entries({ heron, eagle, many })) {
    test(`for gates of ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyCircuitOf(4, names), anyStrategy, fc.nat(), async (circuit, strategy, seed) => {
          const prepared = stirred(circuit);
          const draw = twirlOf(circuit, { gates: true, measurements: false, strategy });
          const twirled = draw(seeded(seed)).circuit;
          const [before, after] = [
            await amplitudesOf(engine, prepared),
            await amplitudesOf(engine, {
              ...twirled,
              operations: [...stirred(circuitOf(4, [])).operations, ...twirled.operations],
            }),
          ];
          expect(overlap(before, after)).toBeCloseTo(1, 9);
        }),
        { numRuns: 150 },
      );
    });
  }
});

test("machines' gates stay machines' gates", () => {
  fc.assert(
    fc.property(anyCircuitOf(4, heron), anyStrategy, fc.nat(), (circuit, strategy, seed) => {
      const { operations } = twirlOf(circuit, { gates: true, measurements: true, strategy })(seeded(seed)).circuit;
      const isNative = (o: Operation) => o.kind === "barrier" || (o.kind === "gate" && heron.includes(o.gate));
      expect(operations.every(isNative)).toBe(true);
      const angles = (list: readonly Operation[]) =>
        list.flatMap((o) => (o.kind === "gate" && o.gate === "rzz" ? (o.params ?? []) : []));
      expect(angles(operations)).toEqual(angles(circuit.operations)); // rzz has a range of its own on machines
    }),
  );
});

test("where every qubit has a pulse between gates on two qubits, no pulse is added", () => {
  const layer = (a: number, b: number) => [gate("cz", [a, b]), ...pulses(a), ...pulses(b)];
  const pulses = (q: number) => [gate("rz", [q], [0.4]), gate("sx", [q]), gate("rz", [q], [0.3]), gate("sx", [q])];
  const circuit = circuitOf(2, [...pulses(0), ...pulses(1), ...layer(0, 1), ...layer(1, 0), ...layer(0, 1)]);
  const countPulses = ({ operations }: Circuit) =>
    operations.filter((o) => o.kind === "gate" && (o.gate === "sx" || o.gate === "x")).length;
  const draw = twirlOf(circuit, { gates: true, measurements: false, strategy: "active" });
  for (let seed = 0; seed < 50; seed++) {
    expect(countPulses(draw(seeded(seed)).circuit)).toBe(countPulses(circuit));
  }
});

test("every Pauli pair meets a cz equally often, within five standard errors", () => {
  const circuit = circuitOf(2, [gate("cz", [0, 1])]);
  const draw = twirlOf(circuit, { gates: true, measurements: false, strategy: "active" });
  const random = seeded(5);
  const seen = new Map<string, number>();
  const draws = 8000;
  for (let k = 0; k < draws; k++) {
    const { operations } = draw(random).circuit;
    const at = operations.findIndex((o) => o.kind === "gate" && o.gate === "cz");
    const before = JSON.stringify(operations.slice(0, at).map((o) => (o.kind === "gate" ? [o.gate, o.qubits] : 0)));
    seen.set(before, (seen.get(before) ?? 0) + 1);
  }
  expect(seen.size).toBe(16);
  for (const count of seen.values()) {
    expect(Math.abs(count - draws / 16)).toBeLessThan(5 * Math.sqrt((draws * 15) / 256));
  }
});

test("a turn ZZ by any angle meets the eight Paulis that commute with it, and a quarter turn all sixteen", () => {
  const passing = (angle: number) => paulisThrough(gates.rzz.matrix([angle]), 2).filter((image) => image >= 0).length;
  expect([passing(0.3), passing(Math.PI / 2)]).toEqual([8, 16]);
});

describe("what is read, with the flips undone, has the distribution of the circuit", () => {
  const distribution = async (circuit: Circuit, flipped: readonly number[] = []): Promise<Map<number, number>> => {
    const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true, precision: "double" });
    const mask = flipped.reduce((sum, bit) => sum | (1 << bit), 0);
    const list: [number, number][] = [...(probabilities?.outcomes ?? [])].map((outcome, k) => [
      outcome ^ mask,
      probabilities?.values[k] ?? 0,
    ]);
    return new Map(list.filter(([, p]) => p > 1e-9).sort(([a], [b]) => a - b));
  };
  const sameAs = (expected: Map<number, number>, got: Map<number, number>) => {
    expect([...got.keys()]).toEqual([...expected.keys()]);
    for (const [outcome, p] of expected) expect(got.get(outcome)).toBeCloseTo(p, 7);
  };

  test("for measurements at the end, whatever bits they go to", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCircuitOf(3, heron),
        anyStrategy,
        fc.boolean(),
        fc.nat(),
        async (c, strategy, gatesToo, seed) => {
          const circuit: Circuit = {
            ...{ qubitCount: 3, clbitCount: 5 },
            operations: [...stirred(c).operations, measure(0, 3), measure(2, 0), measure(1, 4)],
          };
          const { circuit: twirled, flipped } = twirlOf(circuit, { gates: gatesToo, measurements: true, strategy })(
            seeded(seed),
          );
          sameAs(await distribution(circuit), await distribution(twirled, flipped));
          const last = twirled.operations.slice(-1)[0];
          expect(last?.kind).toBe("measure"); // nothing is put behind measurements at the end
        },
      ),
      { numRuns: 60 },
    );
  });

  test("for circuits that measure, reset and decide on their way", async () => {
    const flag = { kind: "compare", clbits: [1], operator: "==", value: "1" } as const;
    const circuit: Circuit = {
      ...{ qubitCount: 3, clbitCount: 4 },
      operations: [
        ...stirred(circuitOf(3, [])).operations,
        ...[gate("cz", [0, 1]), measure(0, 0), gate("sx", [0]), gate("rz", [0], [0.7]), gate("cz", [0, 2])],
        ...[measure(1, 1), conditional(flag, [gate("sx", [2]), gate("cz", [2, 0]), measure(2, 3)], [gate("x", [2])])],
        ...[reset(1), gate("rx", [1], [0.8]), gate("cz", [1, 2]), measure(1, 2), measure(2, 0)],
      ],
    };
    const expected = await distribution(circuit);
    const seen = new Set<string>();
    for (const strategy of ["active", "active-accum", "active-circuit", "all"] as const) {
      for (let seed = 0; seed < 12; seed++) {
        const { circuit: twirled, flipped } = twirlOf(circuit, { gates: true, measurements: true, strategy })(
          seeded(seed),
        );
        sameAs(expected, await distribution(twirled, flipped));
        seen.add(flipped.join(" "));
      }
    }
    expect([...seen].toSorted()).toEqual(["", "0", "0 2", "2"]); // bits 1 and 3 decide, or are written within a branch
  });
});

test("loops that results decide end as they would, and what is read after them is right", async () => {
  const circuit: Circuit = {
    ...{ qubitCount: 2, clbitCount: 3 },
    operations: [
      ...[gate("x", [0]), measure(0, 0)],
      {
        kind: "while",
        condition: { kind: "compare", clbits: [0], operator: "==", value: "1" },
        body: [gate("cz", [0, 1]), gate("x", [0]), gate("x", [1]), measure(0, 0)],
        maxTurns: 3,
      },
      { kind: "assign", clbits: [2], value: { kind: "unary", operator: "~", operand: { kind: "bits", clbits: [0] } } },
      ...[gate("cz", [0, 1]), measure(1, 1)],
    ],
  };
  const draw = twirlOf(circuit, { gates: true, measurements: true, strategy: "all" });
  const seen = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const { circuit: twirled, flipped } = draw(seeded(seed));
    const { counts } = await engine.run(twirled, { seed, shots: 5 });
    seen.add(flipped.join(" "));
    expect([...(counts ?? [])]).toEqual([[flipped.includes(1) ? "100" : "110", 5]]);
  }
  expect([...seen].toSorted()).toEqual(["", "1"]); // bit 0 decides, bit 2 is worked out
});

test("an over-rotation behind every cz becomes random: its square in the mean, not its sum", async () => {
  const angle = 0.12;
  const times = 8;
  const echo = circuitOf(2, [
    ...[gate("sx", [0]), gate("sx", [1])],
    ...Array.from({ length: times }, () => gate("cz", [0, 1])),
    ...[gate("sx", [0]), gate("sx", [1]), gate("sx", [0]), gate("sx", [1]), gate("sx", [0]), gate("sx", [1])],
  ]);
  const rules = [{ gates: ["cz" as const], channel: { kind: "rotation" as const, paulis: "ZI", angleRadians: angle } }];
  const noise = { oneQubitRate: 0, twoQubitRate: 0, rules };
  const survival = async (circuit: Circuit) => {
    const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true, method: "density", noise });
    return [...(probabilities?.values ?? [])].reduce(
      (sum, p, k) => sum + (probabilities?.outcomes[k] === 0 ? p : 0),
      0,
    );
  };
  const coherent = await survival(echo);
  expect(coherent).toBeCloseTo(Math.cos((times * angle) / 2) ** 2, 5); // the angles add up
  const draw = twirlOf(echo, { gates: true, measurements: false, strategy: "active" });
  const random = seeded(3);
  const variants = 400;
  let [sum, squares] = [0, 0];
  for (let k = 0; k < variants; k++) {
    const p = await survival(draw(random).circuit);
    sum += p;
    squares += p * p;
  }
  const mean = sum / variants;
  const error = Math.sqrt((squares / variants - mean * mean) / variants);
  const stochastic = (1 + Math.cos(angle) ** times) / 2; // a flip of the phase with chance sin²(angle/2) behind each
  expect(Math.abs(mean - stochastic)).toBeLessThan(4 * error);
  expect(mean - coherent).toBeGreaterThan(10 * error);
});

test("a circuit of gates on single qubits is left as it is", () => {
  const circuit = circuitOf(2, [gate("sx", [0]), gate("rz", [1], [0.4])]);
  const { operations } = twirlOf(circuit, { gates: true, measurements: true, strategy: "all" })(seeded(1)).circuit;
  expect(countResources({ ...circuit, operations })).toEqual(countResources(circuit));
});
