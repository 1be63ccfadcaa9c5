/**
 * `npm run bench -- SUITE… [--json FILE] [--markdown FILE] [--quick]`: measures and prints a table. With --json it writes
 * rows `{suite, work, peer, goal, value, met}` beside a description of the machine; with --markdown, the page that
 * `docs/` shows. Both are written anew after each suite, so that a long run that is ended keeps what it has. `engine` is
 * all of the engine's suites, and `engine/noise` is one. Nothing here is asserted.
 */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Row, Suite } from "./row.ts";

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  "engine/statevector/16": async () => (await import("./engine/statevector.ts")).at16,
  "engine/statevector/20": async () => (await import("./engine/statevector.ts")).at20,
  "engine/statevector/22-double": async () => (await import("./engine/statevector.ts")).at22,
  "engine/statevector/24": async () => (await import("./engine/statevector.ts")).at24,
  "engine/estimates": async () => (await import("./engine/estimates.ts")).run,
  "engine/tiny": async () => (await import("./engine/tiny.ts")).run,
  "engine/mps": async () => (await import("./engine/mps.ts")).run,
  "engine/stabilizer": async () => (await import("./engine/stabilizer.ts")).run,
  "engine/noise": async () => (await import("./engine/noise.ts")).run,
  "engine/density": async () => (await import("./engine/density.ts")).run,
  "engine/threads": async () => (await import("./engine/threads.ts")).run,
  "engine/expect": async () => (await import("./engine/expect.ts")).run,
  "engine/qaoa": async () => (await import("./engine/qaoa.ts")).run,
  "engine/browser": async () => (await import("./engine/browser.ts")).run,
  "circuit/qpy": async () => (await import("./circuit/qpy.ts")).run,
  service: async () => (await import("./service/main.ts")).run,
  queue: async () => (await import("./queue/main.ts")).run,
};

const { values, positionals } = parseArgs({
  options: { json: { type: "string" }, markdown: { type: "string" }, quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = Object.keys(suites);
const asked = positionals.length > 0 ? positionals : names;
const wanted = asked.flatMap((name) => {
  const meant = names.filter((known) => known === name || known.startsWith(`${name}/`));
  if (meant.length > 0) return meant;
  console.error(`There is no bench "${name}". Choose from: ${names.join(", ")}.`);
  return process.exit(2);
});
const rows: Row[] = [];
for (const name of wanted) {
  const suite = await suites[name]?.();
  if (suite) rows.push(...(await suite({ quick: values.quick, log: (line) => console.error(line) })));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  if (values.markdown) writeFileSync(values.markdown, markdown(rows));
}
print(rows);

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

function table(all: readonly Row[]): string[][] {
  const header = ["suite", "work", "peer", "goal", "value", "met"];
  return [
    header,
    ...all.map((row) => [row.suite, row.work, row.peer ?? "–", row.goal, row.value, row.met ? "yes" : "no"]),
  ];
}

function print(all: readonly Row[]): void {
  const lines = table(all);
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  for (const line of lines)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function markdown(all: readonly Row[]): string {
  const { cpu, cores, memoryGiB, node, at } = machine();
  const [header = [], ...lines] = table(all).map((line) => line.slice(1));
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[
    `# Figures: ${asked.join(", ")}`,
    "",
    `Written by \`npm run bench -- ${asked.join(" ")} --markdown\` on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}.`,
    "Other machines and other load give other figures; compare within one table.",
    "",
    row(header),
    row(header.map(() => "---")),
    ...lines.map(row),
  ].join("\n")}\n`;
}
