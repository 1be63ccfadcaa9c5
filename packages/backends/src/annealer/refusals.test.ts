import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import type { AnnealWorkload } from "@naru/workload";
import { describe, expect, test } from "vitest";
import { annealerModel, annealing, control, meanOf, openModel, problemOf, runOn } from "./annealers.testing.ts";

const chimera = { type: "chimera", shape: [2, 2, 4] } as const;
const backend = openModel(annealerModel(chimera, 32, { qubitCouplingRange: [-4, 3] }));
const pair = problemOf({ 0: 1 }, [[0, 4, -1]]);
const points = (...list: (readonly [number, number])[]) => ({ schedule: { points: list } });
const unscaled = (problem: AnnealWorkload["problem"]) => annealing(problem, { autoScale: false });

describe("at submission are refused", () => {
  test.each<[string, AnnealWorkload]>([
    ["no reads", annealing(pair, { reads: 0 })],
    ["half a read", annealing(pair, { reads: 1.5 })],
    ["a field beyond the range", unscaled(problemOf({ 0: 4.1 }, []))],
    ["a coupling above the range", unscaled(problemOf({}, [[0, 4, 1.01]]))],
    ["a coupling below the extended range", unscaled(problemOf({}, [[0, 4, -2.01]]))],
    [
      "too strong couplings of one qubit",
      unscaled(
        problemOf(
          {},
          [4, 5, 6, 7].map((k) => [0, k, -1.5] as const),
        ),
      ),
    ],
    ["a field that is not finite", annealing(problemOf({ 0: Number.NaN }, []))],
    ["a coupling that is not finite", annealing(problemOf({}, [[0, 4, Number.POSITIVE_INFINITY]]))],
    ["a coupler named twice", annealing(problemOf({}, [...([[0, 4, 1]] as const), [4, 0, 1]]))],
    ["lists of different lengths", annealing({ ...pair, linear: "" })],
    ["base64 that is none", annealing({ ...pair, quadratic: "????" })],
    ["a schedule of one point", annealing(pair, points([0, 0]))],
    ["a schedule that does not end at 1", annealing(pair, points([0, 0], [20, 0.9]))],
    ["a schedule that goes back in time", annealing(pair, points([0, 0], [20, 0.5], [10, 1]))],
    ["a schedule beyond s = 1", annealing(pair, points([0, 0], [10, 1.5], [20, 1]))],
    [
      "a schedule of too many points",
      annealing(pair, points(...Array.from({ length: 13 }, (_, k) => [k * 10, k / 12] as const))),
    ],
    ["an anneal that is too short", annealing(pair, points([0, 0], [0.1, 1]))],
    ["an anneal that is too long", annealing(pair, points([0, 0], [3000, 1]))],
    ["an anneal that is too steep somewhere", annealing(pair, points([0, 0], [0.1, 0.9], [20, 1]))],
    [
      "a fast anneal with a pause",
      annealing(pair, {
        schedule: {
          points: [
            [0, 0],
            [1, 0.5],
            [2, 0.5],
            [3, 1],
          ],
          isFast: true,
        },
      }),
    ],
    ["a reverse anneal from nowhere", annealing(pair, points([0, 1], [10, 0.5], [20, 1]))],
    ["an initial state of a forward anneal", annealing(pair, { initialState: new Array(32).fill(1) })],
    [
      "an initial state of no spin",
      annealing(pair, { ...points([0, 1], [20, 1]), initialState: new Array(32).fill(3) }),
    ],
    ["an initial state of too few qubits", annealing(pair, { ...points([0, 1], [20, 1]), initialState: [1] })],
    [
      "a gain beyond the range",
      annealing(pair, {
        schedule: {
          points: [
            [0, 0],
            [20, 1],
          ],
          fieldGain: [
            [0, 5],
            [20, 1],
          ],
        },
      }),
    ],
    [
      "a gain that ends early",
      annealing(pair, {
        schedule: {
          points: [
            [0, 0],
            [20, 1],
          ],
          fieldGain: [
            [0, 1],
            [10, 1],
          ],
        },
      }),
    ],
    ["offsets beyond the range", annealing(pair, { offsets: new Array(32).fill(0.5) })],
    ["fluxes of too few qubits", annealing(pair, { fluxes: [1] })],
    ["a wait that is too long", annealing(pair, { readoutThermalisationUs: 20_000 })],
    ["no samples", annealing(pair, { maxSamples: 0 })],
    ["fewer spin reversals than none", annealing(pair, { spinReversals: -1 })],
  ])("%s", async (_, workload) => {
    expect(() => backend.estimate(workload)).toThrow(InvalidInputError);
    await expect(backend.run(workload, control)).rejects.toThrow(InvalidInputError);
  });

  test.each<[string, AnnealWorkload, typeof UnsupportedError | typeof TooLargeError]>([
    ["more reads than the machine takes", annealing(pair, { reads: 10_001 }), TooLargeError],
    ["more time than the machine gives", annealing(pair, { reads: 9000, ...points([0, 0], [200, 1]) }), TooLargeError],
    ["a qubit that is not there", annealing(problemOf({ 40: 1 }, [])), UnsupportedError],
    ["a coupler that is not there", annealing(problemOf({}, [[0, 1, 1]])), UnsupportedError],
  ])("%s", (_, workload, kind) => {
    expect(() => backend.estimate(workload)).toThrow(kind);
  });

  test("workloads of other kinds, in words", () => {
    expect(() => backend.estimate({ kind: "sample", circuits: [], shots: 1 })).toThrow(UnsupportedError);
  });
});

