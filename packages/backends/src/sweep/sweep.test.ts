import { CancelledError, InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { packNumbers, type SweepItem, type SweepOutcome, type SweepWorkload } from "@naru/workload";
import { afterAll, expect, test } from "vitest";
import { simulatorModel } from "../../fixtures/models.ts";
import { programs } from "../../fixtures/programs.ts";
import type { BackendModel, RunControl } from "../backend.ts";
import { openBackend } from "../open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const none = packNumbers([0], new Float64Array());
const item = (more: Partial<SweepItem> = {}): SweepItem => ({
  circuit: { file: 0, index: 0 },
  values: none,
  shots: 100,
  ...more,
});
const sweep = (file: string, items: readonly SweepItem[], more: Partial<SweepWorkload> = {}): SweepWorkload => ({
  kind: "sweep",
  files: [file],
  items,
  seed: 5,
  ...more,
});

async function run(workload: SweepWorkload, control: Partial<RunControl> = {}, model: BackendModel = simulatorModel) {
  let clock = 1000;
  const outcome = await openBackend(model, engine).run(workload, {
    stop: { aborted: false },
    seed: 1,
    now: () => clock++,
    ...control,
  });
  if (outcome.kind !== "sweep") throw new Error("A sweep gave something else.");
  return outcome;
}

/** The bits of a shot, bit 0 rightmost. */
function shotOf({ items }: SweepOutcome, index: number, shot: number): string {
  const { bitCount, bits } = items[index] ?? { bitCount: 0, bits: new Uint8Array() };
  const from = shot * Math.ceil(bitCount / 8);
  const read = Array.from({ length: bitCount }, (_, k) => ((bits[from + (k >> 3)] ?? 0) >> (k & 7)) & 1);
  return read.reverse().join("");
}

test("every set of values has its shots, in the registers of the circuit", async () => {
  const values = packNumbers([2, 1, 1], Float64Array.of(0, Math.PI));
  const outcome = await run(sweep(programs.registers.file, [item({ values, shots: 3 })]));
  const [given] = outcome.items;
  expect(given).toMatchObject({ shape: [2, 1], shots: 3, bitCount: 3, metadata: { n: 1 }, startedMs: 1001 });
  expect(given?.registers).toEqual([
    { name: "alpha", clbits: [0, 1] },
    { name: "beta", clbits: [2] },
  ]);
  expect(given?.bits).toHaveLength(6);
  const shots = Array.from({ length: 6 }, (_, shot) => shotOf(outcome, 0, shot));
  expect(shots).toEqual(["010", "010", "010", "011", "011", "011"]);
});

test("half of the shots of RX(π/2) read 1, within five standard errors, and their order is random", async () => {
  const shots = 4000;
  const values = packNumbers([1], Float64Array.of(Math.PI / 2));
  const { items } = await run(sweep(programs.registers.file, [item({ values, shots })]));
  const ones = [...(items[0]?.bits ?? [])].map((byte) => byte & 1);
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
  expect(Math.abs(sum(ones) / shots - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / shots));
  expect(Math.abs(sum(ones.slice(0, shots / 2)) - sum(ones.slice(shots / 2)))).toBeLessThan(5 * Math.sqrt(shots / 4));
});

test("156 bits are read", async () => {
  const outcome = await run(sweep(programs.wide.file, [item({ shots: 2 })]));
  const expected = Array.from({ length: 156 }, (_, k) => (k % 3 === 0 ? "1" : "0"))
    .reverse()
    .join("");
  expect(outcome.items[0]?.bits).toHaveLength(40);
  expect([shotOf(outcome, 0, 0), shotOf(outcome, 0, 1)]).toEqual([expected, expected]);
});

test("a condition on what was measured holds", async () => {
  const outcome = await run(sweep(programs.dynamic.file, [item({ shots: 4 })]));
  expect(shotOf(outcome, 0, 3)).toBe("11");
});

test("bits in which a circuit keeps its variables are not read", async () => {
  const [read] = (await run(sweep(programs.counter.file, [item({ shots: 50 })]))).items;
  expect(read?.bitCount).toBe(programs.counter.bitCount);
  expect(read?.bits).toHaveLength(50 * Math.ceil(programs.counter.bitCount / 8));
  expect(read?.registers.every(({ clbits }) => clbits.every((bit) => bit < programs.counter.bitCount))).toBe(true);
});

test("a circuit without classical bits reads nothing, a set without values runs nothing", async () => {
  const { items } = await run(sweep(programs.unmeasured.file, [item()]));
  expect(items[0]).toMatchObject({ bitCount: 0, registers: [], bits: new Uint8Array() });
  const empty = await run(sweep(programs.registers.file, [item({ values: packNumbers([0, 1], new Float64Array()) })]));
  expect(empty.items[0]).toMatchObject({ shape: [0], bits: new Uint8Array() });
});

test("what a set reads does not depend on the sets and items beside it", async () => {
  const angles = Float64Array.of(0.4, 1.1, 2);
  const all = await run(sweep(programs.registers.file, [item({ values: packNumbers([3, 1], angles) })]));
  const two = await run(
    sweep(programs.registers.file, [
      item({ values: packNumbers([2, 1], angles.slice(0, 2)) }),
      item({ values: packNumbers([1], Float64Array.of(3)) }),
    ]),
  );
  expect(two.items[0]?.bits).toEqual(all.items[0]?.bits.slice(0, 200));
  const others = await run(
    sweep(programs.registers.file, [item({ values: packNumbers([3, 1], angles) })], { seed: 6 }),
  );
  expect(others.items[0]?.bits).not.toEqual(all.items[0]?.bits);
});

test("circuits are found in their file, and progress goes up to 1", async () => {
  const told: number[] = [];
  const workload = sweep(programs.two.file, [item({ circuit: { file: 0, index: 1 } }), item()]);
  const { items } = await run(workload, { onProgress: (done) => told.push(done) });
  expect(items.map(({ bitCount }) => bitCount)).toEqual([2, 0]);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

test("what makes no sense is refused at submit and when run, with its item", async () => {
  const backend = openBackend(simulatorModel, engine);
  const one = packNumbers([1], Float64Array.of(1));
  const cases: [SweepWorkload, new (message: string) => Error, string][] = [
    [sweep(programs.registers.file, []), InvalidInputError, "at least one circuit"],
    [
      sweep(programs.registers.file, [item()]),
      InvalidInputError,
      "Item 0: The circuit has 1 parameters and each set has 0 values",
    ],
    [sweep("AAAA", [item()]), InvalidInputError, "Item 0:"],
    [sweep(programs.registers.file.slice(0, 80), [item()]), InvalidInputError, "damaged one"],
    [sweep(programs.two.file, [item({ circuit: { file: 0, index: 2 } })]), InvalidInputError, "no circuit 2"],
    [sweep(programs.two.file, [item({ circuit: { file: 3, index: 0 } })]), InvalidInputError, "no file 3"],
    [
      sweep(programs.registers.file, [item({ values: packNumbers([2, 1], Float64Array.of(0, Number.NaN)) })]),
      InvalidInputError,
      "finite numbers",
    ],
    [sweep(programs.registers.file, [item({ values: { shape: [-1, 1], base64: "" } })]), InvalidInputError, "shape"],
    [sweep(programs.unmeasured.file, [item({ values: { shape: [1e9, 0], base64: "" } })]), TooLargeError, "sets"],
    [sweep(programs.registers.file, [item({ values: one, shots: 2e6 })]), TooLargeError, "shots"],
    [sweep(programs.registers.file, [item({ values: one })], { calibrationId: "?" }), UnsupportedError, "calibration"],
  ];
  for (const [workload, type, words] of cases) {
    expect(() => backend.estimate(workload)).toThrow(type);
    expect(() => backend.estimate(workload)).toThrow(words);
    await expect(run(workload)).rejects.toThrow(words);
  }
});

test("circuits of one job share the gates that a backend takes", () => {
  const spec = { ...simulatorModel.spec, limits: { ...simulatorModel.spec.limits, gates: 9 } };
  const backend = openBackend({ ...simulatorModel, spec }, engine);
  const bell = item({ circuit: { file: 0, index: 1 } });
  expect(() => backend.estimate(sweep(programs.two.file, [bell, bell]))).not.toThrow();
  expect(() => backend.estimate(sweep(programs.two.file, [bell, bell, bell]))).toThrow("takes up to 9 gates");
});

test("results that could not be written are refused before anything runs", () => {
  const values = packNumbers([2000, 1], new Float64Array(2000));
  const workload = sweep(programs.registers.file, [item({ values, shots: 1_000_000 })]);
  expect(() => openBackend(simulatorModel, engine).estimate(workload)).toThrow("256 MiB");
});

test("an estimate counts every set", () => {
  const backend = openBackend(simulatorModel, engine);
  const of = (sets: number) =>
    backend.estimate(
      sweep(programs.registers.file, [item({ values: packNumbers([sets, 1], new Float64Array(sets)) })]),
    );
  expect(of(10).resources).toMatchObject({ oneQubitGates: 20, qubits: 3 });
  expect(of(10).seconds).toBeCloseTo(10 * of(1).seconds, 5);
});

test("a run stops between sets", async () => {
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 20;
    },
  };
  const values = packNumbers([500, 1], new Float64Array(500).fill(1));
  await expect(run(sweep(programs.registers.file, [item({ values })]), { stop })).rejects.toThrow(CancelledError);
  expect(looks).toBeLessThan(40);
});

test("variants that a samplex draws agree once their flips are undone, within five standard errors", async () => {
  const { file, samplex, arguments: given, shape } = programs.twirled;
  const shots = 3000;
  const values = { kind: "samplex", samplex, arguments: given, shape } as const;
  const workload = sweep(file, [item({ values, shots })]);
  expect(openBackend(simulatorModel, engine).estimate(workload).resources.twoQubitGates).toBe(6);
  const [read] = (await run(workload)).items;
  const flips = read?.outputs?.["measurement_flips.meas"];
  expect(read?.shape).toEqual([2, 3]);
  expect(flips?.shape).toEqual([2, 3, 1, 2]);
  expect(new Set(flips?.bits)).toEqual(new Set([0, 1]));
  /** How often each outcome was meant in a set. */
  const countsOf = (set: number): number[] => {
    const counts = [0, 0, 0, 0];
    const flip = (flips?.bits[2 * set] ?? 0) + 2 * (flips?.bits[2 * set + 1] ?? 0);
    for (const byte of read?.bits.subarray(set * shots, (set + 1) * shots) ?? []) {
      counts[byte ^ flip] = (counts[byte ^ flip] ?? 0) + 1;
    }
    return counts;
  };
  for (const step of [0, 1, 2]) {
    const [one, other] = [countsOf(step), countsOf(3 + step)];
    one.forEach((count, outcome) => {
      const together = count + (other[outcome] ?? 0);
      expect(Math.abs(count - (other[outcome] ?? 0))).toBeLessThanOrEqual(5 * Math.sqrt(together));
    });
    expect(one).not.toEqual(other);
  }
  expect((await run(workload)).items[0]?.bits).toEqual(read?.bits);
});

test("a circuit without parameters that many items name is looked at once for each number of shots", () => {
  let looks = 0;
  const counting = {
    ...{ run: engine.run.bind(engine), bind: engine.bind.bind(engine) },
    estimate: (...given: Parameters<typeof engine.estimate>) => {
      looks++;
      return engine.estimate(...given);
    },
  };
  const items = [100, 200, 100, 100, 200].map((shots) => item({ shots }));
  const backend = openBackend(simulatorModel, counting);
  const { seconds, resources } = backend.estimate(sweep(programs.wide.file, items));
  expect(looks).toBe(2);
  const each = items.map((one) => openBackend(simulatorModel, engine).estimate(sweep(programs.wide.file, [one])));
  const sum = (of: (one: (typeof each)[number]) => number) => each.reduce((total, one) => total + of(one), 0);
  expect(seconds).toBeCloseTo(
    sum((one) => one.seconds),
    6,
  );
  expect(resources.twoQubitGates).toBe(sum((one) => one.resources.twoQubitGates));
});
