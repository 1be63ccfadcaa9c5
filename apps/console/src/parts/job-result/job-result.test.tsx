/// <reference types="vite/client" />
import type { AnnealResultView, CircuitResultView, EstimateResultView, ResultView, SolveResultView } from "@naru/sdk";
import { prerender } from "react-dom/static";
import { expect, test } from "vitest";
import { type Language, LanguageProvider } from "../../language/index.ts";
import { text as annealedText } from "./annealed-text.ts";
import { text as estimatesText } from "./estimates-text.ts";
import { JobResult } from "./job-result.tsx";
import { text as shared } from "./solutions-text.ts";
import { text as solvedText } from "./solved-text.ts";
import { text } from "./text.ts";

const resources = { qubits: 2, oneQubitGates: 1, twoQubitGates: 1, depth: 2 };
const counted: CircuitResultView = {
  ...{ setCount: 1, bitCount: 2, shots: 10, counts: [{ bits: "01", count: 10 }], seen: 1, unlistedShots: 0 },
  ...{ probabilities: null, resources, method: null, seconds: 0.1 },
};
const estimated: EstimateResultView = {
  shape: [2],
  values: [
    { index: [0], value: 0.5, standardError: 0.0125 },
    { index: [1], value: -1, standardError: 0 },
  ],
  ...{ unlistedValues: 0, shots: 4096, resources, method: null, seconds: 0.1 },
};
const resultOf = (changes: Partial<ResultView>): ResultView => ({
  ...{ jobId: "job", seed: 1, circuits: [], estimates: [], annealed: null, solved: null },
  ...changes,
});

/** What a reader sees when all of it has come, without the tags. */
async function seen(result: ResultView, language: Language): Promise<string> {
  const { prelude } = await prerender(
    <LanguageProvider initial={language}>
      <JobResult result={result} />
    </LanguageProvider>,
  );
  return (await new Response(prelude).text()).replaceAll(/<!--.*?-->/g, "").replaceAll(/<[^>]*>/g, " ");
}

const languages = ["ko", "en"] as const;

test.each(languages)("values stand with their place and their error; %s", async (language) => {
  const page = await seen(resultOf({ estimates: [estimated] }), language);
  const t = estimatesText[language];
  for (const word of [t.index, t.value, t.error, "[0]", "0.500000", "± 0.012500", "[1]", "-1.000000"]) {
    expect(page).toContain(word);
  }
});

test.each(languages)("an exact single value is called so; %s", async (language) => {
  const item = { ...estimated, shape: [], shots: 0, values: [{ index: [], value: 0.25, standardError: 0 }] };
  const page = await seen(resultOf({ estimates: [item] }), language);
  expect(page).toContain(estimatesText[language].single);
  expect(page).toContain(estimatesText[language].exact);
  expect(page).not.toContain("±");
});

test.each(languages)("values that are not listed are counted, wherever they were cut; %s", async (language) => {
  const values = Array.from({ length: 250 }, (_, k) => ({ index: [k], value: 1, standardError: 0 }));
  const page = await seen(resultOf({ estimates: [{ ...estimated, values, unlistedValues: 1000 }] }), language);
  expect(page).toContain(estimatesText[language].moreValues("1,050"));
});

test.each(languages)("counts of a sweep say that they are of the first set; %s", async (language) => {
  expect(await seen(resultOf({ circuits: [{ ...counted, setCount: 1500 }] }), language)).toContain(
    text[language].firstSet("1,500"),
  );
  expect(await seen(resultOf({ circuits: [counted] }), language)).not.toContain(text[language].firstSet("1"));
});

test.each(languages)("several circuits stand behind tabs; %s", async (language) => {
  const page = await seen(resultOf({ estimates: [estimated, estimated] }), language);
  expect(page).toContain(text[language].circuit(1));
  expect(page).toContain(text[language].circuit(2));
});

