import { CancelledError, InvalidInputError, seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { describe, expect, test } from "vitest";
import { randomSpins } from "../limits.ts";
import { energyOf, isingModel } from "../model.ts";
import { randomModel } from "../models.testing.ts";
import { type DescentOptions, descend } from "./descent.ts";

const host = nodeHost();
const turned = (state: Int8Array, i: number) => state.map((spin, k) => (k === i ? -spin : spin));

describe.each([
  ["sparse", 0.03],
  ["dense", 0.8],
])("in %s models", (_, part) => {
  test("the spin that gains most is turned, the first of equals, until none gains", async () => {
    const model = randomModel(60, part, [1, -2, 3], 5);
    const initial = randomSpins(60, seeded(3));
    let state = initial.slice();
    for (;;) {
      const energies = Array.from(state, (_, i) => energyOf(model, turned(state, i)));
      const least = Math.min(...energies);
      if (least >= energyOf(model, state)) break;
      state = turned(state, energies.indexOf(least));
    }
    const { spins } = await descend(host, model, { seed: 1, initial });
    expect(spins).toEqual(state);
    expect(spins).not.toEqual(initial);
  });

  test("samples are local minima, the same for the same seed", async () => {
    const model = randomModel(200, part, [0.3, -1.7, 0.9], 6);
    const one = await descend(host, model, { seed: 1, reads: 5 });
    for (let read = 0; read < 5; read++) {
      const state = one.spins.subarray(200 * read, 200 * (read + 1));
      for (let i = 0; i < 200; i++) {
        expect(energyOf(model, turned(state, i))).toBeGreaterThanOrEqual(one.energies[read]! - 1e-9);
      }
    }
    expect(await descend(host, model, { seed: 1, reads: 5 })).toEqual(one);
    expect((await descend(host, model, { seed: 2, reads: 5 })).spins).not.toEqual(one.spins);
  });
});

test("a million spins in a ring descend", async () => {
  const size = 1e6;
  const first = Int32Array.from({ length: size }, (_, i) => i);
  const second = first.map((i) => (i + 1) % size);
  const model = isingModel(new Float64Array(size), { first, second, values: new Float64Array(size).fill(-1) });
  const { energies } = await descend(host, model, { seed: 1 });
  expect(energies[0]).toBeLessThan(-0.3 * size);
});

test("stops, and tells progress", async () => {
  let told = 0;
  const model = randomModel(300, 0.5, [1, -1], 9);
  const run = descend(host, model, {
    seed: 1,
    reads: 1e5,
    stop: {
      get aborted() {
        return told > 0;
      },
    },
    onProgress: (done) => {
      told = done;
    },
  });
  await expect(run).rejects.toThrow(CancelledError);
});

test.each<Partial<DescentOptions>>([{ reads: 0 }, { reads: 0.5 }, { initial: Int8Array.of(1) }])(
  "%o is refused",
  async (options) => {
    const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
    await expect(descend(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
  },
);
