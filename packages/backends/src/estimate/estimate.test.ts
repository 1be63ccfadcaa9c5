import { CancelledError, InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import {
  type EstimateItem,
  type EstimateItemOutcome,
  type EstimateWorkload,
  type NumberArray,
  type Observable,
  packNumbers,
} from "@naru/workload";
import { afterAll, describe, expect, test } from "vitest";
import { simulatorModel } from "../../fixtures/models.ts";
import { programs, termOf } from "../../fixtures/programs.ts";
import type { BackendModel, RunControl } from "../backend.ts";
import { openBackend } from "../open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const none = packNumbers([0], new Float64Array());

/** All observables in all sets: entry [o, s]. */
function grid(values: NumberArray, observables: readonly Observable[], shots: number | null): EstimateItem {
  const sets = values.shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const pairs = observables.flatMap((_, o) => Array.from({ length: sets }, (__, s) => [o, s] as const));
  return {
    circuit: { file: 0, index: 0 },
    values,
    observables,
    shape: [observables.length, sets],
    outputs: { set: pairs.map(([, s]) => s), observable: pairs.map(([o]) => o) },
    shots,
  };
}

const estimate = (
  file: string,
  items: readonly EstimateItem[],
  more: Partial<EstimateWorkload> = {},
): EstimateWorkload => ({ kind: "estimate", files: [file], items, seed: 3, ...more });

async function run(
  workload: EstimateWorkload,
  model: BackendModel = simulatorModel,
  control: Partial<RunControl> = {},
): Promise<readonly EstimateItemOutcome[]> {
  const all = { stop: { aborted: false }, seed: 1, now: () => 0, ...control };
  const outcome = await openBackend(model, engine).run(workload, all);
  if (outcome.kind !== "estimate") throw new Error("An estimate gave something else.");
  return outcome.items;
}

const ansatzObservables: Observable[] = [
  [termOf("ZZII", 1), termOf("IXYI", -0.5)],
  [termOf("XXXX", 0.7), termOf("IIII", 2)],
  [termOf("IIIZ")],
];
const { ansatz, brick, native } = programs;

describe("exact values", () => {
  test("are Qiskit's, with no error", async () => {
    const [item] = await run(estimate(ansatz.file, [grid(ansatz.values, ansatzObservables, null)]));
    const expected = ansatz.evs.flat();
    expect(item?.values).toHaveLength(9);
    item?.values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k] ?? Number.NaN, 10);
    });
    expect(item?.standardErrors).toEqual(new Float64Array(9));
    expect(item).toMatchObject({ shape: [3, 3], shots: 0, metadata: { lab: "seoul" } });
  });

  test("of projectors are Qiskit's", async () => {
    const observables = ansatz.projectors.map((label) => [termOf(label)]);
    const [item] = await run(estimate(ansatz.file, [grid(ansatz.values, observables, null)]));
    item?.values.forEach((value, k) => {
      const [o, s] = [Math.floor(k / 3), k % 3];
      expect(value).toBeCloseTo(ansatz.projectorValues[s]?.[o] ?? Number.NaN, 10);
    });
  });

  test("of a projector on many qubits are read from probabilities", async () => {
    const observable = [termOf(`${"I".repeat(144)}${"0".repeat(12)}`, 2), termOf("I".repeat(156), 0.5)];
    const [item] = await run(estimate(programs.brick.file, [grid(none, [observable], null)]));
    const [pair] = await run(
      estimate(programs.brick.file, [grid(none, [[termOf(`${"I".repeat(144)}${"0".repeat(8)}IIII`)]], null)]),
    );
    expect(item?.values[0]).toBeGreaterThan(0.5);
    expect(item?.values[0]).toBeLessThan(0.5 + 2 * (pair?.values[0] ?? 0));
  });

  test("come out in the order that is asked for, whatever is asked for of each set", async () => {
    const item: EstimateItem = {
      ...grid(ansatz.values, ansatzObservables, null),
      shape: [4],
      outputs: { set: [2, 0, 1, 2], observable: [0, 1, 2, 2] },
    };
    const [given] = await run(estimate(ansatz.file, [item]));
    const expected = [ansatz.evs[0]?.[2], ansatz.evs[1]?.[0], ansatz.evs[2]?.[1], ansatz.evs[2]?.[2]];
    given?.values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k] ?? Number.NaN, 10);
    });
  });

  test("of neighbours on 156 qubits cost their light cones, all 155 of them", async () => {
    const label = (k: number, pauli: string) => `${"I".repeat(154 - k)}${pauli}${"I".repeat(k)}`;
    const observables = [...brick.zz.map((_, k) => [termOf(label(k, "ZZ"))]), [termOf(label(70, "XZ"))]];
    const [item] = await run(estimate(brick.file, [grid(none, observables, null)]));
    const expected = [...brick.zz, brick.xz];
    item?.values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k] ?? Number.NaN, 8);
    });
  });

  test("do not exist where there is noise or a measurement on the way", async () => {
    const backend = openBackend({ ...simulatorModel, ownNoise: "aria" }, engine);
    const item = grid(ansatz.values, ansatzObservables, null);
    expect(() => backend.estimate(estimate(ansatz.file, [item]))).toThrow(UnsupportedError);
    const dynamic = estimate(programs.dynamic.file, [grid(none, [[termOf("IZ")]], null)]);
    expect(() => openBackend(simulatorModel, engine).estimate(dynamic)).toThrow("Ask for a precision or shots");
    await expect(run(dynamic)).rejects.toThrow(UnsupportedError);
  });
});

