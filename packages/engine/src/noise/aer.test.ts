import { readFileSync } from "node:fs";
import { circuitOf, type GateName, gate } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { expectDrawnFrom } from "../conformance/compare.ts";
import type { NoiseModel } from "../noise-model.ts";
import { exactDistribution } from "../reference/index.ts";
import { TinySimulator } from "../tiny/index.ts";

interface Recorded {
  readonly source: string;
  readonly cases: readonly {
    readonly name: string;
    readonly qubitCount: number;
    readonly gates: readonly (readonly [GateName, number[], number[]])[];
    readonly noise: NoiseModel;
    readonly probabilities: readonly number[];
  }[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL("../../fixtures/aer-noise.json", import.meta.url), "utf8"));
const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };

describe.each(recorded.cases)(`beside ${recorded.source}: $name`, ({ qubitCount, gates, noise, probabilities }) => {
  const circuit = circuitOf(
    qubitCount,
    gates.map(([name, qubits, params]) => gate(name, qubits, params)),
  );

  test("the reference has the exact distribution", () => {
    const actual = exactDistribution(circuit, noise);
    probabilities.forEach((probability, outcome) => {
      const bits = outcome.toString(2).padStart(qubitCount, "0");
      expect(actual.get(bits) ?? 0).toBeCloseTo(probability, 9);
    });
  });

  test("shots are drawn from it (χ², one in 300 000 by chance)", async () => {
    const shots = 6000;
    const { counts } = await new TinySimulator(clock).run(circuit, { shots, seed: 8, noise });
    const exact = new Map(probabilities.map((p, i) => [i.toString(2).padStart(qubitCount, "0"), p] as const));
    expectDrawnFrom(exact, counts, shots);
  });
});
