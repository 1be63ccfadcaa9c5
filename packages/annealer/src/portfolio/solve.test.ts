import { CancelledError, InvalidInputError } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { anneal } from "../annealing/anneal.ts";
import { energyOf, isingModel } from "../model.ts";
import { allEnergies, randomModel } from "../models.testing.ts";
import { chooseMethods } from "./choose.ts";
import { type SolveIsingOptions, solve } from "./solve.ts";

const host = nodeHost();

test("small models are solved to a proof", async () => {
  const model = randomModel(13, 0.5, [1, -0.3, 2], 3);
  const solved = await solve(host, model, { seed: 1, timeLimitSeconds: 5 });
  expect(solved).toMatchObject({ isProved: true, method: { name: "exact" } });
  expect(solved.energy).toBeCloseTo(Math.min(...allEnergies(model)), 9);
  expect(energyOf(model, solved.spins)).toBe(solved.energy);
});

describe.each([
  ["dense", 0.9, [1, -1]],
  ["dense, with any numbers", 0.9, [0.7, -1.1]],
  ["in between", 0.15, [1, -1]],
  ["sparse", 0.02, [1, -1.5]],
])("a model that is %s", (_, part, values) => {
  const model = randomModel(300, part, values, 7);

  test("is searched until the target is reached, well before the time is over", async () => {
    const { energies } = await anneal(host, model, { seed: 1, reads: 20, sweeps: 500 });
    const target = Math.min(...energies);
    const { energy, spins, seconds, method } = await solve(host, model, { seed: 2, timeLimitSeconds: 60, target });
    expect(energy).toBeLessThanOrEqual(target + 1e-9);
    expect(energy).toBe(energyOf(model, spins));
    expect(seconds).toBeLessThan(60);
    expect(method.why).toMatch(/tabu|tempering|annealing/);
  });

  test("gives what was found when the time is over", async () => {
    const { energy, spins, isProved } = await solve(host, model, { seed: 2, timeLimitSeconds: 0.02 });
    expect(energy).toBe(energyOf(model, spins));
    expect(isProved).toBe(false);
  });
});

test("a search that begins in a state is never worse than it", async () => {
  const model = randomModel(200, 0.05, [1, -1], 7);
  const good = await anneal(host, model, { seed: 1, reads: 1, sweeps: 2000 });
  const { energy } = await solve(host, model, { seed: 2, timeLimitSeconds: 0.01, initial: good.spins });
  expect(energy).toBeLessThanOrEqual(good.energies[0]!);
});

test("a large model is annealed within its time", async () => {
  const size = 100_000;
  const first = Int32Array.from({ length: size }, (_, i) => i);
  const model = isingModel(new Float64Array(size), {
    first,
    second: first.map((i) => (i + 1) % size),
    values: first.map((i) => (i % 3 === 0 ? 1 : -1)),
  });
  const { energy, method } = await solve(host, model, { seed: 1, timeLimitSeconds: 2 });
  expect(method.name).toBe("anneal");
  expect(energy).toBeLessThan(-0.3 * size); // what descent alone gives, however slow the machine
});

test.each([
  [1000, 499_500, "tabu"],
  [5640, 40_484, "temper"],
  [800, 19_176, "anneal"],
  [1_000_000, 3_000_000, "anneal"],
])("of %i spins and %i couplings, most of the time goes to the method that suits them", (size, couplings, name) => {
  const { shares } = chooseMethods(size, couplings);
  expect(shares.toSorted(([, a], [, b]) => b - a)[0]![0]).toBe(name);
});

test("stops, and tells progress", async () => {
  let told = 0;
  const stop = {
    get aborted() {
      return told > 0;
    },
  };
  const onProgress = (done: number) => {
    told = done;
  };
  const model = randomModel(300, 0.05, [1, -1], 9);
  await expect(solve(host, model, { seed: 1, timeLimitSeconds: 60, stop, onProgress })).rejects.toThrow(CancelledError);
  expect(told).toBeLessThan(1);
});

test.each<Partial<SolveIsingOptions>>([
  { timeLimitSeconds: 0 },
  { timeLimitSeconds: Number.NaN },
  { target: Number.NaN },
  { initial: Int8Array.of(1) },
])("%o is refused", async (options) => {
  const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
  await expect(solve(host, model, { seed: 1, timeLimitSeconds: 1, ...options })).rejects.toThrow(InvalidInputError);
});