const timing = {
  ...{ programmingUs: 15_065, annealUsPerSample: 20, readoutUsPerSample: 58.4, delayUsPerSample: 20.5 },
  ...{ samplingUs: 989, accessUs: 16_054, overheadUs: 1000, postProcessingUs: 5 },
};
const annealed: AnnealResultView = {
  ...{ qubitCount: 12, reads: 100, sampleCount: 80, unlistedReads: 0, meanEnergy: -3.5, timing },
  best: { labels: ["3", "17"], values: [1, -1], unlistedCount: 0 },
  samples: Array.from({ length: 80 }, (_, k) => ({ energy: -10 + k, occurrences: k === 0 ? 21 : 1 })),
  energies: [
    { from: -10, to: 30, reads: 61 },
    { from: 30, to: 69, reads: 39 },
  ],
  ...{ method: { name: "emulated-annealer", why: "a test" }, seconds: 0.2 },
};
const solved: SolveResultView = {
  ...{ format: "cqm", variableCount: 1000, constraintCount: 7, sampleCount: 2, fileBytes: null },
  ...{ energies: [{ from: -50, to: -42, reads: 2 }], broken: [] },
  best: {
    labels: Array.from({ length: 1000 }, (_, k) => `thing ${k}`),
    values: Array.from({ length: 1000 }, (_, k) => k % 2),
    unlistedCount: 0,
  },
  samples: [
    { value: -42, isFeasible: true, brokenConstraints: 0 },
    { value: -50, isFeasible: false, brokenConstraints: 3 },
  ],
  ...{ method: { name: "local-search", why: "a test" }, seconds: 5 },
};

test.each(languages)(
  "an annealed problem shows its lowest energies, their spread and the machine's times; %s",
  async (language) => {
    const page = await seen(resultOf({ annealed }), language);
    const t = annealedText[language];
    const s = shared[language];
    for (const word of [t.lowest, "-10", "-3.5", t.best, "17", "21.0 %", t.access, s.moreSamples("68")])
      expect(page).toContain(word);
    expect(page).toContain(s.bin("-10", "30", "61"));
  },
);

test.each(languages)("energies that are all the same are one bar; %s", async (language) => {
  const one = {
    ...annealed,
    samples: [{ energy: 0, occurrences: 100 }],
    sampleCount: 1,
    energies: [{ from: 0, to: 0, reads: 100 }],
  };
  expect(await seen(resultOf({ annealed: one }), language)).toContain(shared[language].bin("0", "0", "100"));
});

test.each(languages)("a solved model shows its best value and whether constraints hold; %s", async (language) => {
  const page = await seen(resultOf({ solved }), language);
  const t = solvedText[language];
  const s = shared[language];
  for (const word of [
    t.best,
    "-42",
    t.feasible,
    t.infeasible("3"),
    "1,000",
    t.bestSolution,
    "thing 59",
    s.matching("60", "1,000"),
    s.nonZero,
    "local-search",
  ])
    expect(page).toContain(word);
  const free = {
    ...solved,
    constraintCount: null,
    samples: [{ value: 1, isFeasible: null, brokenConstraints: null }],
    sampleCount: 1,
  };
  expect(await seen(resultOf({ solved: free }), language)).not.toContain(t.feasible);
  const states: SolveResultView = { ...solved, format: "nl", samples: [], sampleCount: 0, fileBytes: 640, best: null };
  expect(await seen(resultOf({ solved: states }), language)).toContain(t.states("640"));
});

test.each(languages)(
  "constraints that the best solution breaks are named, and few variables need no search; %s",
  async (language) => {
    const best = { labels: ["x"], values: [3], unlistedCount: 0 };
    const samples = [{ value: 1, isFeasible: false, brokenConstraints: 2 }];
    const page = await seen(resultOf({ solved: { ...solved, samples, best, broken: ["weight", "budget"] } }), language);
    expect(page).toContain(solvedText[language].broken("weight, budget"));
    expect(page).not.toContain(shared[language].search);
  },
);

test.each(languages)("a nonlinear model whose first state was judged says so; %s", async (language) => {
  const samples = [{ value: -60, isFeasible: true, brokenConstraints: null }];
  const judged: SolveResultView = {
    ...solved,
    format: "nl",
    samples,
    best: null,
    constraintCount: null,
    fileBytes: 64,
  };
  const page = await seen(resultOf({ solved: judged }), language);
  for (const word of ["-60", solvedText[language].feasible]) expect(page).toContain(word);
});