describe("values from shots", () => {
  const shots = 4096;

  test("lie within five of their standard errors of Qiskit's values, projectors included", async () => {
    const observables = [...ansatzObservables, ...ansatz.projectors.map((label) => [termOf(label)])];
    const [item] = await run(estimate(ansatz.file, [grid(ansatz.values, observables, shots)]));
    const expected = [
      ...ansatz.evs.flat(),
      ...ansatz.projectors.flatMap((_, o) => ansatz.projectorValues.map((values) => values[o] ?? Number.NaN)),
    ];
    expect(item?.values).toHaveLength(expected.length);
    item?.values.forEach((value, k) => {
      const error = item.standardErrors[k] ?? 0;
      expect(error).toBeLessThan(2 / Math.sqrt(shots));
      expect(Math.abs(value - (expected[k] ?? Number.NaN))).toBeLessThan(5 * Math.max(error, 1 / shots));
    });
    expect(item?.ensembleStandardErrors).toEqual(item?.standardErrors);
    expect(item?.shots).toBe(shots);
  });

  test("have errors that are as large as their spread, covariances included", async () => {
    // Z₀ and Z₁ of a Bell pair are the same in every shot: their difference is exact, their sum spreads twice as far.
    const bell = [
      [termOf("ZI", 1), termOf("IZ", -1)],
      [termOf("ZI"), termOf("IZ")],
      [termOf("ZZ"), termOf("II", 3)],
    ];
    const file = programs.two.file;
    const item = { ...grid(none, bell, 400), circuit: { file: 0, index: 1 } };
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const sums: number[] = [];
    let stated = 0;
    for (const seed of seeds) {
      const [given] = await run(estimate(file, [{ ...item, shape: [3, 1] }], { seed }));
      expect(given?.values[0]).toBe(0);
      expect(given?.standardErrors[0]).toBe(0);
      expect(given?.values[2]).toBe(4);
      sums.push(given?.values[1] ?? Number.NaN);
      stated = given?.standardErrors[1] ?? 0;
    }
    expect(stated).toBeCloseTo(2 / Math.sqrt(400), 2);
    const spread = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0) / seeds.length);
    // The standard deviation of 100 draws is itself known to 1/√200: five of those.
    expect(Math.abs(spread / stated - 1)).toBeLessThan(5 / Math.sqrt(200));
  });

  test("do not depend on the items beside theirs, and do on the seed", async () => {
    const item = grid(ansatz.values, ansatzObservables, 100);
    const [alone] = await run(estimate(ansatz.file, [item]));
    const [first] = await run(estimate(ansatz.file, [item, item]));
    const [other] = await run(estimate(ansatz.file, [item], { seed: 4 }));
    expect(first?.values).toEqual(alone?.values);
    expect(other?.values).not.toEqual(alone?.values);
  });

  test("of a circuit with a condition on the way", async () => {
    const [item] = await run(estimate(programs.dynamic.file, [grid(none, [[termOf("ZZ")], [termOf("ZI")]], 50)]));
    expect([...(item?.values ?? [])]).toEqual([1, -1]);
  });

  test("of native gates on a device with little noise are near Qiskit's", async () => {
    const observables = native.observables.map((label) => [termOf(label)]);
    const workload = estimate(native.file, [grid(native.values, observables, shots)]);
    const [item] = await run(workload, { ...simulatorModel, ownNoise: "aria" });
    item?.values.forEach((value, k) => {
      expect(Math.abs(value - (native.evs[k] ?? Number.NaN))).toBeLessThan(0.05 + 5 / Math.sqrt(shots));
    });
  });
});

