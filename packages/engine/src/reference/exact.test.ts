import { readFileSync } from "node:fs";
import { type Circuit, circuitOf, gate } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { stirring } from "../conformance/arbitrary.ts";
import { expectDrawnFrom } from "../conformance/compare.ts";
import type { NoiseModel } from "../noise-model.ts";
import { TinySimulator } from "../tiny/index.ts";
import { added, depolarised, diagonalOf, evolved, projectedDensity, traceOf, zeroDensity } from "./density.ts";
import { exactDistribution } from "./index.ts";

interface Recorded {
  readonly source: string;
  readonly cases: readonly {
    readonly name: string;
    readonly circuit: Circuit;
    readonly noise: NoiseModel;
    readonly distribution: Readonly<Record<string, number>>;
  }[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL("../../fixtures/noise.json", import.meta.url), "utf8"));
const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };

describe.each(recorded.cases)(`beside ${recorded.source}: $name`, ({ circuit, noise, distribution }) => {
  const expected = new Map(Object.entries(distribution));

  test("has the exact distribution", () => {
    const actual = exactDistribution(circuit, noise);
    expect([...actual.keys()]).toEqual([...expected.keys()].toSorted());
    for (const [bits, probability] of actual) expect(probability).toBeCloseTo(expected.get(bits) ?? Number.NaN, 12);
  });

  test("is what the shot tree draws from (χ², one in 300 000 by chance)", async () => {
    const { counts } = await new TinySimulator(clock).run(circuit, { shots: 100_000, seed: 8, noise });
    expectDrawnFrom(expected, counts, 100_000);
  });
});

describe("density matrices", () => {
  const stirred = stirring(3).reduce(
    (density, operation) => (operation.kind === "gate" ? evolved(density, operation) : density),
    zeroDensity(3),
  );

  test("keep their trace under gates and noise", () => {
    expect(traceOf(stirred)).toBeCloseTo(1, 14);
    expect(traceOf(depolarised(stirred, [1], 0.3))).toBeCloseTo(1, 14);
    expect(traceOf(depolarised(stirred, [2, 0], 0.7))).toBeCloseTo(1, 14);
  });

  test("are fully mixed on the qubits that a rate of 1 strikes", () => {
    const mixed = diagonalOf(depolarised(stirred, [0, 2], 1));
    for (const rest of [0, 2]) {
      const block = [0, 1, 4, 5].map((index) => mixed[index | rest]);
      for (const value of block) expect(value).toBeCloseTo(block[0] ?? Number.NaN, 14);
    }
  });

  test("are the sum of what a measurement may find, as far as it can be read", () => {
    const found = added(projectedDensity(stirred, 1, 0), projectedDensity(stirred, 1, 1));
    const whole = diagonalOf(stirred);
    diagonalOf(found).forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 14);
    });
  });
});

test("a depolarised qubit is known in closed form", () => {
  const noise = { oneQubitRate: 0.2, twoQubitRate: 0 };
  const distribution = exactDistribution(circuitOf(1, [gate("rx", [0], [1.1])]), noise);
  expect(distribution.get("1")).toBeCloseTo((1 - 0.2) * Math.sin(0.55) ** 2 + 0.2 / 2, 14);
});
