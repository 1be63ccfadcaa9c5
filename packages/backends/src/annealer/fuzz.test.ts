import { NaruError } from "@naru/base";
import { type AnnealWorkload, annealedOf } from "@naru/workload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openBackend } from "../open.ts";
import { annealerModel, annealing, control, openModel, problemOf } from "./annealers.testing.ts";

const model = annealerModel({ type: "chimera", shape: [1, 2, 4] }, 15);
const backend = openModel(model);

const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1, 20, 1e9, -0.5));
const anyPoints = fc.array(fc.tuple(fc.oneof(fc.nat(40), anyNumber), fc.oneof(fc.constantFrom(0, 0.5, 1), anyNumber)), {
  maxLength: 5,
});
const anyPerQubit = fc.oneof(
  fc.array(anyNumber, { minLength: 16, maxLength: 16 }),
  fc.array(anyNumber, { maxLength: 3 }),
  fc.constant(new Array<number>(16).fill(1)),
);
const anyValue = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), anyNumber);
const anyProblem = fc
  .record({
    fields: fc.dictionary(fc.nat(17).map(String), anyValue, { maxKeys: 5 }),
    couplings: fc.array(fc.tuple(fc.nat(17), fc.nat(17), anyValue), { maxLength: 5 }),
    vartype: fc.constantFrom("spin", "binary"),
    offset: anyNumber,
  })
  .map(({ fields, couplings, vartype, offset }) => problemOf(fields, couplings, vartype, offset));

const anyChanges = fc.record({
  problem: anyProblem,
  reads: anyNumber,
  schedule: fc.record({ points: anyPoints, isFast: fc.boolean(), fieldGain: anyPoints }, { requiredKeys: ["points"] }),
  initialState: anyPerQubit,
  reinitialises: fc.boolean(),
  autoScale: fc.boolean(),
  offsets: anyPerQubit,
  fluxes: anyPerQubit,
  spinReversals: anyNumber,
  programmingThermalisationUs: anyNumber,
  readoutThermalisationUs: anyNumber,
  decorrelates: fc.boolean(),
  answer: fc.constantFrom("raw" as const, "histogram" as const),
  maxSamples: anyNumber,
});

const good = problemOf({ 0: 1, 1: 0 }, [[0, 4, -1]]);
const backwards = {
  schedule: { points: [[0, 1] as const, [10, 0.4] as const, [20, 1] as const] },
  initialState: new Array<number>(16).fill(1),
};

/** A workload that runs, of which a few things were changed. */
const anyWorkload: fc.Arbitrary<AnnealWorkload> = fc
  .record({ changes: anyChanges, isBackwards: fc.boolean(), reads: fc.integer({ min: 1, max: 20 }) })
  .chain(({ changes, isBackwards, reads }) =>
    fc.subarray(Object.keys(changes), { maxLength: 2 }).map((changed) => ({
      ...annealing(good, { reads, ...(isBackwards && backwards) }),
      ...Object.fromEntries(Object.entries(changes).filter(([name]) => changed.includes(name))),
    })),
  );

test("whatever is asked for is refused in words at submission, or runs and gives finite numbers", async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(anyWorkload, async (workload) => {
      try {
        backend.estimate(workload);
      } catch (error) {
        expect(error).toBeInstanceOf(NaruError);
        await expect(backend.run(workload, control)).rejects.toThrow(NaruError);
        return;
      }
      const { bits, energies, occurrences, qubits, timing } = annealedOf(await backend.run(workload, control));
      ran++;
      expect(bits.length).toBe(energies.length * qubits.length);
      expect(energies.every(Number.isFinite)).toBe(true);
      expect(occurrences.reduce((so, count) => so + count, 0)).toBeLessThanOrEqual(workload.reads);
      expect(Object.values(timing).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(ran).toBeGreaterThan(200);
});

test("without a host an annealer estimates, and does not run", async () => {
  const nothing = () => Promise.reject(new Error("Circuits do not run here."));
  const estimate = () => ({ method: "", why: "", seconds: 0, bytes: 0 });
  const opened = openBackend(model, { estimate, run: nothing, bind: nothing });
  const workload = annealing(problemOf({ 0: 1 }, []));
  expect(opened.estimate(workload).resources.qubits).toBe(1);
  await expect(opened.run(workload, control)).rejects.toThrow("Open it with a host");
});