test("what makes no sense is refused with its item, observable and term", () => {
  const backend = openBackend(simulatorModel, engine);
  const of = (observables: readonly Observable[], more: Partial<EstimateItem> = {}) =>
    estimate(ansatz.file, [{ ...grid(ansatz.values, observables, 10), ...more }]);
  const z = (qubits: readonly number[], letters = "Z"): Observable => [{ letters, qubits, coefficient: 1 }];
  const cases: [EstimateWorkload, string][] = [
    [of([z([4])]), "Item 0: Term 0 of observable 0 acts on qubit 4; the circuit has 4."],
    [of([z([0], "Q")]), 'has the letter "Q"'],
    [of([z([0, 0], "ZZ")]), "names a qubit twice"],
    [of([z([0, 1])]), "has 1 letters for 2 qubits"],
    [of([[{ letters: "Z", qubits: [0], coefficient: Number.NaN }]]), "no finite number"],
    [of([z([0])], { shape: [7] }), "for a result of shape [7]"],
    [of([z([0])], { shape: [1], outputs: { set: [3], observable: [0] } }), "asks for the values 3; there are 3"],
    [of([z([0])], { shape: [1], outputs: { set: [0], observable: [1] } }), "asks for observable 1; there are 1"],
    [estimate(ansatz.file, []), "at least one circuit"],
  ];
  for (const [workload, words] of cases) {
    expect(() => backend.estimate(workload)).toThrow(InvalidInputError);
    expect(() => backend.estimate(workload)).toThrow(words);
  }
});

test("a cost counts sets and bases", () => {
  const backend = openBackend(simulatorModel, engine);
  const of = (observables: readonly Observable[], shots: number | null) =>
    backend.estimate(estimate(ansatz.file, [grid(ansatz.values, observables, shots)])).resources;
  // 12 gates on one qubit, and one to measure X; 3 on two. Three sets, and one basis or two.
  expect(of([[termOf("ZZII")], [termOf("IIZZ")]], 10)).toMatchObject({ oneQubitGates: 36, twoQubitGates: 9 });
  expect(of([[termOf("ZZII")], [termOf("XIII")]], 10)).toMatchObject({ twoQubitGates: 18 });
  expect(of([[termOf("ZZII")], [termOf("XIII")]], null)).toMatchObject({ oneQubitGates: 36, twoQubitGates: 9 });
});

test("a run stops between sets", async () => {
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 30;
    },
  };
  const values = packNumbers([500, 8], new Float64Array(4000).fill(1));
  for (const shots of [null, 10]) {
    looks = 0;
    const workload = estimate(ansatz.file, [grid(values, ansatzObservables, shots)]);
    await expect(run(workload, simulatorModel, { stop })).rejects.toThrow(CancelledError);
    expect(looks).toBeLessThan(60);
  }
});

test("an exact value of too many projectors is refused at submit", () => {
  const workload = estimate(brick.file, [grid(none, [[termOf("0".repeat(60).padStart(156, "I"))]], null)]);
  expect(() => openBackend(simulatorModel, engine).estimate(workload)).toThrow("Ask for a precision or shots");
});

test("sets that want different observables are counted, all of them, however many there are", () => {
  const backend = openBackend(simulatorModel, engine);
  const count = 101;
  const values = packNumbers([count, 8], new Float64Array(8 * count).fill(0.3));
  const each = Array.from({ length: count }, (_, k) => k);
  const observables = each.map((k) => [termOf("IZZI", 1 + k)]);
  const item = { ...grid(values, observables, 10), shape: [count], outputs: { set: each, observable: each } };
  expect(backend.estimate(estimate(ansatz.file, [item])).resources.twoQubitGates).toBe(3 * count);
  const exact = { ...item, shots: null };
  expect(backend.estimate(estimate(ansatz.file, [exact])).resources.twoQubitGates).toBe(3 * count);
});

test("a wide circuit that is easy for the first set alone is refused at submit", () => {
  const { hard } = programs;
  const values = packNumbers([3, 1], Float64Array.of(0, 0, 0.7));
  const backend = openBackend(simulatorModel, engine);
  const of = (shots: number | null) => estimate(hard.file, [grid(values, [[termOf("Z".repeat(60))]], shots)]);
  for (const shots of [null, 10]) expect(() => backend.estimate(of(shots))).toThrow(TooLargeError);
});
