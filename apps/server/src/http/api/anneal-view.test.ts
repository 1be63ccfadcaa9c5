import type { AnnealOutcome, SolvedSamples } from "@naru/workload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resultView } from "./result-view.ts";

const timing = {
  ...{ programmingUs: 15_065, annealUsPerSample: 20, readoutUsPerSample: 58.4, delayUsPerSample: 20.5 },
  ...{ samplingUs: 989, accessUs: 16_054, overheadUs: 1000, postProcessingUs: 5 },
};
const annealed = (energies: readonly number[], occurrences: readonly number[]): AnnealOutcome => ({
  kind: "anneal",
  qubits: [3, 5],
  vartype: "spin",
  bits: Uint8Array.from(energies.flatMap((_, k) => [k & 1, 1 - (k & 1)])),
  energies: Float64Array.from(energies),
  occurrences: Int32Array.from(occurrences),
  ...{ timing, method: { name: "m", why: "w" }, seconds: 0.5, seed: 7 },
});

test("samples come by energy, those that are not listed are counted, and the mean is of all reads", () => {
  const { annealed: view } = resultView("job", annealed([3, -1, 1], [1, 2, 1]), 2);
  expect(view).toMatchObject({
    best: { labels: ["3", "5"], values: [1, -1], unlistedCount: 0 },
    ...{ qubitCount: 2, reads: 4, sampleCount: 3, unlistedReads: 1, meanEnergy: 0.5, timing },
    samples: [
      { energy: -1, occurrences: 2 },
      { energy: 1, occurrences: 1 },
    ],
  });
});

test("every read is in one bin of energies, and the bins reach from the lowest to the highest", () => {
  const energy = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(energy, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 200 }),
      (rows) => {
        const energies = rows.map(([e]) => e);
        const view = resultView(
          "job",
          annealed(
            energies,
            rows.map(([, n]) => n),
          ),
          10,
        ).annealed;
        const bins = view?.energies ?? [];
        expect(bins.length).toBeLessThanOrEqual(40);
        expect(bins.reduce((sum, { reads }) => sum + reads, 0)).toBe(view?.reads);
        expect(bins[0]?.from).toBe(Math.min(...energies));
        expect(bins.at(-1)?.to).toBe(Math.max(...energies));
      },
    ),
  );
});

const solved: SolvedSamples = {
  ...{ kind: "solve", format: "cqm", labels: ["x", "y"], vartypes: ["binary", "integer"], sampleCount: 2 },
  values: Float64Array.of(1, 2, 0, 7),
  energies: Float64Array.of(-3, -9),
  constraints: { labels: ["a", "b", "c"], satisfied: Uint8Array.of(1, 1, 1, 1, 0, 0) },
  ...{ method: { name: "m", why: "w" }, seconds: 1, seed: 7 },
};

test("a solved model tells the value of each solution and how many constraints it breaks", () => {
  expect(resultView("job", solved, 10)).toMatchObject({
    ...{ circuits: [], estimates: [], annealed: null },
    solved: {
      ...{ variableCount: 2, constraintCount: 3, sampleCount: 2, fileBytes: null },
      samples: [
        { value: -3, isFeasible: true, brokenConstraints: 0 },
        { value: -9, isFeasible: false, brokenConstraints: 2 },
      ],
      best: { labels: ["x", "y"], values: [1, 2], unlistedCount: 0 },
      broken: [],
      energies: [{ reads: 1 }, { reads: 1 }],
    },
  });
  const { constraints, ...free } = solved;
  expect(resultView("job", free, 1).solved?.samples).toEqual([
    { value: -3, isFeasible: null, brokenConstraints: null },
  ]);
});

test("a sample that breaks only what may be broken for a price is feasible; what is truly broken is named", () => {
  const constraints = { labels: ["a", ["b", 1], "c"], satisfied: Uint8Array.of(1, 0, 0, 1, 1, 1) };
  const views = [[1, 2], [2]].map((soft) => resultView("job", { ...solved, constraints: { ...constraints, soft } }, 1));
  expect(views.map((view) => view.solved?.samples[0]?.isFeasible)).toEqual([true, false]);
  expect(views.map((view) => view.solved?.broken)).toEqual([[], ['["b",1]']]);
});

test("of very many variables the first are listed and the rest are counted", () => {
  const labels = Array.from({ length: 70_000 }, (_, k) => k);
  const { constraints, ...free } = solved;
  const many = { ...free, labels, values: Float64Array.from(labels), sampleCount: 1, energies: Float64Array.of(0) };
  const best = resultView("job", many, 1).solved?.best;
  expect([best?.labels.length, best?.values.at(-1), best?.unlistedCount]).toEqual([65_536, 65_535, 4464]);
});

test("of a nonlinear model's states, the file's size is told, and how good the first is", () => {
  const { method, seconds, seed } = solved;
  const states = { kind: "solve", format: "nl", file: new Uint8Array(9), method, seconds, seed } as const;
  expect(resultView("job", states, 1).solved).toMatchObject({ fileBytes: 9, samples: [], variableCount: null });
  const judged = resultView("job", { ...states, objective: -60, isFeasible: true }, 1).solved;
  expect(judged?.samples).toEqual([{ value: -60, isFeasible: true, brokenConstraints: null }]);
});
