import { CancelledError, TooLargeError, UnsupportedError } from "@naru/base";
import { type AnnealWorkload, annealedOf, writeQubitProblem } from "@naru/workload";
import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { controlOf } from "./circuits.ts";

/**
 * What every annealer promises: reads as many as asked, energies of the problem as sent, seeded, stoppable. `problem` names
 * two working qubits that are coupled.
 */
export function annealConformance(
  name: string,
  open: () => Promise<Backend>,
  [first, second]: readonly [number, number],
): void {
  const control = controlOf(11);
  const qubits = [first, second].sort((a, b) => a - b);
  /** The lower qubit down, the other one up: −1 − 2 − 3 + 10. */
  const problem = writeQubitProblem({
    ...{ vartype: "spin", qubits, offset: 10 },
    ...{ linear: [1, -2], first: [0], second: [1], quadratic: [3] },
  });
  const workload = (more: Partial<AnnealWorkload> = {}): AnnealWorkload => ({
    ...{ kind: "anneal", problem, reads: 50, autoScale: true, spinReversals: 0, answer: "raw" },
    ...more,
  });
  const run = async (backend: Backend, more: Partial<AnnealWorkload> = {}) =>
    annealedOf(await backend.run(workload(more), control));

  describe(`${name} as an annealer`, () => {
    test("the ground state of two qubits is what most reads give, with its energy as it was sent", async () => {
      const outcome = await run(await open(), { answer: "histogram" });
      expect(outcome.qubits).toEqual(qubits);
      expect([...outcome.bits.slice(0, 2)]).toEqual([0, 1]);
      expect(outcome.energies[0]).toBe(4);
      expect(outcome.occurrences[0]).toBeGreaterThan(40);
    });

    test("raw reads come one by one, and histograms have all of them", async () => {
      const backend = await open();
      expect([...(await run(backend)).occurrences]).toEqual(new Array(50).fill(1));
      const { occurrences } = await run(backend, { answer: "histogram" });
      expect(occurrences.reduce((so, count) => so + count, 0)).toBe(50);
    });

    test("the same seed gives the same outcome, and without one the run's is taken and told", async () => {
      const backend = await open();
      const [one, again] = [await run(backend, { seed: 3 }), await run(backend, { seed: 3 })];
      expect({ ...again, seconds: 0 }).toEqual({ ...one, seconds: 0 });
      expect((await run(backend)).seed).toBe(11);
    });

    test("the machine's times add up", async () => {
      const { timing } = await run(await open());
      const ofRead = timing.annealUsPerSample + timing.readoutUsPerSample + timing.delayUsPerSample;
      expect(timing.samplingUs).toBeCloseTo(50 * ofRead, 6);
      expect(timing.accessUs).toBeCloseTo(timing.programmingUs + timing.samplingUs, 6);
    });

    test("an estimate says what will run, and there is nothing to compile", async () => {
      const backend = await open();
      const { resources, seconds, bytes } = backend.estimate(workload());
      expect(resources.qubits).toBe(2);
      expect(seconds).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(0);
      expect(await backend.compile(workload())).toEqual([]);
    });

    test("too many reads and other kinds of workloads are refused before anything runs", async () => {
      const backend = await open();
      const many = workload({ reads: backend.spec.limits.shots + 1 });
      expect(() => backend.estimate(many)).toThrow(TooLargeError);
      await expect(backend.run(many, control)).rejects.toThrow(TooLargeError);
      expect(() => backend.estimate({ kind: "sample", circuits: [], shots: 1 })).toThrow(UnsupportedError);
    });

    test("a stopped run ends as cancelled", async () => {
      await expect((await open()).run(workload(), { ...control, stop: { aborted: true } })).rejects.toThrow(
        CancelledError,
      );
    });
  });
}
