import type { AnnealResultView, ResultView, SolveResultView } from "@naru/sdk";
import { expect, test } from "vitest";
import { resultLines } from "./job-report.ts";

const shell = { paint: (_: unknown, text: string) => text, width: 80 } as const;
const empty: ResultView = { jobId: "job", seed: 1, circuits: [], estimates: [], annealed: null, solved: null };
const timing = {
  ...{ programmingUs: 15_065, annealUsPerSample: 20, readoutUsPerSample: 58.4, delayUsPerSample: 20.5 },
  ...{ samplingUs: 989, accessUs: 16_054, overheadUs: 1000, postProcessingUs: 5 },
};
const annealed: AnnealResultView = {
  ...{
    qubitCount: 12,
    reads: 100,
    sampleCount: 30,
    unlistedReads: 0,
    meanEnergy: -3.5,
    timing,
    energies: [],
    best: null,
  },
  samples: Array.from({ length: 30 }, (_, k) => ({ energy: -10 + k, occurrences: k === 0 ? 71 : 1 })),
  ...{ method: { name: "emulated-annealer", why: "a test" }, seconds: 0.2 },
};
const solved: SolveResultView = {
  ...{ format: "cqm", variableCount: 9, constraintCount: 7, sampleCount: 1, fileBytes: null, energies: [] },
  ...{ best: null, broken: [] },
  samples: [{ value: -42, isFeasible: true, brokenConstraints: 0 }],
  ...{ method: { name: "local-search", why: "a test" }, seconds: 5 },
};

test("an annealed problem is its lowest energies, how often each was seen, and the machine's time", () => {
  const lines = resultLines({ ...empty, annealed }, shell).join("\n");
  for (const part of ["100 reads of 12 qubits", "-10  71", "10 more samples", "mean energy -3.5", "16.1 ms"]) {
    expect(lines).toContain(part);
  }
});

test("a solved model is its best value, and whether its constraints hold", () => {
  const lines = (changes: Partial<SolveResultView>) =>
    resultLines({ ...empty, solved: { ...solved, ...changes } }, shell).join("\n");
  expect(lines({})).toContain("best value -42, all constraints hold");
  expect(lines({ samples: [{ value: 1, isFeasible: false, brokenConstraints: 2 }] })).toContain("2 constraints broken");
  expect(lines({ samples: [{ value: 1, isFeasible: null, brokenConstraints: null }] })).not.toContain("constraints");
  expect(lines({ format: "nl", samples: [], variableCount: null, fileBytes: 64 })).toContain("file of 64 bytes");
});
