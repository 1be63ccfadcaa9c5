import { CancelledError, TooLargeError, UnsupportedError } from "@naru/base";
import { circuitOf, gate, measure, measureAll, reset } from "@naru/circuit";
import { type SampleWorkload, sampleOf } from "@naru/workload";
import { describe, expect, test } from "vitest";
import type { Backend, RunControl } from "./backend.ts";
import { bell, controlOf } from "./conformance/circuits.ts";
import { estimateConformance } from "./conformance/estimate.ts";
import { sweepConformance } from "./conformance/sweep.ts";

export { annealConformance } from "./conformance/anneal.ts";
export { solveConformance } from "./conformance/solve.ts";

/**
 * What every backend of circuits promises, as a Vitest suite: the same answers at submit and when run, seeded, stoppable, in the
 * house's bit order. `open` is called once for each test. Circuits are of gates that run on machines that do not compile:
 * rz, sx, x and cz. Annealers and solvers of models have suites of their own.
 */
export function backendConformance(name: string, open: () => Promise<Backend>): void {
  const control: RunControl = controlOf(11);
  const sample = (circuits: SampleWorkload["circuits"], more: Partial<SampleWorkload> = {}): SampleWorkload => ({
    kind: "sample",
    circuits,
    shots: 500,
    ...more,
  });
  const run = async (backend: Backend, workload: SampleWorkload) => sampleOf(await backend.run(workload, control));
  const one = circuitOf(3, [gate("x", [0])]);

  describe(`${name} as a backend`, () => {
    test("qubit 0 is the rightmost bit", async () => {
      const outcome = await run(await open(), sample([one]));
      const [likeliest] = [...(outcome.circuits[0]?.counts ?? [])].toSorted(([, a], [, b]) => b - a);
      expect(likeliest?.[0]).toBe("001");
    });

    test("every shot is counted, and the memory says the same as the counts", async () => {
      const outcome = await run(await open(), sample([bell], { memory: true }));
      const [circuit] = outcome.circuits;
      const seen = new Array<number>(circuit?.counts.size ?? 0).fill(0);
      for (const position of circuit?.memory ?? []) seen[position] = (seen[position] ?? 0) + 1;
      expect(seen).toEqual([...(circuit?.counts.values() ?? [])]);
      expect(seen.reduce((sum, count) => sum + count, 0)).toBe(500);
    });

    test("the same seed gives the same outcome, another seed another", async () => {
      const backend = await open();
      const counts = async (seed: number) => [
        ...((await run(backend, sample([bell], { seed, shots: 5000 }))).circuits[0]?.counts ?? []),
      ];
      expect(await counts(3)).toEqual(await counts(3));
      expect(await counts(3)).not.toEqual(await counts(4));
    });

    test("a workload without a seed takes the one it is given, and reports it", async () => {
      expect((await (await open()).run(sample([bell]), control)).seed).toBe(11);
    });

    test("circuits of one workload come back in their order", async () => {
      const flips = [0, 1, 2].map((q) => measureAll(circuitOf(3, [gate("x", [q])])));
      const { circuits } = await run(await open(), sample(flips));
      const likeliest = circuits.map(({ counts }) => [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]);
      expect(likeliest).toEqual(["001", "010", "100"]);
    });

    test("an estimate counts what will run", async () => {
      const backend = await open();
      const { resources, seconds, bytes } = backend.estimate(sample([bell]));
      const [compiled] = await backend.compile(sample([bell]));
      expect(resources).toMatchObject({
        oneQubitGates: compiled?.resources.oneQubitGates,
        twoQubitGates: compiled?.resources.twoQubitGates,
      });
      expect(seconds).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(0);
    });

    test("what is too large is refused before it runs, with the limit", async () => {
      const backend = await open();
      const { qubitCount, limits } = backend.spec;
      const wide = circuitOf(qubitCount + 1, [gate("x", [qubitCount])]);
      for (const workload of [sample([wide]), sample([bell], { shots: limits.shots + 1 })]) {
        expect(() => backend.estimate(workload)).toThrow(TooLargeError);
        await expect(backend.run(workload, control)).rejects.toThrow(TooLargeError);
      }
    });

    test("an unknown noise model is refused with the known ones", async () => {
      const backend = await open();
      expect(() => backend.estimate(sample([bell], { noiseModel: "nowhere-9" }))).toThrow(UnsupportedError);
      for (const noiseModel of backend.spec.noiseModels) {
        expect(() => backend.estimate(sample([bell], { noiseModel }))).not.toThrow();
      }
    });

    test("mid-circuit measurement runs, or is refused at submit", async () => {
      const backend = await open();
      const dynamic = {
        ...circuitOf(1, [gate("x", [0]), measure(0, 0), reset(0), measure(0, 1)]),
        clbitCount: 2,
      };
      if (!backend.spec.dynamicCircuits) {
        expect(() => backend.estimate(sample([dynamic]))).toThrow(UnsupportedError);
        return;
      }
      const outcome = await run(backend, sample([dynamic]));
      expect(outcome.circuits[0]?.counts.get("01")).toBeGreaterThan(400);
    });

    test("a stopped run ends as cancelled", async () => {
      await expect((await open()).run(sample([bell]), { ...control, stop: { aborted: true } })).rejects.toThrow(
        CancelledError,
      );
    });
  });
  sweepConformance(name, open);
  estimateConformance(name, open);
}
