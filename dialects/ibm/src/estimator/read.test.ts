import { TooLargeError } from "@naru/base";
import type { EstimateWorkload } from "@naru/workload";
import { expect, test } from "vitest";
import { contextOf, modelNamed, recordedJob } from "../primitives/recorded.testing.ts";
import { estimator } from "./index.ts";

const recorded = recordedJob("09-estimator-parameters").params;
const [circuit, , values] = recorded.pubs[0] ?? [];
const noValues = { __type__: "ndarray", __value__: [] };

async function readAll(params: unknown, context = contextOf()) {
  const { workload, echo } = await estimator.read(params, context);
  if (workload.kind !== "estimate") throw new TypeError("an estimator's workload is an estimate");
  return { workload, echo };
}
const read = async (changes: object, context = contextOf()): Promise<EstimateWorkload> =>
  (await readAll({ ...recorded, ...changes }, context)).workload;
const refusal = (changes: object, context = contextOf()) =>
  readAll({ ...recorded, ...changes }, context).then(
    () => "taken",
    (thrown) => thrown.message,
  );
const pubOf = (observables: unknown, precision: unknown = null) => ({
  pubs: [[circuit, observables, noValues, precision]],
});

test("recorded observables and sets of values broadcast, and wide labels shrink to what they do", async () => {
  const { workload, echo } = await readAll(recorded);
  const [item] = workload.items;
  expect(item?.observables).toEqual([
    [
      { letters: "ZZ", qubits: [0, 1], coefficient: 1 },
      { letters: "XX", qubits: [0, 1], coefficient: 0.5 },
    ],
    [{ letters: "Z", qubits: [0], coefficient: 1 }],
  ]);
  expect(item?.shape).toEqual([2, 3]);
  expect(item?.outputs).toEqual({ set: [0, 1, 2, 0, 1, 2], observable: [0, 0, 0, 1, 1, 1] });
  expect(item?.values.shape).toEqual([3, 2]);
  expect([item?.shots, item?.precision]).toEqual([400, 0.05]);
  expect([workload.suppression, workload.mitigation]).toEqual([undefined, undefined]);
  const { metadata } = (recordedJob("09-estimator-parameters").result as { __value__: { metadata: object } }).__value__;
  expect(echo).toEqual({ precision: 0.05, metadata });
});

test("a letter is the rightmost for qubit 0, projectors are letters, and a constant acts on nothing", async () => {
  const { items } = await read(pubOf({ "+0IX-rl": 2, IIIIIII: -0.5 }));
  expect(items[0]?.observables[0]).toEqual([
    { letters: "lr-X0+", qubits: [0, 1, 2, 3, 5, 6], coefficient: 2 },
    { letters: "", qubits: [], coefficient: -0.5 },
  ]);
});

test("observables nest to any depth", async () => {
  const z = { ZI: 1 };
  const { items } = await read(pubOf([[[[z], [z]]], [[[z], [z]]], [[[z], [z]]]]));
  expect(items[0]?.shape).toEqual([3, 1, 2, 1]);
  expect(items[0]?.outputs).toEqual({ set: [0, 0, 0, 0, 0, 0], observable: [0, 1, 2, 3, 4, 5] });
  const tag = { __type__: "ObservablesArray", __value__: [z, z] };
  expect((await read(pubOf(tag))).items[0]?.shape).toEqual([2]);
});

test("a precision becomes shots, and gives way to nothing", async () => {
  const z = { ZI: 1 };
  const shots = async (precision: number | null, options: object) =>
    (await read({ ...pubOf(z, precision), options, resilience_level: 1 })).items[0]?.shots;
  expect(await shots(null, {})).toBe(4096);
  expect(await shots(0.05, {})).toBe(400);
  expect(await shots(0.1, { default_shots: 7 })).toBe(100);
  expect(await shots(null, { default_shots: 7 })).toBe(7);
  expect(await shots(null, { default_precision: 0.1 })).toBe(100);
  const twirling = { num_randomizations: 16, shots_per_randomization: 100 };
  expect(await shots(null, { default_shots: 400, default_precision: 0.1, twirling })).toBe(1600);
  expect(await shots(0.1, { default_shots: 400, twirling })).toBe(100);
});

