import { CancelledError, InvalidInputError, UnsupportedError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import type { EstimateItem, EstimateItemOutcome, EstimateWorkload, ObservableTerm } from "@naru/workload";
import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { bell, controlOf, fileOf, setsOf } from "./circuits.ts";

/** What every backend promises of estimates: values with errors as large as their spread, refused at submit or given. */
export function estimateConformance(name: string, open: () => Promise<Backend>): void {
  const control = controlOf(11);
  const shots = 2000;
  const term = (letters: string, qubits: readonly number[], coefficient = 1): ObservableTerm => ({
    letters,
    qubits,
    coefficient,
  });
  const file = fileOf(bell, circuitOf(3, [gate("x", [0])]));
  const item = (
    observables: readonly (readonly ObservableTerm[])[],
    more: Partial<EstimateItem> = {},
  ): EstimateItem => ({
    circuit: { file: 0, index: 0 },
    values: setsOf(),
    observables,
    shape: [observables.length],
    outputs: { set: observables.map(() => 0), observable: observables.map((_, k) => k) },
    shots,
    ...more,
  });
  const estimate = (items: readonly EstimateItem[], more: Partial<EstimateWorkload> = {}): EstimateWorkload => ({
    kind: "estimate",
    files: [file],
    items,
    ...more,
  });
  const run = async (backend: Backend, workload: EstimateWorkload): Promise<readonly EstimateItemOutcome[]> => {
    const outcome = await backend.run(workload, control);
    if (outcome.kind !== "estimate") throw new Error("An estimate gave something else.");
    return outcome.items;
  };
  /** Readings and gates of an emulated machine may err by so much together. */
  const noise = 0.12;

  describe(`${name} as a backend of estimates`, () => {
    test("a Bell pair has ⟨XX⟩ = ⟨ZZ⟩ = 1, ⟨YY⟩ = −1 and ⟨ZI⟩ = 0, up to noise and five standard errors", async () => {
      const wanted = [
        [[term("XX", [0, 1])], 1],
        [[term("YY", [1, 0])], -1],
        [[term("ZZ", [0, 1])], 1],
        [[term("Z", [1])], 0],
        [[term("0", [0]), term("", [], 2)], 2.5],
        [[term("++", [0, 1], 2)], 1],
      ] as const;
      const [given] = await run(await open(), estimate([item(wanted.map(([observable]) => observable))]));
      expect(given?.shape).toEqual([6]);
      given?.values.forEach((value, k) => {
        const error = given.standardErrors[k] ?? Number.NaN;
        expect(error).toBeLessThan(2 / Math.sqrt(shots));
        expect(Math.abs(value - (wanted[k]?.[1] ?? Number.NaN))).toBeLessThan(noise + 5 * error);
      });
    });

    test("letter j acts on qubit j of its list", async () => {
      const observables = [[term("Z", [0])], [term("Z", [2])], [term("1", [0])]];
      const [given] = await run(await open(), estimate([item(observables, { circuit: { file: 0, index: 1 } })]));
      [-1, 1, 1].forEach((value, k) => {
        expect(Math.abs((given?.values[k] ?? Number.NaN) - value)).toBeLessThan(noise);
      });
    });

    test("entries come in the order that is asked for", async () => {
      const outputs = { set: [1, 0, 1], observable: [1, 0, 0] };
      const observables = [[term("ZZ", [0, 1])], [term("", [], 5)]];
      const asked = item(observables, { values: setsOf(2), shape: [3], outputs });
      const [given] = await run(await open(), estimate([asked]));
      expect(given?.values[0]).toBe(5);
      expect(given?.standardErrors[0]).toBe(0);
      expect(given?.values[1]).not.toBeCloseTo(5);
    });

    test("the same seed gives the same values, whatever runs beside", async () => {
      const backend = await open();
      const wanted = item([[term("ZX", [0, 1])]]);
      const [alone] = await run(backend, estimate([wanted], { seed: 3 }));
      const [first] = await run(backend, estimate([wanted, wanted], { seed: 3 }));
      const [other] = await run(backend, estimate([wanted], { seed: 4 }));
      expect(first?.values).toEqual(alone?.values);
      expect(other?.values).not.toEqual(alone?.values);
    });

    test("exact values are exact, or refused at submit", async () => {
      const backend = await open();
      const workload = estimate([item([[term("XX", [0, 1])], [term("Y", [0])]], { shots: null })]);
      if (backend.spec.kind !== "simulator") {
        expect(() => backend.estimate(workload)).toThrow(UnsupportedError);
        await expect(backend.run(workload, control)).rejects.toThrow(UnsupportedError);
        return;
      }
      const [given] = await run(backend, workload);
      expect(given?.values[0]).toBeCloseTo(1, 12);
      expect(given?.values[1]).toBeCloseTo(0, 12);
      expect(given?.standardErrors).toEqual(new Float64Array(2));
    });

    test("observables that make no sense are refused before anything runs", async () => {
      const backend = await open();
      for (const wrong of [term("Z", [2]), term("Q", [0]), term("ZZ", [0, 0])]) {
        const workload = estimate([item([[wrong]])]);
        expect(() => backend.estimate(workload)).toThrow(InvalidInputError);
        await expect(backend.run(workload, control)).rejects.toThrow(InvalidInputError);
      }
    });

    test("a stopped run ends as cancelled", async () => {
      const backend = await open();
      const stopped = { ...control, stop: { aborted: true } };
      await expect(backend.run(estimate([item([[term("Z", [0])]])]), stopped)).rejects.toThrow(CancelledError);
    });
  });
}
