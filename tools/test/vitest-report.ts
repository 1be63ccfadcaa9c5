import type { Tally } from "./tally.ts";

/** What is read of the file that Vitest's `json` reporter writes. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** A file that could not be loaded has no tests in the report: it counts as one failure. */
export function readVitestReport(text: string): Tally {
  const report = JSON.parse(text) as VitestReport;
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failures = [
    ...unloaded.map(({ name }) => `${name}: could not be loaded`),
    ...report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${failureMessages?.[0]?.split("\n")[0] ?? ""}`),
    ),
  ];
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    ...(failures.length > 0 && { failures }),
  };
}