test("what is told of the precision is what was asked for, even where shots were chosen otherwise", async () => {
  const z = { ZI: 1 };
  const told = async (pubs: unknown, options: object) => (await readAll({ ...recorded, pubs, options })).echo.precision;
  const twirling = { num_randomizations: 16, shots_per_randomization: 100 };
  expect(await told([[circuit, z]], { default_precision: 0.1, default_shots: 400, twirling })).toBe(0.1);
  expect(
    await told(
      [
        [circuit, z],
        [circuit, z, noValues, 0.5],
      ],
      {},
    ),
  ).toEqual([0.015625, 0.5]);
});

test("levels turn on what IBM's do, and options overrule them", async () => {
  const twirling = { strategy: "active-accum", randomisations: "auto", shotsPerRandomisation: "auto" };
  const readout = { randomisations: 32, shotsPerRandomisation: "auto" };
  const at = async (changes: object) => {
    const { suppression, mitigation } = await read(changes);
    return { ...suppression, ...mitigation };
  };
  expect(await at({ resilience_level: 0 })).toEqual({});
  const one = { twirling: { ...twirling, gates: false, measurements: true }, readout };
  expect(await at({ resilience_level: 1 })).toEqual(one);
  expect(await at({ resilience_level: undefined })).toEqual(one);
  const zeroNoise = {
    ...{ amplifier: "gate_folding", factors: [1, 3, 5], extrapolators: ["exponential", "linear"] },
    extrapolatedFactors: [0, 1, 3, 5],
  };
  const two = { twirling: { ...twirling, gates: true, measurements: true }, readout, zeroNoise };
  expect(await at({ resilience_level: 2 })).toEqual(two);
  const resilience = {
    measure_mitigation: true,
    measure_noise_learning: { num_randomizations: 8, shots_per_randomization: 100 },
  };
  expect(await at({ resilience_level: 0, options: { resilience, twirling: { enable_measure: false } } })).toEqual({
    twirling: { ...twirling, gates: false, measurements: true },
    readout: { randomisations: 8, shotsPerRandomisation: 100 },
  });
  expect(await at({ resilience_level: 2, options: { resilience: { zne_mitigation: false } } })).toEqual({
    ...{ twirling: two.twirling, readout },
  });
});

