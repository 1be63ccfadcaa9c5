import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type EstimateWorkload, packNumbers } from "@naru/workload";
import { afterAll, expect, test } from "vitest";
import { lineModel } from "../../fixtures/line-device.ts";
import { mitigation as circuits } from "../../fixtures/mitigation.ts";
import { termOf } from "../../fixtures/programs.ts";
import { openBackend } from "../open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

/** The engine, and how many of its runs were to find their own method. */
function counting() {
  const count = { runs: 0, choices: 0 };
  return {
    count,
    estimate: engine.estimate.bind(engine),
    bind: engine.bind.bind(engine),
    run: (...[circuit, options]: Parameters<typeof engine.run>) => {
      count.runs++;
      if (options.method === undefined) count.choices++;
      return engine.run(circuit, options);
    },
  };
}

const { ghz } = circuits;

/** Level 2 as IBM has it: twirled gates and readings, and two amounts of noise. */
const workload: EstimateWorkload = {
  ...{ kind: "estimate", files: [ghz.file], seed: 7 },
  items: [
    {
      circuit: { file: 0, index: 0 },
      values: packNumbers([2, 0], new Float64Array()),
      observables: ghz.observables.map((label) => [termOf(label)]),
      shape: [ghz.observables.length, 2],
      outputs: {
        set: ghz.observables.flatMap(() => [0, 1]),
        observable: ghz.observables.flatMap((_, o) => [o, o]),
      },
      shots: 64,
    },
  ],
  suppression: {
    twirling: {
      ...{ gates: true, measurements: true, strategy: "active-accum" },
      ...{ randomisations: 4, shotsPerRandomisation: "auto" },
    },
  },
  mitigation: {
    readout: { randomisations: 4, shotsPerRandomisation: "auto" },
    zeroNoise: {
      amplifier: "gate_folding",
      factors: [1, 3],
      extrapolators: ["exponential", "linear"],
      extrapolatedFactors: [0],
    },
  },
};

test("under noise, all sets, noise factors and variants that are read alike have one choice of method", async () => {
  const simulation = counting();
  await openBackend(lineModel, simulation).run(workload, { stop: { aborted: false }, seed: 1, now: () => 0 });
  const { runs, choices } = simulation.count;
  const bases = new Set(ghz.observables.map((label) => label.replace(/[IZ]/g, "Z"))).size;
  expect(runs).toBeGreaterThan(2 * 2 * 4 * bases);
  expect(choices).toBeLessThanOrEqual(bases + 4); // the readout's own variants beside
});
