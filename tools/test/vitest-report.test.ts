import { expect, test } from "vitest";
import { readVitestReport } from "./vitest-report.ts";

const report = (files: object[]): string =>
  JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: files });

test("passed, failed and skipped tests are counted as Vitest counts them", () => {
  const files = [{ name: "a.test.ts", status: "failed", assertionResults: [{}, {}] }];
  expect(readVitestReport(report(files))).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test("a test file that could not be loaded counts as one failure", () => {
  const files = [
    { name: "a.test.ts", status: "failed", assertionResults: [{}] },
    { name: "b.test.ts", status: "failed", assertionResults: [] },
  ];
  expect(readVitestReport(report(files)).failed).toBe(2);
});
