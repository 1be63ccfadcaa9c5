import { CancelledError, InvalidInputError } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { energyOf, type IsingModel, isingModel } from "../model.ts";
import { allEnergies, randomModel } from "../models.testing.ts";
import { type AnnealOptions, anneal } from "./anneal.ts";

const host = nodeHost();
const kernels = ["bytewise", "lockstep", "kept", "dense"] as const;

describe.each(kernels)("the kernel %s", (kernel) => {
  const run = (model: IsingModel, options: Partial<AnnealOptions> = {}) =>
    anneal(host, model, { seed: 7, kernel, ...options });

  test("finds the ground states of small models", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const model = randomModel(14, 0.3, [1, -1, 2], seed);
      const { energies } = await run(model, { reads: 20, sweeps: 200 });
      expect(Math.min(...energies)).toBe(Math.min(...allEnergies(model)));
    }
  });

  test("at one temperature, draws from Boltzmann's distribution", async () => {
    const model = randomModel(4, 1, [1, -1], 3);
    const beta = 0.35;
    const reads = 6000;
    const { spins } = await run(model, { reads, schedule: new Float64Array(40).fill(beta) });
    const weights = allEnergies(model).map((energy) => Math.exp(-beta * energy));
    const sum = weights.reduce((so, weight) => so + weight);
    const seen = new Float64Array(16);
    for (let r = 0; r < reads; r++) {
      let index = 0;
      for (let i = 0; i < 4; i++) if (spins[4 * r + i] === 1) index |= 1 << i;
      seen[index]! += 1;
    }
    const chiSquare = weights.reduce((so, weight, k) => {
      const expected = (reads * weight) / sum;
      return so + (seen[k]! - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(37.7); // 15 degrees of freedom, 99.9 %
  });

  test("gives the same samples for the same seed, others for another, and energies that belong to the spins", async () => {
    const model = randomModel(60, 0.1, [1, -1], 5);
    const options = { reads: 25, sweeps: 5 };
    const one = await run(model, options);
    expect(await run(model, options)).toEqual(one);
    expect((await run(model, { ...options, seed: 8 })).spins).not.toEqual(one.spins);
    for (let r = 0; r < 25; r++) {
      expect(one.energies[r]).toBe(energyOf(model, one.spins.subarray(60 * r, 60 * (r + 1))));
    }
    expect(new Set(one.energies).size).toBeGreaterThan(5);
  });

  test("begins in the states that it is given", async () => {
    const model = randomModel(20, 0.3, [1, -1], 6);
    const coldest = { schedule: new Float64Array(1).fill(1e6) };
    const ground = await run(model, { reads: 30, sweeps: 300 });
    const best = ground.energies.indexOf(Math.min(...ground.energies));
    const initial = ground.spins.slice(20 * best, 20 * (best + 1));
    const { energies } = await run(model, { reads: 3, initial, ...coldest });
    expect(energies[0]).toBe(ground.energies[best]);
  });

  test("stops, and tells progress", async () => {
    const model = randomModel(400, 0.05, [1, -1], 9);
    let looks = 0;
    const stop = {
      get aborted() {
        return ++looks > 20;
      },
    };
    await expect(run(model, { reads: 1000, sweeps: 1e5, stop })).rejects.toThrow(CancelledError);
    expect(looks).toBe(21);
  });
});

test("bytes hold local fields of up to 126 units, at any temperature", async () => {
  const star = (leaves: number) =>
    isingModel(new Float64Array(leaves + 1), {
      first: new Int32Array(leaves),
      second: Array.from({ length: leaves }, (_, k) => k + 1),
      values: new Float64Array(leaves).fill(-1),
    });
  const betas = [0.002, 0.02, 0.1, 0.3];
  for (const [k, beta] of betas.entries()) {
    const reads = 2000;
    const schedule = new Float64Array(60).fill(beta);
    const { spins } = await anneal(host, star(126), { seed: k, reads, schedule, kernel: "bytewise" });
    // Leaves are drawn alone once the middle is fixed: each agrees with it with the chance 1/(1 + exp(−2β)).
    let agreeing = 0;
    for (let r = 0; r < reads; r++) {
      for (let i = 1; i <= 126; i++) agreeing += spins[127 * r] === spins[127 * r + i] ? 1 : 0;
    }
    const chance = 1 / (1 + Math.exp(-2 * beta));
    const deviation = Math.sqrt((chance * (1 - chance)) / (126 * reads));
    expect(Math.abs(agreeing / (126 * reads) - chance)).toBeLessThan(6 * deviation + 2 ** -15);
  }
  await expect(anneal(host, star(127), { seed: 1, kernel: "bytewise" })).rejects.toThrow(/126 at a spin/);
});

test("numbers that are no multiples of a unit are annealed as they are", async () => {
  const model = randomModel(14, 0.3, [0.1, -Math.SQRT2, Math.PI], 2);
  const { energies } = await anneal(host, model, { reads: 20, sweeps: 300, seed: 1 });
  expect(Math.min(...energies)).toBeCloseTo(Math.min(...allEnergies(model)), 9);
  await expect(anneal(host, model, { seed: 1, kernel: "bytewise" })).rejects.toThrow(InvalidInputError);
});

test("models without spins or couplings have samples, too", async () => {
  const none = { first: [], second: [], values: [] };
  expect((await anneal(host, isingModel([], none, 2), { reads: 3, seed: 1 })).energies).toEqual(
    Float64Array.of(2, 2, 2),
  );
  const { spins } = await anneal(host, isingModel([0.5, -2, 0], none), { seed: 1 });
  expect([...spins.subarray(0, 2)]).toEqual([-1, 1]);
});

test.each<Partial<AnnealOptions>>([
  { reads: 0 },
  { reads: 1.5 },
  { sweeps: 0 },
  { range: [0, 1] },
  { range: [2, 1] },
  { range: [1, Number.POSITIVE_INFINITY] },
  { schedule: Float64Array.of() },
  { schedule: Float64Array.of(1, Number.NaN) },
  { initial: Int8Array.of(1) },
  { initial: Int8Array.of(1, 0, 1) },
])("%o is refused", async (options) => {
  const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
  await expect(anneal(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
});
