/**
 * `npm run bench -- SUITE [--json FILE] [--quick]`: measures, prints a table, and with --json writes rows
 * `{suite, work, peer, goal, value, met}` beside a description of the machine. Nothing here is asserted.
 */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Row, Suite } from "./row.ts";

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  engine: async () => (await import("./engine/main.ts")).run,
  service: async () => (await import("./service/main.ts")).run,
};

const { values, positionals } = parseArgs({
  options: { json: { type: "string" }, quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(suites);
const rows: Row[] = [];
for (const name of wanted) {
  const suite = suites[name];
  if (!suite) {
    console.error(`There is no bench "${name}". Choose from: ${Object.keys(suites).join(", ")}.`);
    process.exit(2);
  }
  rows.push(...(await (await suite())({ quick: values.quick, log: (line) => console.error(line) })));
}
print(rows);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);

function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    at: new Date().toISOString(),
  };
}

function print(all: readonly Row[]): void {
  const header = ["suite", "work", "peer", "goal", "value", "met"];
  const cells = all.map((row) => [row.suite, row.work, row.peer ?? "–", row.goal, row.value, row.met ? "yes" : "no"]);
  const widths = header.map((title, i) => Math.max(title.length, ...cells.map((line) => (line[i] ?? "").length)));
  for (const line of [header, ...cells]) console.log(line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
}
