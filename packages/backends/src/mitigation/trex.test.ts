import { seeded } from "@naru/base";
import { type Circuit, gate, measure } from "@naru/circuit";
import type { CorrelatedReadout, Engine, NoiseModel } from "@naru/engine";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "./circuits.testing.ts";
import { type CalibrationReading, calibrationCircuit, ReadoutCalibration } from "./trex.ts";
import { twirlOf } from "./twirl.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const measurements = { gates: false, measurements: true, strategy: "active" } as const;

async function readingsOf(circuit: Circuit, noise: NoiseModel, variants: number, shots: number, seed: number) {
  const random = seeded(seed);
  const draw = twirlOf(circuit, measurements);
  const readings: CalibrationReading[] = [];
  for (let k = 0; k < variants; k++) {
    const { circuit: variant, flipped } = draw(random.fork(k));
    const { counts = new Map() } = await engine.run(variant, { seed: seed * 1000 + k, shots, noise });
    readings.push({ counts, shots, flipped });
  }
  return readings;
}

/** Readings of qubits 2 and 0 err together, with other chances for every state; qubit 1 errs by itself. */
const correlated: CorrelatedReadout = {
  qubits: [2, 0],
  matrix: [
    ...[0.9, 0.15, 0.1, 0.02],
    ...[0.04, 0.8, 0.05, 0.08],
    ...[0.05, 0.02, 0.8, 0.1],
    ...[0.01, 0.03, 0.05, 0.8],
  ],
};
const noise: NoiseModel = {
  ...{ oneQubitRate: 0, twoQubitRate: 0, correlatedReadout: [correlated] },
  readout: { oneGivenZero: 0.02, zeroGivenOne: 0.09 },
};

test("factors are those of the readout matrix, averaged over flips, within five standard errors", async () => {
  const calibration = new ReadoutCalibration(
    [0, 1, 2],
    await readingsOf(calibrationCircuit(3, [0, 1, 2]), noise, 200, 400, 1),
  );
  // mean over states s of Σ_r (−1)^(parity of r ⊕ s) · matrix[r][s]
  const exact = [0, 1, 2, 3].reduce((sum, state) => {
    const right = [0, 1, 2, 3].reduce((inner, read) => {
      const wrong = read ^ state;
      return inner + ((wrong & 1) ^ (wrong >> 1) ? -1 : 1) * (correlated.matrix[4 * read + state] ?? 0);
    }, 0);
    return sum + right / 4;
  }, 0);
  for (const [qubits, expected] of [
    [[1], 1 - 0.02 - 0.09],
    [[0, 2], exact],
    [[0, 1, 2], exact * (1 - 0.02 - 0.09)],
    [[], 1],
  ] as const) {
    const { value, standardError } = calibration.factor(qubits);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(5 * standardError);
    expect(standardError).toBeLessThan(0.01);
  }
});

test("readings of a GHZ state that err together come out right after division, and wrong before", async () => {
  const circuit: Circuit = {
    ...{ qubitCount: 3, clbitCount: 3 },
    operations: [
      ...[gate("h", [0]), gate("cx", [0, 1]), gate("cx", [1, 2])],
      ...[measure(0, 0), measure(1, 1), measure(2, 2)],
    ],
  };
  const calibration = new ReadoutCalibration(
    [0, 1, 2],
    await readingsOf(calibrationCircuit(3, [0, 1, 2]), noise, 100, 400, 2),
  );
  const raw = new ReadoutCalibration([0, 1, 2], await readingsOf(circuit, noise, 100, 400, 3)); // reads means of products
  for (const [qubits, ideal] of [
    [[0, 2], 1],
    [[0, 1], 1],
    [[1], 0],
    [[0, 1, 2], 0],
  ] as const) {
    const [read, factor] = [raw.factor(qubits), calibration.factor(qubits)];
    const value = read.value / factor.value;
    const error = Math.hypot(read.standardError / factor.value, (value * factor.standardError) / factor.value);
    expect(Math.abs(value - ideal)).toBeLessThan(4 * error);
    if (ideal === 1) expect(ideal - read.value).toBeGreaterThan(10 * read.standardError);
  }
});

test("standard errors say how far factors of other readings lie, sums of them included", async () => {
  const seen: number[] = [];
  const told: number[] = [];
  const terms = [
    { qubits: [0], weight: 0.5 },
    { qubits: [0, 1], weight: -0.8 },
    { qubits: [1, 2], weight: 0.3 },
  ];
  for (let seed = 0; seed < 60; seed++) {
    const calibration = new ReadoutCalibration(
      [0, 1, 2],
      await readingsOf(calibrationCircuit(3, [0, 1, 2]), noise, 24, 20, 10 + seed),
    );
    seen.push(terms.reduce((sum, { qubits, weight }) => sum + weight * calibration.factor(qubits).value, 0));
    told.push(calibration.standardError(terms));
  }
  const mean = seen.reduce((sum, x) => sum + x, 0) / seen.length;
  const spread = Math.sqrt(seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seen.length - 1));
  const typical = Math.sqrt(told.reduce((sum, x) => sum + x * x, 0) / told.length);
  expect(spread / typical).toBeGreaterThan(0.64); // 1 ± 4/√(2·59)
  expect(spread / typical).toBeLessThan(1.37);
});

test("parities of any readings are counted right", () => {
  const anyReading = fc.array(fc.array(fc.nat(1), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 1, maxLength: 3 }), fc.subarray([0, 1, 2, 3]), (variants, qubits) => {
      const readings = variants.map((rows) => {
        const counts = new Map<string, number>();
        for (const row of rows) {
          const key = row.toReversed().join("");
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        return { counts, shots: rows.length, flipped: [1] };
      });
      const all = variants.flat();
      const wrong = (row: number[]) => qubits.reduce((odd, q) => odd ^ (row[q] ?? 0) ^ (q === 1 ? 1 : 0), 0);
      const expected = all.reduce((sum, row) => sum + 1 - 2 * wrong(row), 0) / all.length;
      expect(new ReadoutCalibration([0, 1, 2, 3], readings).factor(qubits).value).toBeCloseTo(expected, 12);
    }),
  );
});
