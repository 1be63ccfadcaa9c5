import { CancelledError, InvalidInputError, seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { randomSpins } from "../limits.ts";
import { energyOf, isingModel } from "../model.ts";
import { allEnergies, randomModel } from "../models.testing.ts";
import { TabuSearch } from "./search.ts";
import { type TabuOptions, tabu } from "./tabu.ts";

const host = nodeHost();
const kinds = [
  ["dense, whole numbers", 1, [1, -2, 3]],
  ["dense, any numbers", 1, [0.1, -Math.SQRT2, Math.PI]],
  ["sparse, whole numbers", 0.09, [1, -2, 3]],
  ["sparse, any numbers", 0.09, [0.1, -Math.SQRT2, Math.PI]],
] as const;

describe.each(kinds)("models that are %s", (_, part, values) => {
  test("are brought to their ground states", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const model = randomModel(14, part, values, seed);
      const { energies } = await tabu(host, model, { seed });
      expect(energies[0]).toBeCloseTo(Math.min(...allEnergies(model)), 9);
    }
  });

  test("have the energies that the search reckons with, move by move", () => {
    const model = randomModel(70, part, values, 4);
    const search = new TabuSearch(host, model);
    search.begin(randomSpins(70, seeded(1)), seeded(2));
    const state = new Int8Array(70);
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 200; k++) {
      search.search(1, { tenure: 5, spread: 3 }, 1e9);
      search.current(state);
      best = Math.min(best, energyOf(model, state));
      expect(search.energy).toBeCloseTo(energyOf(model, state), 9);
      expect(search.bestEnergy).toBeCloseTo(best, 9);
    }
    search.best(state);
    expect(energyOf(model, state)).toBeCloseTo(best, 9);
  });

  test("are searched alike with the same seed", async () => {
    const model = randomModel(90, part, values, 5);
    const options = { reads: 3, moves: 300 };
    const one = await tabu(host, model, { ...options, seed: 1 });
    expect(await tabu(host, model, { ...options, seed: 1 })).toEqual(one);
    expect((await tabu(host, model, { ...options, seed: 2 })).spins).not.toEqual(one.spins);
  });
});

test("each move turns the spin that gains most of those that were not turned lately", () => {
  const model = randomModel(40, 0.3, [1, -1.5, 0.7], 8);
  const search = new TabuSearch(host, model);
  const state = randomSpins(40, seeded(3));
  search.begin(state, seeded(4));
  const turnedAt = new Map<number, number>();
  let best = energyOf(model, state);
  for (let move = 0; move < 150; move++) {
    const costs = Array.from(state, (_, i) => energyOf(model, turned(state, i)));
    const allowed = costs.filter((cost, i) => move - (turnedAt.get(i) ?? -99) > 7 || cost < best - 1e-9);
    search.search(1, { tenure: 7, spread: 1 }, 1e9);
    const after = new Int8Array(40);
    search.current(after);
    const changed = [...after.keys()].filter((i) => after[i] !== state[i]);
    expect(changed).toHaveLength(1);
    expect(costs[changed[0]!]).toBeCloseTo(Math.min(...allowed), 9);
    turnedAt.set(changed[0]!, move);
    state.set(after);
    best = Math.min(best, energyOf(model, state));
  }
});

const turned = (state: Int8Array, i: number) => state.map((spin, k) => (k === i ? -spin : spin));

test("a search that begins in a state is never worse than it, and ends at its target or when its time is over", async () => {
  const model = randomModel(100, 0.2, [1, -1], 6);
  const best = await tabu(host, model, { seed: 1 });
  const again = await tabu(host, model, { seed: 2, moves: 10, initial: best.spins });
  expect(again.energies[0]).toBeLessThanOrEqual(best.energies[0]!);
  const reached = await tabu(host, model, { seed: 3, timeLimitSeconds: 60, target: best.energies[0]! + 20 });
  expect(reached.energies[0]).toBeLessThanOrEqual(best.energies[0]! + 20);
  expect((await tabu(host, model, { seed: 3, timeLimitSeconds: 0.05 })).reads).toBe(1);
});

test("a search over many moves keeps apart when spins were turned", async () => {
  const model = randomModel(14, 1, [1, -1], 6);
  const { energies } = await tabu(host, model, { seed: 1, moves: 6e6 });
  expect(energies[0]).toBe(Math.min(...allEnergies(model)));
});

test("models without spins, or with one, have samples", async () => {
  const none = { first: [], second: [], values: [] };
  expect((await tabu(host, isingModel([], none, 2), { reads: 2, seed: 1 })).energies).toEqual(Float64Array.of(2, 2));
  expect((await tabu(host, isingModel([0.7], none), { seed: 1 })).energies).toEqual(Float64Array.of(-0.7));
});

test("stops, and tells progress", async () => {
  let [looks, told] = [0, 0];
  const stop = {
    get aborted() {
      return ++looks > 50;
    },
  };
  const onProgress = (done: number) => {
    expect(done).toBeGreaterThanOrEqual(told);
    told = done;
  };
  const model = randomModel(400, 0.5, [1, -1], 9);
  await expect(tabu(host, model, { seed: 1, moves: 1e9, stop, onProgress })).rejects.toThrow(CancelledError);
  expect(told).toBeGreaterThan(0);
});

test.each<Partial<TabuOptions>>([
  { reads: 0 },
  { moves: 0 },
  { moves: Number.NaN },
  { tenure: -1 },
  { tenure: 3 },
  { timeLimitSeconds: 0 },
  { target: Number.NaN },
  { initial: Int8Array.of(1) },
  { initial: Int8Array.of(1, 0, 1) },
])("%o is refused", async (options) => {
  const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
  await expect(tabu(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
});
