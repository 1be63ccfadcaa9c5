import { UnsupportedError } from "@naru/base";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type Decoupling, packNumbers, type SweepItemOutcome, type SweepWorkload, type Twirling } from "@naru/workload";
import { afterAll, describe, expect, test } from "vitest";
import { lineModel } from "../../fixtures/line-device.ts";
import { mitigation } from "../../fixtures/mitigation.ts";
import { simulatorModel } from "../../fixtures/models.ts";
import { programs } from "../../fixtures/programs.ts";
import type { BackendModel } from "../backend.ts";
import { openBackend } from "../open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

/** A simulator whose noise is too little to be seen, but there. */
const quietModel: BackendModel = {
  ...simulatorModel,
  noise: { quiet: { oneQubitRate: 1e-9, twoQubitRate: 1e-9, readoutError: 0, qubitLimit: 100 } },
  ownNoise: "quiet",
};

const twirling: Twirling = {
  ...{ gates: true, measurements: true, strategy: "active-accum" },
  ...{ randomisations: "auto", shotsPerRandomisation: "auto" },
};
const decoupling: Decoupling = { sequence: "XY4", slack: "middle", scheduling: "alap", skipsResetQubits: false };

const sweep = (file: string, shots: number, more: Partial<SweepWorkload> = {}): SweepWorkload => ({
  ...{ kind: "sweep", files: [file], seed: 5 },
  items: [{ circuit: { file: 0, index: 0 }, values: packNumbers([0], new Float64Array()), shots }],
  ...more,
});

async function run(workload: SweepWorkload, model: BackendModel = quietModel): Promise<SweepItemOutcome> {
  const control = { stop: { aborted: false }, seed: 1, now: () => Date.UTC(2026, 5, 1) };
  const outcome = await openBackend(model, engine).run(workload, control);
  const [first] = outcome.kind === "sweep" ? outcome.items : [];
  if (!first) throw new Error("A sweep gave nothing.");
  return first;
}

/** How often each number was read; circuits of up to eight bits. */
function countsOf({ bits }: SweepItemOutcome): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const read of bits) counts[read] = (counts[read] ?? 0) + 1;
  return counts;
}

describe("a twirled circuit almost without noise", () => {
  const { file } = mitigation.measured;

  test("reads what it would have read untwirled, in as many shots, spread over the variants", async () => {
    const given = await run(sweep(file, 1000, { suppression: { twirling } }));
    const { 0: zeros = 0, 15: ones = 0, ...others } = countsOf(given);
    expect(others).toEqual({});
    expect(zeros + ones).toBe(1000);
    expect(Math.abs(zeros - 500)).toBeLessThan(5 * Math.sqrt(250));
    expect(given).toMatchObject({ shots: 1000, randomisations: 16, bitCount: 4 });
  });

  test("gives the same shots for the same seed", async () => {
    const one = await run(sweep(file, 200, { suppression: { twirling } }));
    expect((await run(sweep(file, 200, { suppression: { twirling } }))).bits).toEqual(one.bits);
    expect((await run(sweep(file, 200, { suppression: { twirling }, seed: 6 }))).bits).not.toEqual(one.bits);
  });

  test("still decides by what it reads on its way", async () => {
    const many: Twirling = { ...twirling, randomisations: 20, shotsPerRandomisation: 2 };
    const given = await run(sweep(programs.dynamic.file, 40, { suppression: { twirling: many } }));
    expect(countsOf(given)).toEqual({ 3: 40 });
    expect(given.randomisations).toBe(20);
  });
});

test("variants of a circuit whose parts need different methods all run", async () => {
  const shots = 90;
  const three: Twirling = { ...twirling, randomisations: 3 };
  const { bits, randomisations } = await run(sweep(mitigation.mixed.file, shots, { suppression: { twirling: three } }));
  expect(randomisations).toBe(3);
  let ones = 0;
  for (let shot = 0; shot < shots; shot++) {
    const ghz = Array.from({ length: 60 }, (_, k) => ((bits[9 * shot + (k >> 3)] ?? 0) >> (k & 7)) & 1);
    expect(new Set(ghz).size).toBe(1);
    ones += ghz[0] ?? 0;
  }
  expect(Math.abs(ones - shots / 2)).toBeLessThan(5 * Math.sqrt(shots / 4));
});

test("without gates and measurements nothing is twirled", async () => {
  const none = { ...twirling, gates: false, measurements: false };
  const given = await run(sweep(mitigation.measured.file, 50, { suppression: { twirling: none } }));
  expect(given.randomisations).toBeUndefined();
  expect(given.bits).toEqual((await run(sweep(mitigation.measured.file, 50))).bits);
});

test("without noise variants are told, and the circuit runs once in their place", async () => {
  const { file } = mitigation.measured;
  const given = await run(sweep(file, 1000, { suppression: { twirling } }), simulatorModel);
  expect(given.randomisations).toBe(16);
  expect(given.bits).toEqual((await run(sweep(file, 1000), simulatorModel)).bits);
  const seconds = (more: Partial<SweepWorkload>) =>
    openBackend(simulatorModel, engine).estimate(sweep(file, 1000, more)).seconds;
  expect(seconds({ suppression: { twirling } })).toBeLessThan(2 * seconds({}));
});

describe("decoupling", () => {
  const { file } = mitigation.measured;

  test("is nothing on a simulator, where nothing waits", async () => {
    const given = await run(sweep(file, 50, { suppression: { decoupling } }));
    expect(given.bits).toEqual((await run(sweep(file, 50))).bits);
  });

  test("runs on a machine, also with twirling, and its pulses bring their errors alone", async () => {
    const shots = 6000;
    const rightOf = (counts: Record<number, number>) => ((counts[0] ?? 0) + (counts[15] ?? 0)) / shots;
    const without = rightOf(countsOf(await run(sweep(file, shots), lineModel)));
    const withPulses = rightOf(countsOf(await run(sweep(file, shots, { suppression: { decoupling } }), lineModel)));
    const suppression = { twirling, decoupling };
    const withBoth = rightOf(countsOf(await run(sweep(file, shots, { suppression }), lineModel)));
    const error = Math.sqrt(0.5 / shots);
    expect(Math.abs(withPulses - without)).toBeLessThan(0.05 + 4 * error);
    expect(Math.abs(withBoth - without)).toBeLessThan(0.05 + 4 * error);
    expect(without).toBeGreaterThan(0.6);
  });

  test("of a circuit with control flow is refused at submission", () => {
    const one = { ...lineModel, spec: { ...lineModel.spec } };
    expect(() =>
      openBackend(one, engine).estimate(sweep(programs.dynamic.file, 5, { suppression: { decoupling } })),
    ).toThrow(UnsupportedError);
  });
});

test("costs at submission count the variants", () => {
  const backend = openBackend(lineModel, engine);
  const seconds = (more: Partial<SweepWorkload>) =>
    backend.estimate(sweep(mitigation.measured.file, 2048, more)).seconds;
  expect(seconds({ suppression: { twirling } })).toBeGreaterThan(3 * seconds({}));
});
