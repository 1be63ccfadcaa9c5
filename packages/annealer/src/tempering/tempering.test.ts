import { CancelledError, exp, InvalidInputError, seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { randomSpins } from "../limits.ts";
import { energyOf, isingModel } from "../model.ts";
import { allEnergies, randomModel } from "../models.testing.ts";
import { ClusterMoves } from "./clusters.ts";
import { denseReplicas } from "./dense-replicas.ts";
import { Ladder } from "./ladder.ts";
import { sparseReplicas } from "./sparse-replicas.ts";
import { type TemperingOptions, temper } from "./tempering.ts";

const host = nodeHost();

describe.each([
  ["sparse", sparseReplicas],
  ["dense", denseReplicas],
])("%s replicas", (_, open) => {
  test.each([1, 2] as const)("are drawn from Boltzmann's distributions, with %i at each temperature", (copies) => {
    const model = randomModel(4, 1, [1, -1], 3);
    const betas = Float64Array.of(0.1, 0.25, 0.5, 0.6);
    const replicas = open(host, model, betas.length * copies);
    const random = seeded(5);
    replicas.seed(random);
    for (let r = 0; r < replicas.count; r++) replicas.write(r, randomSpins(4, random));
    const ladder = new Ladder(model, replicas, betas, copies, random);
    const rounds = 6000;
    const seen = betas.map(() => 0);
    const counts = Array.from(seen, () => new Float64Array(16));
    const state = new Int8Array(4);
    for (let round = 0; round < rounds; round++) {
      for (let k = 0; k < 4; k++) ladder.round(2); // far enough apart to count as independent
      for (let step = 0; step < 4; step++) {
        replicas.read(ladder.replicaAt(step), state);
        counts[step]![state.reduce((so, spin, i) => so | (spin === 1 ? 1 << i : 0), 0)]! += 1;
      }
    }
    const energies = allEnergies(model);
    betas.forEach((beta, step) => {
      const weights = energies.map((energy) => exp(-beta * energy));
      const sum = weights.reduce((so, weight) => so + weight);
      const chiSquare = weights.reduce((so, weight, k) => {
        const expected = (rounds * weight) / sum;
        return so + (counts[step]![k]! - expected) ** 2 / expected;
      }, 0);
      expect(chiSquare).toBeLessThan(44.3); // 15 degrees of freedom, 99.99 % for each of the four
    });
  });

  test("have the energies that belong to their spins", () => {
    const model = randomModel(50, 0.3, [1, -0.25, 2], 3);
    const replicas = open(host, model, 15);
    replicas.seed(seeded(1));
    for (let r = 0; r < 15; r++) replicas.write(r, randomSpins(50, seeded(r)));
    replicas.sweep(20, new Float64Array(15).fill(0.4));
    const energies = new Float64Array(15);
    replicas.energies(energies);
    const state = new Int8Array(50);
    energies.forEach((energy, r) => {
      replicas.read(r, state);
      expect(energy).toBeCloseTo(energyOf(model, state), 9);
    });
    expect(new Set(energies).size).toBeGreaterThan(5);
  });
});

test("an exchange of clusters leaves the sum of the energies as it was, and the parts where states agree", () => {
  const model = randomModel(60, 0.03, [1, -2, 3], 4);
  const moves = new ClusterMoves(model);
  let exchanged = 0;
  for (let seed = 0; seed < 50; seed++) {
    const [a, b] = [randomSpins(60, seeded(seed)), randomSpins(60, seeded(seed + 1000))];
    const [first, second] = [a.slice(), b.slice()];
    exchanged += moves.exchange(a, b, seeded(seed)) < 30 ? 1 : 0;
    expect(energyOf(model, a) + energyOf(model, b)).toBeCloseTo(energyOf(model, first) + energyOf(model, second), 9);
    a.forEach((spin, i) => {
      expect([spin, b[i]!].toSorted()).toEqual([first[i]!, second[i]!].toSorted());
    });
    expect(a).not.toEqual(first);
  }
  expect(exchanged).toBeGreaterThan(10);
});

test.each([
  ["sparse", 0.2],
  ["dense", 1],
])("%s models are brought to their ground states", async (_, part) => {
  for (let seed = 0; seed < 5; seed++) {
    const model = randomModel(14, part, [1, -Math.SQRT2, 2], seed);
    const { energies } = await temper(host, model, { seed, sweeps: 200, temperatures: 8 });
    expect(energies[0]).toBeCloseTo(Math.min(...allEnergies(model)), 9);
  }
});

test("the same seed gives the same samples, another gives others; a target ends the run", async () => {
  const model = randomModel(150, 0.3, [1, -1], 5);
  const options = { reads: 2, sweeps: 20, temperatures: 6 };
  const one = await temper(host, model, { ...options, seed: 1 });
  expect(await temper(host, model, { ...options, seed: 1 })).toEqual(one);
  expect((await temper(host, model, { ...options, seed: 2 })).spins).not.toEqual(one.spins);
  const again = await temper(host, model, { seed: 3, timeLimitSeconds: 60, target: Math.max(...one.energies) });
  expect(again.energies[0]).toBeLessThanOrEqual(Math.max(...one.energies));
});

test("a run that begins in a state is never worse than it", async () => {
  const model = randomModel(100, 0.05, [1, -1], 6);
  const best = await temper(host, model, { seed: 1, sweeps: 300 });
  const again = await temper(host, model, { seed: 2, sweeps: 1, initial: best.spins });
  expect(again.energies[0]).toBeLessThanOrEqual(best.energies[0]!);
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
  const model = randomModel(400, 0.05, [1, -1], 9);
  await expect(temper(host, model, { seed: 1, sweeps: 1e6, stop, onProgress })).rejects.toThrow(CancelledError);
  expect(told).toBeLessThan(1);
});

test.each<Partial<TemperingOptions>>([
  { reads: 0 },
  { sweeps: 0 },
  { temperatures: 1 },
  { temperatures: 1e6 },
  { range: [0, 1] },
  { timeLimitSeconds: -1 },
  { initial: Int8Array.of(1) },
])("%o is refused", async (options) => {
  const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
  await expect(temper(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
});