test("qubits that do not work are not there", () => {
  const worn = openModel(annealerModel(chimera, 31));
  const refused = Array.from({ length: 32 }, (_, qubit) => {
    try {
      worn.estimate(annealing(problemOf({ [qubit]: 1 }, [])));
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(UnsupportedError);
      return [qubit];
    }
  }).flat();
  expect(refused).toHaveLength(1);
});

test("a problem is scaled into every range, and its energies stay those that it was sent with", async () => {
  // −40 is ten times the least sum of a qubit's couplings; the chain of 5 would fit.
  const couplings = [4, 5, 6, 7].map((qubit) => [0, qubit, -10] as const);
  const outcome = await runOn(backend, annealing(problemOf({ 0: -2 }, couplings, "spin", 7), { answer: "histogram" }));
  expect(outcome.energies[0]).toBe(7 - 2 - 40);
  expect(() => backend.estimate(unscaled(problemOf({}, couplings)))).toThrow("-10");
});

test("weak problems are scaled up to the range, where scaling is wanted", async () => {
  const problem = problemOf({ 0: 0.02 }, []);
  expect(meanOf(await runOn(backend, annealing(problem)))).toBeLessThan(-0.0199);
  expect(meanOf(await runOn(backend, unscaled(problem)))).toBeGreaterThan(-0.01);
});

test("groups of a Zephyr qubit's couplers have a range of their own", () => {
  const zephyr = openModel(
    annealerModel({ type: "zephyr", shape: [2, 4] }, 160, {
      groupCouplingRange: [-3, 3],
      qubitCouplingRange: [-99, 99],
    }),
  );
  // Qubit (0, 2, 0, 0, 0) has the number 32: crossed on the lines 0 and 1, joined with j = 1 at z = 0 and z + 1.
  const crossing = (w1: number, count: number) =>
    Array.from({ length: count }, (_, k1) => [32, 80 + ((w1 * 4 + k1) * 2 + 0) * 2 + 1, -1] as const);
  expect(() => zephyr.estimate(unscaled(problemOf({}, [...crossing(0, 3), ...crossing(1, 3)])))).not.toThrow();
  expect(() => zephyr.estimate(unscaled(problemOf({}, crossing(1, 4))))).toThrow("group");
});
