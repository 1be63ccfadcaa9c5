import { CancelledError, InvalidInputError, seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { randomSpins } from "../limits.ts";
import { isingModel, localField } from "../model.ts";
import { allEnergies, randomModel } from "../models.testing.ts";
import { type BifurcationOptions, bifurcate } from "./bifurcation.ts";
import { LocalFields } from "./local-fields.ts";

const host = nodeHost();

describe.each([
  ["sparse", 0.09],
  ["dense", 0.9],
])("%s models", (_, part) => {
  test("are brought to their ground states by one of some runs", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const model = randomModel(14, part, [1, -Math.SQRT2, 2], seed);
      const { energies } = await bifurcate(host, model, { seed, reads: 30, steps: 300 });
      expect(Math.min(...energies)).toBeCloseTo(Math.min(...allEnergies(model)), 9);
    }
  });

  test("keep their local fields while spins turn", () => {
    const model = randomModel(60, part, [1, -0.5, 2], 4);
    const fields = new LocalFields(host, model);
    const random = seeded(1);
    const state = randomSpins(60, random);
    fields.begin(state);
    for (let k = 0; k < 200; k++) {
      const i = random.below(60);
      state[i]! *= -1;
      fields.turn(i, state[i]!);
    }
    fields.values.forEach((value, i) => {
      expect(value).toBeCloseTo(localField(model, state, i), 9);
    });
  });

  test("come nearer to the least energy than descent alone", async () => {
    const model = randomModel(200, part, [1, -1], 6);
    const mean = async (steps: number) => {
      const { energies } = await bifurcate(host, model, { seed: 1, reads: 10, steps });
      return energies.reduce((sum, energy) => sum + energy) / 10;
    };
    expect(await mean(500)).toBeLessThan((await mean(1)) * 1.02); // both are below 0
  });
});

test("the same seed gives the same samples, another gives others", async () => {
  const model = randomModel(100, 0.5, [1, -1], 5);
  const one = await bifurcate(host, model, { seed: 1, reads: 3, steps: 50 });
  expect(await bifurcate(host, model, { seed: 1, reads: 3, steps: 50 })).toEqual(one);
  expect((await bifurcate(host, model, { seed: 2, reads: 3, steps: 50 })).spins).not.toEqual(one.spins);
});

test("models without spins or couplings have samples", async () => {
  const none = { first: [], second: [], values: [] };
  expect((await bifurcate(host, isingModel([], none, 2), { seed: 1 })).energies).toEqual(Float64Array.of(2));
  expect((await bifurcate(host, isingModel([1, -1, 0], none), { seed: 1 })).energies).toEqual(Float64Array.of(-2));
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
  const model = randomModel(300, 0.5, [1, -1], 9);
  const run = bifurcate(host, model, { seed: 1, reads: 100, steps: 1e5, stop, onProgress });
  await expect(run).rejects.toThrow(CancelledError);
});

test.each<Partial<BifurcationOptions>>([{ reads: 0 }, { steps: 0 }, { timeStep: 0 }, { timeStep: 2 }])(
  "%o is refused",
  async (options) => {
    const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
    await expect(bifurcate(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
  },
);
