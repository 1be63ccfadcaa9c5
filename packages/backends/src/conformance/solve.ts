import { CancelledError, InvalidInputError, UnsupportedError } from "@naru/base";
import { type SolveWorkload, solvedOf } from "@naru/workload";
import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { controlOf } from "./circuits.ts";

/**
 * What every solver of models promises: the answer within the time limit, reported as the model has it, stoppable. `model`
 * is a small one whose least energy is `least`.
 */
export function solveConformance(
  name: string,
  open: () => Promise<Backend>,
  { model, least, timeLimitSeconds }: { model: SolveWorkload["model"]; least: number; timeLimitSeconds: number },
): void {
  const control = controlOf(11);
  const workload: SolveWorkload = { kind: "solve", model, timeLimitSeconds };

  describe(`${name} as a solver`, () => {
    test("a small model is solved, and its energies belong to its samples in order", async () => {
      const outcome = solvedOf(await (await open()).run(workload, control));
      if (outcome.format === "nl") throw new TypeError("this suite takes quadratic models");
      expect(outcome.energies[0]).toBeCloseTo(least, 9);
      expect(outcome.energies).toHaveLength(outcome.sampleCount);
      expect(outcome.values).toHaveLength(outcome.sampleCount * outcome.labels.length);
      expect(outcome.vartypes).toHaveLength(outcome.labels.length);
      expect(outcome.seed).toBe(11);
    });

    test("an estimate is the time limit", async () => {
      const backend = await open();
      expect(backend.estimate(workload).seconds).toBe(timeLimitSeconds);
      expect(await backend.compile(workload)).toEqual([]);
    });

    test("time limits that it has not, and other kinds of workloads, are refused before anything runs", async () => {
      const backend = await open();
      for (const seconds of [0, -1, Number.NaN, 1e9]) {
        const wrong = { ...workload, timeLimitSeconds: seconds };
        expect(() => backend.estimate(wrong)).toThrow(InvalidInputError);
        await expect(backend.run(wrong, control)).rejects.toThrow(InvalidInputError);
      }
      expect(() => backend.estimate({ kind: "sample", circuits: [], shots: 1 })).toThrow(UnsupportedError);
    });

    test("a damaged file is refused in words", async () => {
      const damaged = { ...workload, model: { format: model.format, base64: "AAAA" } };
      await expect((await open()).run(damaged, control)).rejects.toThrow(InvalidInputError);
    });

    test("a stopped run ends as cancelled", async () => {
      await expect((await open()).run(workload, { ...control, stop: { aborted: true } })).rejects.toThrow(
        CancelledError,
      );
    });
  });
}
