/// <reference types="vite/client" />
import type { AnnealResultView, CircuitResultView, EstimateResultView, ResultView, SolveResultView } from "@naru/sdk";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type Language, LanguageProvider } from "../../language/index.ts";
import { JobResult } from "./job-result.tsx";
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

/** What a reader sees, without the tags. */
const seen = (result: ResultView, language: Language): string =>
  renderToStaticMarkup(
    <LanguageProvider initial={language}>
      <JobResult result={result} />
    </LanguageProvider>,
  ).replaceAll(/<[^>]*>/g, " ");

const languages = ["ko", "en"] as const;

test.each(languages)("values stand with their place and their error; %s", (language) => {
  const page = seen(resultOf({ estimates: [estimated] }), language);
  const t = text[language];
  for (const word of [t.index, t.value, t.error, "[0]", "0.500000", "± 0.012500", "[1]", "-1.000000"]) {
    expect(page).toContain(word);
  }
});

test.each(languages)("an exact single value is called so; %s", (language) => {
  const item = { ...estimated, shape: [], shots: 0, values: [{ index: [], value: 0.25, standardError: 0 }] };
  const page = seen(resultOf({ estimates: [item] }), language);
  expect(page).toContain(text[language].single);
  expect(page).toContain(text[language].exact);
  expect(page).not.toContain("±");
});

test.each(languages)("values that are not listed are counted, wherever they were cut; %s", (language) => {
  const values = Array.from({ length: 250 }, (_, k) => ({ index: [k], value: 1, standardError: 0 }));
  const page = seen(resultOf({ estimates: [{ ...estimated, values, unlistedValues: 1000 }] }), language);
  expect(page).toContain(text[language].moreValues("1,050"));
});

test.each(languages)("counts of a sweep say that they are of the first set; %s", (language) => {
  expect(seen(resultOf({ circuits: [{ ...counted, setCount: 1500 }] }), language)).toContain(
    text[language].firstSet("1,500"),
  );
  expect(seen(resultOf({ circuits: [counted] }), language)).not.toContain(text[language].firstSet("1"));
});

test.each(languages)("several circuits stand behind tabs; %s", (language) => {
  const page = seen(resultOf({ estimates: [estimated, estimated] }), language);
  expect(page).toContain(text[language].circuit(1));
  expect(page).toContain(text[language].circuit(2));
});

const timing = {
  ...{ programmingUs: 15_065, annealUsPerSample: 20, readoutUsPerSample: 58.4, delayUsPerSample: 20.5 },
  ...{ samplingUs: 989, accessUs: 16_054, overheadUs: 1000, postProcessingUs: 5 },
};
const annealed: AnnealResultView = {
  ...{ qubitCount: 12, reads: 100, sampleCount: 80, unlistedReads: 0, meanEnergy: -3.5, timing },
  samples: Array.from({ length: 80 }, (_, k) => ({ energy: -10 + k, occurrences: k === 0 ? 21 : 1 })),
  energies: [
    { from: -10, to: 30, reads: 61 },
    { from: 30, to: 69, reads: 39 },
  ],
  ...{ method: { name: "emulated-annealer", why: "a test" }, seconds: 0.2 },
};
const solved: SolveResultView = {
  ...{ format: "cqm", variableCount: 1000, constraintCount: 7, sampleCount: 2, fileBytes: null },
  samples: [
    { value: -42, brokenConstraints: 0 },
    { value: -50, brokenConstraints: 3 },
  ],
  ...{ method: { name: "local-search", why: "a test" }, seconds: 5 },
};

test.each(languages)(
  "an annealed problem shows its lowest energies, their spread and the machine's times; %s",
  (language) => {
    const page = seen(resultOf({ annealed }), language);
    const t = text[language];
    for (const word of [t.lowest, "-10", "-3.5", "21.0 %", t.access, t.moreSamples("68")]) expect(page).toContain(word);
    expect(page).toContain(t.bin("-10", "30", "61"));
  },
);

test.each(languages)("energies that are all the same are one bar; %s", (language) => {
  const one = {
    ...annealed,
    samples: [{ energy: 0, occurrences: 100 }],
    sampleCount: 1,
    energies: [{ from: 0, to: 0, reads: 100 }],
  };
  expect(seen(resultOf({ annealed: one }), language)).toContain(text[language].bin("0", "0", "100"));
});

test.each(languages)("a solved model shows its best value and whether constraints hold; %s", (language) => {
  const page = seen(resultOf({ solved }), language);
  const t = text[language];
  for (const word of [t.best, "-42", t.feasible, t.infeasible("3"), "1,000", "local-search"])
    expect(page).toContain(word);
  const free = { ...solved, constraintCount: null, samples: [{ value: 1, brokenConstraints: null }], sampleCount: 1 };
  expect(seen(resultOf({ solved: free }), language)).not.toContain(t.feasible);
  const states: SolveResultView = { ...solved, format: "nl", samples: [], sampleCount: 0, fileBytes: 640 };
  expect(seen(resultOf({ solved: states }), language)).toContain(t.states("640"));
});
