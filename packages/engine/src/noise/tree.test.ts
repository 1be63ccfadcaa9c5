import { CancelledError, seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { equals, stirring, when } from "../conformance/arbitrary.ts";
import { Pacer } from "../pacer.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { TinyState } from "../tiny/apply.ts";
import { TinyOps } from "../tiny/ops.ts";
import { countShots, expectedWork, type StateOps, statesHeld } from "./index.ts";

const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };

/** Tiny states, with a record of what was done with them. */
class Watched extends TinyOps implements StateOps<TinyState> {
  held = 0;
  mostHeld = 0;
  stepsApplied = 0;
  samples = 0;

  override create() {
    this.#hold();
    return super.create();
  }

  override copy(state: TinyState) {
    this.#hold();
    return super.copy(state);
  }

  override release(state: TinyState) {
    this.held--;
    super.release(state);
  }

  override apply(state: TinyState, steps: readonly UnitaryStep[], from: number, to: number) {
    this.stepsApplied += to - from;
    super.apply(state, steps, from, to);
  }

  override sample(...given: Parameters<TinyOps["sample"]>) {
    this.samples++;
    return super.sample(...given);
  }

  #hold() {
    this.held++;
    this.mostHeld = Math.max(this.mostHeld, this.held);
  }
}

async function watch(circuit: Circuit, shots: number, noise?: Parameters<typeof countShots>[2]["noise"]) {
  const ops = new Watched(circuit.qubitCount);
  const options = { shots, random: seeded(3), ...(noise && { noise }) };
  const counts = await countShots(circuit, ops, options, new Pacer(clock, {}));
  return { ops, counts };
}

const layers = (count: number): Operation[] => Array.from({ length: count }, () => stirring(4)).flat();

describe("what shots have in common", () => {
  test("is computed once when nothing parts them", async () => {
    const { ops } = await watch(circuitOf(4, layers(5)), 10_000);
    expect(ops.stepsApplied).toBe(35);
    expect(ops.samples).toBe(1);
    expect(ops.mostHeld).toBe(1);
  });

  test("is computed once up to the first error of each, so that few errors cost little", async () => {
    const noise = { oneQubitRate: 1e-4, twoQubitRate: 1e-3 };
    const circuit = circuitOf(4, layers(15));
    const { ops } = await watch(circuit, 1000, noise);
    expect(ops.stepsApplied).toBeGreaterThan(105);
    expect(ops.stepsApplied).toBeLessThan((1000 * 105) / 20);
  });

  test("is computed once for each outcome of a measurement, not for each shot", async () => {
    const operations = [...layers(1), measure(0, 0), measure(1, 1), ...layers(1)];
    const { ops } = await watch({ qubitCount: 4, clbitCount: 2, operations }, 100_000);
    expect(ops.stepsApplied).toBe(7 + 4 * 7);
  });

  test("goes on after a condition that all shots of a branch meet alike", async () => {
    const operations = [
      gate("h", [0]),
      measure(0, 0),
      when(equals([0], 1), [gate("x", [1])]),
      ...layers(1),
      measure(1, 1),
    ];
    const { ops } = await watch({ qubitCount: 4, clbitCount: 2, operations }, 1000);
    expect(ops.stepsApplied).toBe(1 + 1 + 2 * 7);
  });
});

describe("states", () => {
  test.each([1, 2, 3, 100, 4096])(
    "set aside halve the shots: for %d shots no more are held than promised",
    async (shots) => {
      const { ops } = await watch(circuitOf(4, layers(20)), shots, { oneQubitRate: 0.05, twoQubitRate: 0.2 });
      expect(ops.mostHeld).toBeLessThanOrEqual(statesHeld(shots));
      expect(ops.held).toBe(0);
    },
  );

  test("are no more with measurements, misreadings and resets in every round", async () => {
    const round: Operation[] = [
      gate("h", [0]),
      gate("cx", [0, 1]),
      measure(0, 0),
      when(equals([0], 1), [gate("h", [2])]),
      reset(1),
    ];
    const circuit = { qubitCount: 4, clbitCount: 2, operations: Array.from({ length: 30 }, () => round).flat() };
    const noise = { oneQubitRate: 0.02, twoQubitRate: 0.1, readout: { oneGivenZero: 0.1, zeroGivenOne: 0.1 } };
    const { ops } = await watch(circuit, 1000, noise);
    expect(ops.mostHeld).toBeLessThanOrEqual(statesHeld(1000));
    expect(ops.held).toBe(0);
  });

  test("are all given back when the run is stopped", async () => {
    const ops = new Watched(4);
    let looks = 0;
    const stop = {
      get aborted() {
        return ++looks > 2;
      },
    };
    const noise = { oneQubitRate: 0.3, twoQubitRate: 0.5 };
    const run = countShots(
      circuitOf(4, layers(100)),
      ops,
      { shots: 5000, noise, random: seeded(1) },
      new Pacer(clock, { stop }),
    );
    await expect(run).rejects.toThrow(CancelledError);
    expect(ops.held).toBe(0);
  });
});

test("many shots go in portions and are all counted", async () => {
  const circuit = circuitOf(1, [gate("h", [0])]);
  const { counts } = await watch(circuit, 300_001, { oneQubitRate: 0.1, twoQubitRate: 0 });
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(300_001);
  expect(Math.abs((counts.get("1") ?? 0) / 300_001 - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 300_001));
});

test.each([
  [1e-3, 100],
  [1e-2, 1000],
  [0.3, 1000],
])("the expected work at rate %d and %d shots is not far off", async (rate, shots) => {
  const circuit = circuitOf(4, layers(15));
  const noise = { oneQubitRate: rate, twoQubitRate: rate };
  const { ops } = await watch(circuit, shots, noise);
  const { sweeps, states } = expectedWork(circuit, shots, noise);
  expect(ops.stepsApplied).toBeLessThan(1.3 * sweeps + 200); // chance, and the Paulis themselves
  expect(ops.stepsApplied).toBeGreaterThan(0.3 * sweeps);
  expect(states).toBe(statesHeld(shots));
});
