import { seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { expect, test } from "vitest";
import type { Bqm } from "../formats/bqm.ts";
import { energyOf, isingModel } from "../model.ts";
import { isingOfBqm, solveBqm } from "./bqm.ts";
import { Deadline } from "./deadline.ts";

const host = nodeHost();

/** A model whose least energy is known: couplings that one hidden state satisfies all. */
function planted(size: number, degree: number): Bqm & { readonly best: number } {
  const random = seeded(5);
  const hidden = Array.from({ length: size }, () => (random.bits32() & 1 ? 1 : -1));
  const pairs = Array.from({ length: (size * degree) / 2 }, () => {
    const [a, b] = [random.below(size), random.below(size - 1)];
    return [a, b >= a ? b + 1 : b, 1 + random.below(5)] as const;
  });
  const model = isingModel(new Float64Array(size), {
    first: pairs.map(([a]) => a),
    second: pairs.map(([, b]) => b),
    values: pairs.map(([a, b, strength]) => -strength * hidden[a]! * hidden[b]!),
  });
  return {
    vartype: "spin",
    labels: hidden.map((_, k) => k),
    offset: 1.5,
    linear: model.fields,
    starts: model.starts,
    neighbours: model.neighbours,
    biases: model.couplings,
    best: 1.5 - pairs.reduce((sum, [, , strength]) => sum + strength, 0),
  };
}

test("the hidden state of a model is found, or its opposite", async () => {
  const bqm = planted(300, 8);
  const { energies, values, vartypes } = await solveBqm(host, bqm, 1, new Deadline(host, { timeLimitSeconds: 0.5 }));
  expect(energies[0]).toBe(bqm.best);
  expect(new Set(values.subarray(0, 300))).toEqual(new Set([-1, 1]));
  expect(vartypes[0]).toBe("spin");
});

test("bits have the energies that spins have", () => {
  const random = seeded(9);
  const { best: _, ...spin } = planted(40, 6);
  const bqm: Bqm = { ...spin, vartype: "binary", linear: spin.linear.map(() => random.uniform() - 0.5) };
  const model = isingOfBqm(bqm);
  for (let k = 0; k < 20; k++) {
    const bits = Array.from({ length: 40 }, () => random.below(2));
    let energy = bqm.offset;
    for (let i = 0; i < 40; i++) {
      energy += bqm.linear[i]! * bits[i]!;
      for (let n = bqm.starts[i]!; n < bqm.starts[i + 1]!; n++) {
        if (bqm.neighbours[n]! > i) energy += bqm.biases[n]! * bits[i]! * bits[bqm.neighbours[n]!]!;
      }
    }
    expect(
      energyOf(
        model,
        Int8Array.from(bits, (bit) => 2 * bit - 1),
      ),
    ).toBeCloseTo(energy, 9);
  }
});

test.each([300, 25_000, 210_000])("with %i variables, what came before the search counts as well", async (size) => {
  let nowMs = 0;
  const clock = { ...host, now: () => (nowMs += 10) };
  const deadline = new Deadline(clock, { timeLimitSeconds: 2, stop: { aborted: false }, onProgress: () => {} });
  nowMs += 1000; // a file was read
  await solveBqm(clock, planted(size, 4), 1, deadline);
  expect(deadline.secondsGone).toBeGreaterThan(1.8);
  expect(deadline.secondsGone).toBeLessThan(2.1);
});
