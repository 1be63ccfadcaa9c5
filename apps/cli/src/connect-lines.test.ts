import type { Info } from "@naru/sdk";
import { expect, test } from "vitest";
import { environmentLines, programLines } from "./connect-lines.ts";

const quickstart = (sdk: string, code: string) => ({
  sdk,
  code,
  install: `pip install ${sdk}`,
  language: "python" as const,
});
const dialects: Info["dialects"] = [
  {
    vendor: "one",
    prefixes: [],
    environment: { ONE_URL: "http://127.0.0.1:8787/one", ONE_KEY: "{key}" },
    quickstarts: [
      quickstart("one-sdk", 'os.environ["ONE_URL"] = "…"\n'),
      quickstart("one-sdk", 'os.environ["ONE_URL"] = "a second program"\n'),
      quickstart("one-core", 'Client("http://127.0.0.1:8787", "{key}")\n'),
    ],
  },
];
const options = { key: "it's", command: "naru quickstart" };

test("a shell gets each vendor's variables with the key in them, and what to install once", () => {
  expect(environmentLines(dialects, { ...options, platform: "linux" })).toEqual([
    "",
    "# pip install one-sdk",
    "export ONE_URL='http://127.0.0.1:8787/one'",
    "export ONE_KEY='it'\\''s'",
    "# one-core takes its address in the program: naru quickstart one-core",
  ]);
});

test("on Windows it is a PowerShell", () => {
  const lines = environmentLines(dialects, { ...options, platform: "win32" });
  expect(lines).toContain("$env:ONE_KEY = 'it''s'");
  expect(lines.join()).not.toContain("export");
});

test("the programs of an SDK are one file, with the key in them", () => {
  const quickstarts = dialects[0]?.quickstarts ?? [];
  expect(programLines(quickstarts.slice(0, 2), "k")).toEqual([
    "# pip install one-sdk",
    'os.environ["ONE_URL"] = "…"',
    "",
    'os.environ["ONE_URL"] = "a second program"',
  ]);
  expect(programLines(quickstarts.slice(2), "k")).toContain('Client("http://127.0.0.1:8787", "k")');
});
