import { expect, test } from "vitest";
import { readVitestReport } from "./vitest-report.ts";

const report = (files: object[]): string =>
  JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: files });

test("passed, failed and skipped tests are counted as Vitest counts them", () => {
  const files = [{ name: "a.test.ts", status: "failed", assertionResults: [{}, {}] }];
  expect(readVitestReport(report(files))).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test("what failed is named, with the first line of why", () => {
  const tests = [
    { fullName: "a sum adds", status: "passed", failureMessages: [] },
    { fullName: "a sum ends", status: "failed", failureMessages: ["Error: it went on\n  at sum.ts:3"] },
  ];
  const files = [{ name: "sum.test.ts", status: "failed", assertionResults: tests }];
  expect(readVitestReport(report(files)).failures).toEqual(["sum.test.ts: a sum ends: Error: it went on"]);
});

test("a test file that could not be loaded counts as one failure", () => {
  const files = [
    { name: "a.test.ts", status: "failed", assertionResults: [{}] },
    { name: "b.test.ts", status: "failed", assertionResults: [] },
  ];
  expect(readVitestReport(report(files)).failed).toBe(2);
});
