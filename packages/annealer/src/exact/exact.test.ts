import { CancelledError, InvalidInputError, TooLargeError } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { expect, test } from "vitest";
import { isingModel } from "../model.ts";
import { allEnergies, randomModel, stateOf } from "../models.testing.ts";
import { exact } from "./exact.ts";

const host = nodeHost();
const none = { first: [], second: [], values: [] };

test.each([1, 2, 4, 5, 6, 9, 12])("of %i spins, the states are those of least energy, in order", async (size) => {
  for (let seed = 0; seed < 5; seed++) {
    const model = randomModel(size, 0.6, [0.3, -Math.SQRT2, Math.PI, 1], seed);
    const sorted = [...allEnergies(model).entries()].sort(([, a], [, b]) => a - b);
    const wanted = Math.min(20, 2 ** size);
    const { reads, energies } = await exact(host, model, { states: 20 });
    expect(reads).toBe(wanted);
    energies.forEach((energy, k) => {
      expect(energy).toBeCloseTo(sorted[k]![1], 9);
    });
  }
});

test("states of equal energy are all given, by their numbers, when so many are wanted", async () => {
  const model = randomModel(8, 0.5, [1, -1], 3);
  const { spins, energies } = await exact(host, model, { states: 256 });
  const numbers = Array.from({ length: 256 }, (_, k) =>
    spins.subarray(8 * k, 8 * (k + 1)).reduce((so, spin, i) => so | (spin === 1 ? 1 << i : 0), 0),
  );
  const all = allEnergies(model);
  expect(numbers).toEqual([...all.keys()].sort((a, b) => all[a]! - all[b]! || a - b));
  expect([...energies]).toEqual(numbers.map((number) => all[number]));
});

test("of 21 spins, whose blocks take several calls, the ground state is found", async () => {
  // Planted: couplings make this state, and its inverse, the least; the field chooses between the two.
  const size = 21;
  const planted = stateOf(0b1_0110_0111_0101_0001_1010, size);
  const [first, second, values]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      first.push(i);
      second.push(j);
      values.push(-planted[i]! * planted[j]! * (1 + ((7 * i + 3 * j) % 5) / 10));
    }
  }
  const fields = Array.from({ length: size }, (_, i) => (i === 20 ? -0.01 * planted[i]! : 0));
  const { spins, energies } = await exact(host, isingModel(fields, { first, second, values }), { states: 2 });
  expect(spins.subarray(0, size)).toEqual(planted);
  expect(spins.subarray(size)).toEqual(planted.map((spin) => -spin));
  expect(energies[1]! - energies[0]!).toBeCloseTo(0.02, 9);
});

test("models of which all states are equal, and that without spins, have states", async () => {
  expect((await exact(host, isingModel([], none, 2))).energies).toEqual(Float64Array.of(2));
  const { reads, energies } = await exact(host, isingModel(new Float64Array(18), none, -1), { states: 3 });
  expect(reads).toBe(3);
  expect([...energies]).toEqual([-1, -1, -1]);
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
  await expect(exact(host, randomModel(30, 1, [1, -1], 2), { stop, onProgress })).rejects.toThrow(CancelledError);
  expect(told).toBeLessThan(1);
});

test("too many spins and numbers of states that are none are refused", async () => {
  await expect(exact(host, isingModel(new Float64Array(31), none))).rejects.toThrow(TooLargeError);
  for (const states of [0, 1.5, 2 ** 21]) {
    await expect(exact(host, isingModel([1], none), { states })).rejects.toThrow(InvalidInputError);
  }
});
