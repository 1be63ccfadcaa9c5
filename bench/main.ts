/**
 * `npm run bench -- SUITE… [--json FILE] [--markdown FILE] [--quick]`: measures and prints a table. With --json it writes
 * rows `{suite, work, peer, goal, value, met}` beside a description of the machine; with --markdown, the page that
 * `docs/` shows. Both are written anew after each suite, so that a long run that is ended keeps what it has. `engine` is
 * all of the engine's suites, and `engine/noise` is one. With --from FILE…, nothing is measured: the rows are those of
 * earlier --json files, so that one page can show what was run at different times. Nothing here is asserted.
 */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { enginePeers, peersOf } from "./engine/python.ts";
import { machine, markdown, type Report, readReport, text } from "./report.ts";
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
  "annealer/qpu": async () => (await import("./annealer/qpu.ts")).run,
  "annealer/files": async () => (await import("./annealer/files.ts")).run,
  "annealer/hybrid": async () => (await import("./annealer/hybrid.ts")).run,
  "backends/estimates": async () => (await import("./backends/estimates.ts")).run,
  "annealer/speed": async () => (await import("./annealer/speed.ts")).run,
  "annealer/threads": async () => (await import("./annealer/threads.ts")).run,
  "annealer/targets": async () => (await import("./annealer/targets.ts")).run,
  "circuit/qpy": async () => (await import("./circuit/qpy.ts")).run,
  service: async () => (await import("./service/main.ts")).run,
  "service/dwave": async () => (await import("./service/dwave.ts")).run,
  "service/ibm": async () => (await import("./service/ibm.ts")).run,
  queue: async () => (await import("./queue/main.ts")).run,
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: "string" },
    markdown: { type: "string" },
    from: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const names = Object.keys(suites);
const isFromFiles = values.from !== undefined;
const asked = positionals.length > 0 || isFromFiles ? positionals : names;
const wanted = asked.flatMap((name) => {
  const meant = names.filter((known) => known === name || known.startsWith(`${name}/`));
  if (meant.length > 0) return meant;
  console.error(`There is no bench "${name}". Choose from: ${names.join(", ")}.`);
  return process.exit(2);
});
const earlier = (values.from ?? []).map(readReport);
const rows: Row[] = [];
write();
for (const name of wanted) {
  const suite = await suites[name]?.();
  if (suite) rows.push(...(await suite({ quick: values.quick, log: (line) => console.error(line) })));
  write();
}
console.log(text([...earlier, { rows }].flatMap((report) => report.rows)));

function write(): void {
  const measured: Report[] = rows.length > 0 ? [{ machine: machine(), rows }] : [];
  if (values.json) for (const own of measured) writeFileSync(values.json, `${JSON.stringify(own, null, 2)}\n`);
  const reports = [...earlier, ...measured];
  if (!values.markdown || reports.length === 0) return;
  const families = [...new Set(reports.flatMap((report) => report.rows.map(({ suite }) => suite.split("/")[0] ?? "")))];
  const peers = [
    ...(families.includes("engine") ? enginePeers() : []),
    ...(families.includes("annealer") ? peersOf(fileURLToPath(new URL("./annealer/", import.meta.url))) : []),
  ];
  writeFileSync(values.markdown, markdown(basename(values.markdown, ".md"), reports, peers));
}
