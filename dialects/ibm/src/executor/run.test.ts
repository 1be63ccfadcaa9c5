import type { Backend } from "@naru/backends";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realBackends } from "../../testing/backends.ts";
import { modelNamed } from "../primitives/recorded.testing.ts";
import { executor } from "./index.ts";
import { contextWith, recordedText, tensorNamed, tensorsOf } from "./job.testing.ts";

/**
 * Recorded jobs on the ideal simulator, and what their randomness hides undone as the client does it. Their circuit is, for
 * parameters a and b: ⟨Z₀⟩ = cos a, ⟨Z₁Z₀⟩ = cos b, ⟨X₁X₀⟩ = sin a; its values are (0, 0.4), (0.8, 1.2), (1.6, 2).
 */
const angles: readonly (readonly [a: number, b: number])[] = [
  [0, 0.4],
  [0.8, 1.2],
  [1.6, 2],
];

let backends: { backends: Backend[]; close(): Promise<void> };
beforeAll(async () => {
  backends = await realBackends();
});
afterAll(() => backends.close());

async function resultOf(name: string, shots: number): Promise<string> {
  const text = recordedText(name, shots);
  const order = await executor.read(JSON.parse(text), contextWith(text));
  const backend = backends.backends.find(({ spec }) => spec.name === modelNamed("simulator").spec.name);
  if (!backend) throw new RangeError("there is no simulator");
  const outcome = await backend.run(order.workload, {
    stop: { aborted: false },
    seed: 11,
    now: () => 1_790_000_000_000,
  });
  const date = new Date(1_790_000_000_000);
  return executor.write(outcome, order.echo, { backend: modelNamed("simulator"), startedAt: date, finishedAt: date });
}

/** Of four hundred thousand shots and more that are compared, none is five standard errors away by chance. */
const tolerance = (shots: number): number => 5 / Math.sqrt(shots);

test("a Bell pair reads 00 and 11, half each", async () => {
  const shots = 4000;
  const [tensors] = tensorsOf(await resultOf("16-executor-sampler", shots));
  const { shape, numbers } = tensorNamed(tensors, "meas");
  expect(shape).toEqual([shots, 2]);
  let ones = 0;
  for (let shot = 0; shot < shots; shot++) {
    expect(numbers[2 * shot]).toBe(numbers[2 * shot + 1]);
    ones += numbers[2 * shot] ?? 0;
  }
  expect(Math.abs((2 * ones) / shots - 1)).toBeLessThan(tolerance(shots));
});

test("twirled shots, with the flips undone, are those of the circuit for each set of values", async () => {
  const shots = 4000;
  const [tensors] = tensorsOf(await resultOf("17-executor-sampler-twirled", shots));
  const [bits, flips] = [tensorNamed(tensors, "meas"), tensorNamed(tensors, "measurement_flips.meas")];
  expect(bits.shape).toEqual([2, 3, shots, 2]);
  expect(flips.shape).toEqual([2, 3, 1, 2]);
  angles.forEach(([a, b], set) => {
    const found = [0, 1].map((draw) => {
      const place = draw * 3 + set;
      return {
        z: parity(bits.numbers, place * shots * 2, shots, 2, [0], flips.numbers, place * 2),
        zz: parity(bits.numbers, place * shots * 2, shots, 2, [0, 1], flips.numbers, place * 2),
      };
    });
    for (const { z, zz } of found) {
      expect(Math.abs(z - Math.cos(a))).toBeLessThan(tolerance(shots));
      expect(Math.abs(zz - Math.cos(b))).toBeLessThan(tolerance(shots));
    }
  });
});

describe("an estimator's shots give the observables' values, in the basis that each set asks for", () => {
  test.each([
    ["18-executor-estimator-level0", 1],
    ["19-executor-estimator-level1", 4],
  ])("%s", async (name, draws) => {
    const shots = 2000;
    const [tensors, calibration] = tensorsOf(await resultOf(name, shots));
    const bits = tensorNamed(tensors, "_meas");
    expect(bits.shape).toEqual([draws, 6, shots, 7]);
    const flips = tensors?.get("measurement_flips._meas")?.numbers ?? new Float64Array(draws * 6 * 7);
    for (let place = 0; place < draws * 6; place++) {
      const [a, b] = angles[Math.floor((place % 6) / 2)] ?? [0, 0];
      const expected = place % 2 === 0 ? Math.sin(a) : Math.cos(b);
      const found = parity(bits.numbers, place * shots * 7, shots, 7, [0, 1], flips, place * 7);
      expect(Math.abs(found - expected)).toBeLessThan(tolerance(shots));
    }
    if (draws === 1) return;
    // Calibration prepares |0…0⟩: without readout errors every bit is what the twirl made of it.
    const [read, own] = [tensorNamed(calibration, "_meas"), tensorNamed(calibration, "measurement_flips._meas")];
    expect(read.shape).toEqual([draws, shots, 7]);
    read.numbers.forEach((bit, k) => {
      expect(bit).toBe(own.numbers[Math.floor(k / (shots * 7)) * 7 + (k % 7)]);
    });
  });
});

test("a result has the version, the times and what the client sent along", async () => {
  const result = JSON.parse(await resultOf("19-executor-estimator-level1", 1));
  const sent = JSON.parse(recordedText("19-executor-estimator-level1", 1)).quantum_program;
  expect(result).toMatchObject({
    schema_version: "v2.0",
    semantic_role: "estimator_v2",
    passthrough_data: sent.passthrough_data,
    metadata: {
      chunk_timing: [
        {
          start: "2026-09-21T14:13:20.000Z",
          parts: [{ idx_item: 0, size: 24, permutation: [0, 1], element_range: [0, 24, 1] }],
        },
        { parts: [{ idx_item: 1, size: 4, permutation: [0], element_range: [0, 4, 1] }] },
      ],
    },
  });
});

/** Mean of (−1) to the sum of some bits of a register of `width` bits, with the flips of the twirl undone. */
function parity(
  bits: Float64Array,
  from: number,
  shots: number,
  width: number,
  which: readonly number[],
  flips: Float64Array,
  flipsFrom: number,
): number {
  let sum = 0;
  for (let shot = 0; shot < shots; shot++) {
    const odd = which.reduce((all, k) => all ^ (bits[from + shot * width + k] ?? 0) ^ (flips[flipsFrom + k] ?? 0), 0);
    sum += 1 - 2 * odd;
  }
  return sum / shots;
}
