import { InvalidInputError, UnsupportedError } from "@naru/base";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import {
  type ErrorMitigation,
  type EstimateItem,
  type EstimateItemOutcome,
  type EstimateWorkload,
  type Observable,
  packNumbers,
  type Twirling,
} from "@naru/workload";
import { afterAll, describe, expect, test } from "vitest";
import { lineDevice, lineModel } from "../../fixtures/line-device.ts";
import { mitigation as circuits } from "../../fixtures/mitigation.ts";
import { simulatorModel } from "../../fixtures/models.ts";
import { programs, termOf } from "../../fixtures/programs.ts";
import type { BackendModel } from "../backend.ts";
import { openBackend } from "../open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const now = Date.UTC(2026, 5, 1);

const twirling: Twirling = {
  ...{ gates: true, measurements: true, strategy: "active-accum" },
  ...{ randomisations: 12, shotsPerRandomisation: "auto" },
};
const readout: NonNullable<ErrorMitigation["readout"]> = { randomisations: 16, shotsPerRandomisation: "auto" };
const zeroNoise: NonNullable<ErrorMitigation["zeroNoise"]> = {
  amplifier: "gate_folding",
  factors: [1, 3, 5],
  extrapolators: ["exponential", "linear"],
  extrapolatedFactors: [0, 1, 3, 5],
};

/** Observables of a circuit, each in each of its sets. */
function item(observables: readonly Observable[], shots: number | null, values: readonly number[] = []): EstimateItem {
  const sets = Math.max(1, values.length);
  return {
    circuit: { file: 0, index: 0 },
    values:
      values.length > 0 ? packNumbers([sets, 1], Float64Array.from(values)) : packNumbers([0], new Float64Array()),
    observables,
    shape: [observables.length, sets],
    outputs: {
      set: observables.flatMap(() => Array.from({ length: sets }, (_, s) => s)),
      observable: observables.flatMap((_, o) => new Array<number>(sets).fill(o)),
    },
    shots,
  };
}
const estimate = (
  file: string,
  items: readonly EstimateItem[],
  more: Partial<EstimateWorkload> = {},
): EstimateWorkload => ({
  ...{ kind: "estimate", files: [file], items, seed: 7 },
  ...more,
});

async function run(workload: EstimateWorkload, model: BackendModel = lineModel): Promise<EstimateItemOutcome> {
  const outcome = await openBackend(model, engine).run(workload, { stop: { aborted: false }, seed: 1, now: () => now });
  const [first] = outcome.kind === "estimate" ? outcome.items : [];
  if (!first) throw new Error("An estimate gave nothing.");
  return first;
}

const { ghz, pair } = circuits;
const ghzObservables = ghz.observables.map((label) => [termOf(label)]);

describe("on an emulated machine, a GHZ state behind 27 cz", () => {
  const workload = (more: Partial<EstimateWorkload>) => estimate(ghz.file, [item(ghzObservables, 8000)], more);

  test("errs by more than ten standard errors without mitigation, and by less than four with readout and extrapolation", async () => {
    const raw = await run(workload({}));
    const mitigated = await run(workload({ suppression: { twirling }, mitigation: { readout, zeroNoise } }));
    ghz.ideal.forEach((ideal, k) => {
      const [before, after] = [raw.values[k] ?? 0, mitigated.values[k] ?? 0];
      const error = mitigated.standardErrors[k] ?? 0;
      expect(ideal - before).toBeGreaterThan(10 * (raw.standardErrors[k] ?? 0));
      expect(error).toBeLessThan(0.06);
      expect(Math.abs(ideal - after)).toBeLessThan(4 * error);
      expect(Math.abs(ideal - after)).toBeLessThan(Math.abs(ideal - before) / 2);
    });
    expect(mitigated.randomisations).toBe(12);
    expect(mitigated.shots).toBe(8000);
  });

  test("is nearer with either of them alone", async () => {
    const few = { ...twirling, randomisations: 6 };
    const meanError = async (mitigation: ErrorMitigation) => {
      const { values } = await run(workload({ suppression: { twirling: few }, mitigation }));
      return ghz.ideal.reduce((sum, ideal, k) => sum + Math.abs(ideal - (values[k] ?? 0)), 0) / ghz.ideal.length;
    };
    const none = await meanError({});
    expect(await meanError({ readout })).toBeLessThan(0.75 * none);
    expect(await meanError({ zeroNoise: { ...zeroNoise, factors: [1, 3] } })).toBeLessThan(0.75 * none);
  });

  test("tells what lies behind an extrapolated value", async () => {
    const { zeroNoise: behind, values, standardErrors } = await run(workload({ mitigation: { zeroNoise } }));
    expect(behind).toMatchObject({
      factors: [1, 3, 5],
      extrapolatedFactors: [0, 1, 3, 5],
      extrapolators: ["exponential", "linear"],
    });
    expect(behind?.taken).toEqual(new Array(4).fill("exponential"));
    expect(behind?.values).toHaveLength(12);
    expect(behind?.extrapolated).toHaveLength(4 * 2 * 4);
    for (let k = 0; k < 4; k++) {
      const [one = 0, three = 0, five = 0] = behind?.values.slice(3 * k, 3 * k + 3) ?? [];
      expect(one).toBeGreaterThan(three);
      expect(three).toBeGreaterThan(five);
      expect(behind?.extrapolated[8 * k]).toBe(values[k]); // exponential, at 0
      expect(behind?.extrapolatedErrors[8 * k]).toBe(standardErrors[k]);
      expect(Math.abs((behind?.extrapolated[8 * k + 1] ?? 0) - one)).toBeLessThan(0.05); // at 1
    }
  });

  test("gives the same values for the same seed", async () => {
    const options = {
      suppression: { twirling: { ...twirling, randomisations: 3 } },
      mitigation: { readout, zeroNoise: { ...zeroNoise, factors: [1, 1.5] } },
    };
    const [one, again] = [await run(workload(options)), await run(workload(options))];
    expect(again.values).toEqual(one.values);
    expect((await run(workload({ ...options, seed: 8 }))).values).not.toEqual(one.values);
  });
});

