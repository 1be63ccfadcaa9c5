import { InvalidInputError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { energyOf, isingModel, isingOfQubo, localField } from "./model.ts";

const anyModel = fc.integer({ min: 2, max: 8 }).chain((size) =>
  fc.record({
    linear: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size }),
    pairs: fc.array(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.integer({ min: -9, max: 9 })).filter(([a, b]) => a !== b),
      { maxLength: 20 },
    ),
    state: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
    offset: fc.integer({ min: -9, max: 9 }),
  }),
);

const pairsOf = (list: readonly (readonly [number, number, number])[]) => ({
  first: list.map(([a]) => a),
  second: list.map(([, b]) => b),
  values: list.map(([, , value]) => value),
});

test("the energy is the sum over fields and pairs, in whatever order pairs come and however often", () => {
  fc.assert(
    fc.property(anyModel, ({ linear, pairs, state, offset }) => {
      const spins = Int8Array.from(state, (up) => (up ? 1 : -1));
      const model = isingModel(linear, pairsOf(pairs), offset);
      const sum =
        offset +
        linear.reduce((so, h, i) => so + h * spins[i]!, 0) +
        pairs.reduce((so, [a, b, J]) => so + J * spins[a]! * spins[b]!, 0);
      expect(energyOf(model, spins)).toBe(sum);
      for (let i = 0; i < linear.length; i++) {
        const turned = spins.map((spin, k) => (k === i ? -spin : spin));
        expect(energyOf(model, turned)).toBe(sum - 2 * spins[i]! * localField(model, spins, i));
        const row = [...model.neighbours.subarray(model.starts[i], model.starts[i + 1])];
        expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
      }
    }),
  );
});

test("a QUBO and its Ising model have the same energies", () => {
  fc.assert(
    fc.property(anyModel, ({ linear, pairs, state, offset }) => {
      const bits = state.map(Number);
      const sum =
        offset +
        linear.reduce((so, a, i) => so + a * bits[i]!, 0) +
        pairs.reduce((so, [a, b, value]) => so + value * bits[a]! * bits[b]!, 0);
      const spins = Int8Array.from(bits, (bit) => 2 * bit - 1);
      expect(energyOf(isingOfQubo(linear, pairsOf(pairs), offset), spins)).toBeCloseTo(sum, 9);
    }),
  );
});

test.each([
  ["a field that is not finite", () => isingModel([Number.NaN], pairsOf([]))],
  ["a coupling that is not finite", () => isingModel([0, 0], pairsOf([[0, 1, Number.POSITIVE_INFINITY]]))],
  ["a spin coupled to itself", () => isingModel([0, 0], pairsOf([[1, 1, 1]]))],
  ["a spin that does not exist", () => isingModel([0, 0], pairsOf([[0, 2, 1]]))],
  ["lists of different lengths", () => isingModel([0, 0], { first: [0], second: [], values: [1] })],
  ["an offset that is not finite", () => isingModel([0], pairsOf([]), Number.NaN)],
])("%s is refused", (_, make) => {
  expect(make).toThrow(InvalidInputError);
});
