/// <reference types="vite/client" />
import type { CircuitResultView, EstimateResultView, ResultView } from "@naru/sdk";
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
  ...{ jobId: "job", seed: 1, circuits: [], estimates: [] },
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