test("standard errors cover what twirling, calibration and fit spread, within a factor", async () => {
  const seen: number[] = [];
  const told: number[] = [];
  const few = { ...twirling, randomisations: 6 };
  const observable = [termOf("ZZ", 0.6), termOf("YX", -0.3), termOf("IZ", 0.4)];
  for (let seed = 0; seed < 20; seed++) {
    const workload = estimate(pair.file, [item([observable], 300, pair.values.slice(0, 1))], {
      ...{ seed, suppression: { twirling: few } },
      mitigation: { readout, zeroNoise: { ...zeroNoise, factors: [1, 3], extrapolators: ["linear"] } },
    });
    const { values, standardErrors } = await run(workload);
    seen.push(values[0] ?? 0);
    told.push(standardErrors[0] ?? 0);
  }
  const mean = seen.reduce((sum, x) => sum + x, 0) / seen.length;
  const spread = Math.sqrt(seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seen.length - 1));
  const typical = Math.sqrt(told.reduce((sum, x) => sum + x * x, 0) / told.length);
  expect(spread / typical).toBeGreaterThan(0.4); // 1 ± 4/√(2·19), of six variants each
  expect(spread / typical).toBeLessThan(1.7);
});

test("sets of values and sums of terms are mitigated each for itself", async () => {
  const observables: Observable[] = [
    ...pair.observables.map((label) => [termOf(label)]),
    [termOf("ZZ", 0.5), termOf("XX", -2), termOf("II", 3)],
  ];
  const given = await run(
    estimate(pair.file, [item(observables, 6000, pair.values)], {
      suppression: { twirling },
      mitigation: { readout, zeroNoise },
    }),
  );
  const [zz = [], xx = []] = pair.ideal;
  const ideal = [...pair.ideal.flat(), ...pair.values.map((_, s) => 0.5 * (zz[s] ?? 0) - 2 * (xx[s] ?? 0) + 3)];
  expect(given.values).toHaveLength(ideal.length);
  ideal.forEach((expected, k) => {
    const error = given.standardErrors[k] ?? 0;
    expect(Math.abs((given.values[k] ?? 0) - expected)).toBeLessThan(4.5 * error);
    expect(error).toBeLessThan(0.12);
  });
});

test("projectors are mitigated through the products of Pauli matrices that they are", async () => {
  const observables = [[termOf("1111")], [termOf("0000")], [termOf("01II")], [termOf("Z1Z1", 2)]];
  const ideal = [0.5, 0.5, 0, 1]; // of (|0000⟩ + |1111⟩)/√2; readout alone, so that gates' errors stay
  const {
    ghz: { file },
  } = circuits;
  const quiet: BackendModel = {
    ...lineModel,
    device: {
      ...lineDevice,
      medians: { ...lineDevice.medians, oneQubitError: 1e-6, twoQubitError: 1e-6, t1Seconds: 10, t2Seconds: 10 },
    },
  };
  const raw = await run(estimate(file, [item(observables, 20_000)]), quiet);
  const mitigated = await run(estimate(file, [item(observables, 20_000)], { mitigation: { readout } }), quiet);
  ideal.forEach((expected, k) => {
    expect(Math.abs(expected - (raw.values[k] ?? 0))).toBeGreaterThan(5 * (raw.standardErrors[k] ?? 0));
    expect(Math.abs(expected - (mitigated.values[k] ?? 0))).toBeLessThan(4 * (mitigated.standardErrors[k] ?? 0));
  });
});

