import { CancelledError, exp, InvalidInputError, log, seeded } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { expect, test } from "vitest";
import { randomSpins } from "../limits.ts";
import { isingModel } from "../model.ts";
import { allEnergies, randomModel, stateOf } from "../models.testing.ts";
import { PathIntegral } from "./path-integral.ts";
import { annealQuantum, type QuantumOptions } from "./quantum.ts";
import { slices } from "./quantum-kernel.ts";

const host = nodeHost();

/** Chances of the states of one slice and of its next, by powers of the transfer matrix between slices. */
function exactPairs(energies: Float64Array, spins: number, beta: number, gamma: number): number[][] {
  const x = (beta * gamma) / slices;
  const drawing = -log((1 - exp(-2 * x)) / (1 + exp(-2 * x))) / 2;
  const transfer = Array.from(energies, (energy, a) =>
    Array.from(energies, (_, b) => {
      const [s, t] = [stateOf(a, spins), stateOf(b, spins)];
      return exp((-beta / slices) * energy + drawing * s.reduce((sum, spin, i) => sum + spin * t[i]!, 0));
    }),
  );
  const times = (p: number[][], q: number[][]) =>
    p.map((row) => q.map((_, j) => row.reduce((sum, value, k) => sum + value * q[k]![j]!, 0)));
  let rest = transfer;
  for (let k = 2; k < slices; k++) rest = times(rest, transfer);
  const pairs = transfer.map((row, a) => row.map((value, b) => value * rest[b]![a]!));
  const sum = pairs.flat().reduce((so, value) => so + value);
  return pairs.map((row) => row.map((value) => value / sum));
}

test("pairs of neighbouring slices are drawn as the path integral says", () => {
  const model = isingModel([0.5, -0.25], { first: [0], second: [1], values: [1] });
  const [beta, gamma] = [3, 0.8];
  const exact = exactPairs(allEnergies(model), 2, beta, gamma);
  const path = new PathIntegral(host, model);
  path.begin(randomSpins(2, seeded(1)), seeded(2));
  const steady = new Float64Array(60).fill(gamma); // far enough apart to count as independent
  path.run(beta, steady);
  const rounds = 4000;
  // Slices 3 and 4 lie in different lanes, 15 and 0 close the ring.
  for (const [k, next] of [
    [0, 1],
    [3, 4],
    [15, 0],
  ] as const) {
    const seen = exact.map((row) => row.map(() => 0));
    const [a, b] = [new Int8Array(2), new Int8Array(2)];
    const indexOf = (state: Int8Array) => state.reduce((so, spin, i) => so | (spin === 1 ? 1 << i : 0), 0);
    for (let round = 0; round < rounds; round++) {
      path.run(beta, steady);
      path.slice(k, a);
      path.slice(next, b);
      seen[indexOf(a)]![indexOf(b)]! += 1;
    }
    const chiSquare = exact.flat().reduce((so, chance, place) => {
      const expected = rounds * chance;
      return so + (seen.flat()[place]! - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(44.3); // 15 degrees of freedom, 99.99 %
  }
});

test.each([0.2, 1])("with a part %f of all pairs coupled, ground states are found", async (part) => {
  for (let seed = 0; seed < 5; seed++) {
    const model = randomModel(14, part, [1, -Math.SQRT2, 2], seed);
    const { energies } = await annealQuantum(host, model, { seed, reads: 15, sweeps: 300 });
    expect(Math.min(...energies)).toBeCloseTo(Math.min(...allEnergies(model)), 9);
  }
});

test("longer anneals find lower energies", async () => {
  const model = randomModel(300, 0.03, [1, -1], 6);
  const mean = async (sweeps: number) => {
    const { energies } = await annealQuantum(host, model, { seed: 1, reads: 20, sweeps });
    return energies.reduce((sum, energy) => sum + energy) / 20;
  };
  expect(await mean(300)).toBeLessThan((await mean(3)) - 5);
});

test("the same seed gives the same samples, another gives others; nothing comes of nothing", async () => {
  const model = randomModel(80, 0.1, [1, -1], 5);
  const one = await annealQuantum(host, model, { seed: 1, reads: 3, sweeps: 20 });
  expect(await annealQuantum(host, model, { seed: 1, reads: 3, sweeps: 20 })).toEqual(one);
  expect((await annealQuantum(host, model, { seed: 2, reads: 3, sweeps: 20 })).spins).not.toEqual(one.spins);
  const empty = isingModel([], { first: [], second: [], values: [] }, 1);
  expect((await annealQuantum(host, empty, { seed: 1 })).energies).toEqual(Float64Array.of(1));
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
  const run = annealQuantum(host, model, { seed: 1, reads: 100, sweeps: 1e5, stop, onProgress });
  await expect(run).rejects.toThrow(CancelledError);
});

test.each<Partial<QuantumOptions>>([
  { reads: 0 },
  { sweeps: 0 },
  { beta: 0 },
  { transverseField: Number.POSITIVE_INFINITY },
  { initial: Int8Array.of(1) },
])("%o is refused", async (options) => {
  const model = isingModel([0, 1, 0], { first: [0], second: [1], values: [1] });
  await expect(annealQuantum(host, model, { seed: 1, ...options })).rejects.toThrow(InvalidInputError);
});
