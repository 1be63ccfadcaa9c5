import { readFileSync } from "node:fs";
import type { Circuit } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../backend.ts";
import type { Calibration } from "./calibration.ts";
import { durationOf } from "./duration.ts";
import { checkNative } from "./native.ts";
import { noiseOf } from "./noise.ts";

interface Recorded {
  readonly source: string;
  readonly cases: readonly {
    readonly name: string;
    readonly device: Device;
    readonly calibration: Calibration;
    readonly circuit: Circuit;
    /** Entry k: of the outcome that is k as a number. */
    readonly probabilities: readonly number[];
    readonly steps: number;
  }[];
}
const recorded: Recorded = JSON.parse(
  readFileSync(new URL("../../fixtures/aer-devices.json", import.meta.url), "utf8"),
);
const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

describe.each(recorded.cases)(`beside ${recorded.source}: $name`, (each) => {
  const { device, calibration, circuit, probabilities, steps } = each;
  const noise = noiseOf(calibration, device, circuit);

  test("the distribution is what Aer makes of the same figures", async () => {
    checkNative(device, circuit);
    const found = await engine.run(circuit, { seed: 1, probabilities: true, noise });
    const { outcomes, values } = found.probabilities ?? { outcomes: [], values: [] };
    const listed = new Map(Array.from(outcomes, (outcome, k) => [outcome, values[k]] as const));
    probabilities.forEach((probability, outcome) => {
      expect(listed.get(outcome) ?? 0).toBeCloseTo(probability, 9);
    });
  });

  test("shots are drawn from it, within five standard errors for each outcome", async () => {
    const shots = 20_000;
    const { counts } = await engine.run(circuit, { seed: 7, shots, noise });
    probabilities.forEach((probability, outcome) => {
      const seen = counts?.get(outcome.toString(2).padStart(circuit.clbitCount, "0")) ?? 0;
      const deviation = Math.sqrt(shots * probability * (1 - probability));
      expect(Math.abs(seen - shots * probability)).toBeLessThan(5 * deviation + 1);
    });
  });

  test("it takes as long as Qiskit's schedule", () => {
    expect(durationOf(device, circuit) / device.stepSeconds).toBeCloseTo(steps, 6);
  });
});