test("exact values have no errors to mitigate", async () => {
  const options = { suppression: { twirling }, mitigation: { readout, zeroNoise } };
  const given = await run(
    estimate(ghz.file, [item([...ghzObservables, [termOf("0000")]], null)], options),
    simulatorModel,
  );
  [...ghz.ideal, 0.5].forEach((ideal, k) => {
    expect(given.values[k]).toBeCloseTo(ideal, 10);
  });
  expect(given.zeroNoise).toBeUndefined();
  expect(given.randomisations).toBeUndefined();
});

test("without noise mitigation changes nothing but the spread", async () => {
  const options = { suppression: { twirling }, mitigation: { readout, zeroNoise } };
  const { values, standardErrors } = await run(
    estimate(pair.file, [item([[termOf("ZZ")]], 4000, pair.values)], options),
    simulatorModel,
  );
  pair.values.forEach((_, s) => {
    expect(Math.abs((values[s] ?? 0) - (pair.ideal[0]?.[s] ?? 0))).toBeLessThan(4 * (standardErrors[s] ?? 0));
  });
});

const rates = { oneQubitRate: 1e-4, twoQubitRate: 1e-3, readoutError: 0.01 };

describe("at submission", () => {
  const backend = openBackend(lineModel, engine);
  const plain = estimate(ghz.file, [item(ghzObservables, 8000)]);

  test("costs count variants, noise factors and the calibration", () => {
    const seconds = (more: Partial<EstimateWorkload>) => backend.estimate({ ...plain, ...more }).seconds;
    const ofZeroNoise = { mitigation: { zeroNoise } };
    expect(seconds(ofZeroNoise)).toBeGreaterThan(2.5 * seconds({}));
    expect(seconds({ suppression: { twirling } })).toBeGreaterThan(seconds({}));
    expect(seconds({ mitigation: { readout } })).toBeGreaterThan(
      seconds({ suppression: { twirling: { ...twirling, gates: false } } }),
    );
  });

  test("what cannot be done is refused with a reason", () => {
    const refuse = (more: Partial<EstimateWorkload>) => expect(() => backend.estimate({ ...plain, ...more }));
    refuse({ mitigation: { zeroNoise: { ...zeroNoise, factors: [3, 1] } } }).toThrow(/each larger than the one before/);
    refuse({ mitigation: { zeroNoise: { ...zeroNoise, factors: [0.5, 1] } } }).toThrow(InvalidInputError);
    refuse({ mitigation: { zeroNoise: { ...zeroNoise, factors: [1, 1001] } } }).toThrow(/from 1 to 1000/);
    refuse({ mitigation: { zeroNoise: { ...zeroNoise, extrapolators: ["double_exponential"] } } }).toThrow(
      /at least 4 noise factors/,
    );
    refuse({ mitigation: { readout: { randomisations: 0, shotsPerRandomisation: 5 } } }).toThrow(InvalidInputError);
    const wide = [termOf("0".repeat(9) + "I".repeat(147))];
    const onSimulator = estimate(programs.brick.file, [item([wide], 10)], { mitigation: { readout } });
    const noisy = { ...simulatorModel, noise: { own: { ...rates, qubitLimit: 200 } }, ownNoise: "own" };
    expect(() => openBackend(noisy, engine).estimate(onSimulator)).toThrow(/up to 8 projectors/);
    const dynamic = estimate(programs.dynamic.file, [item([[termOf("IZ")]], 10)], { mitigation: { zeroNoise } });
    expect(() => backend.estimate(dynamic)).toThrow(/control flow/);
    const ions: BackendModel = {
      ...simulatorModel,
      spec: { ...simulatorModel.spec, kind: "emulated_qpu", nativeGates: ["gpi", "gpi2", "ms"] },
    };
    expect(() => openBackend(ions, engine).estimate({ ...plain, suppression: { twirling } })).toThrow(UnsupportedError);
  });
});