test("what extrapolates is the caller's choice, as far as the factors of noise carry it", async () => {
  const zne = (options: object) => ({ resilience_level: 2, options: { resilience: { zne: options } } });
  const factors = { noise_factors: [1, 1.5, 2, 4] };
  const chosen = { ...factors, amplifier: "gate_folding_back", extrapolator: "double_exponential" };
  expect((await read(zne({ ...chosen, extrapolated_noise_factors: [0, 0.5] }))).mitigation?.zeroNoise).toEqual({
    ...{ amplifier: "gate_folding_back", factors: [1, 1.5, 2, 4], extrapolators: ["double_exponential"] },
    extrapolatedFactors: [0, 0.5],
  });
  expect(await refusal(zne({ extrapolator: ["linear", "polynomial_degree_3"] }))).toMatch(/at least 4 noise factors/);
  expect(await refusal(zne({ noise_factors: [3, 1] }))).toMatch(/noise_factors": must ascend/);
  expect(await refusal(zne({ amplifier: "pea" }))).toMatch(/pea is not offered for this program/);
  expect(await refusal(zne({ noise_factors: [1, 1e6] }))).toMatch(/noise_factors/);
  expect(await refusal({ options: { resilience: { pec_mitigation: true } } })).toMatch(
    /error cancellation is not offered/,
  );
  const off = { pec_mitigation: false, pec: { max_overhead: 100 }, layer_noise_learning: { max_layers_to_learn: 4 } };
  expect(await refusal({ options: { resilience: off } })).toBe("taken");
});

test("the seed of the estimator goes before that of the simulator", async () => {
  const options = { seed_estimator: 1, simulator: { seed_simulator: 2 } };
  expect((await read({ options })).seed).toBe(1);
  expect((await read({ options: { simulator: { seed_simulator: 2 } } })).seed).toBe(2);
});

test("a precision of 0 or no shots ask for exact values, which need a simulator without noise", async () => {
  const z = { ZI: 1 };
  const byPrecision = { ...pubOf(z, 0), resilience_level: 2 };
  const { workload, echo } = await readAll({ ...recorded, ...byPrecision });
  expect(workload.items[0]?.shots).toBeNull();
  expect([workload.suppression, workload.mitigation]).toEqual([undefined, undefined]);
  expect(echo).toMatchObject({
    precision: 0,
    metadata: { twirling: { enable_measure: false }, resilience: { zne_mitigation: false } },
  });
  const byShots = { ...pubOf(z), options: { default_shots: 0 } };
  expect((await read(byShots)).items[0]?.shots).toBeNull();
  const heron = contextOf(modelNamed("heron"));
  expect(await refusal(byPrecision, heron)).toMatch(
    /exact values .* come from a simulator without noise; .* has noise/,
  );
  const mixed = {
    pubs: [
      [circuit, z, noValues, 0],
      [circuit, z, noValues, 0.1],
    ],
  };
  expect(await refusal(mixed)).toMatch(/send them as two jobs/);
});

test("pubs that are wrong are refused with their place", async () => {
  const of = (observables: unknown) => refusal(pubOf(observables));
  expect(await of({ ZA: 1 })).toMatch(/^"params.pubs\[0\]\[1\]": has the label "ZA"; its letters are/);
  expect(await of({ ZI: 1, Z: 1 })).toMatch(/labels of 2 and of 1 letters/);
  expect(await of([{ ZI: 1 }, { Z: 1 }])).toMatch(/labels of 2 and of 1 letters/);
  expect(await of({ ZI: "1" })).toMatch(/coefficient that is no finite number/);
  expect(await of({ ZI: { __type__: "complex", __value__: [1, 2] } })).toMatch(/not real/);
  expect(await of({ ZI: { __type__: "complex", __value__: [1, 0] } })).toBe("taken");
  expect(await of([[{ ZI: 1 }], { ZI: 1 }])).toMatch(/different lengths/);
  expect(await of([])).toMatch(/without observables/);
  expect(await of("ZZ")).toMatch(/must be an observable/);
  expect(await refusal({ pubs: [[circuit]] })).toMatch(/must have 2 to 4 parts, and has 1/);
  expect(await refusal({ pubs: [[circuit, [{ Z: 1 }, { Z: 1 }], values]] })).toMatch(/do not broadcast/);
  expect(await refusal(pubOf({ ZI: 1 }, -0.1))).toMatch(/must be a precision above 0/);
  expect(await refusal(pubOf({ ZI: 1 }, 1e-9))).toMatch(/shots are asked for/);
  expect(await refusal({ resilience_level: 3 })).toMatch(/params.resilience_level/);
  expect(await refusal({ options: { optimization_level: 1 } })).toMatch(/there is no option "optimization_level"/);
});

test("more expectation values or terms than a job may have are refused", async () => {
  const sets = Array.from({ length: 2000 }, () => []);
  const observables = Array.from({ length: 501 }, () => [{ Z: 1 }]);
  await expect(read({ pubs: [[circuit, observables, sets]] })).rejects.toThrow(TooLargeError);
  const half = [circuit, observables.slice(0, 300), sets];
  await expect(read({ pubs: [half, half] })).rejects.toThrow(/1200000 expectation values; the limit is 1000000/);
  const nested = (depth: number): unknown => (depth === 0 ? { Z: 1 } : [nested(depth - 1)]);
  await expect(read(pubOf(nested(33)))).rejects.toThrow(TooLargeError);
});
