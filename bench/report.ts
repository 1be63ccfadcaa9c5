import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { noGoal, type Row } from "./row.ts";

/** What one run of benches gave, and where it ran. */
export interface Report {
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  /** Processes that wanted a core, on average over the last five minutes, these benches among them; absent in older files. */
  readonly load?: number;
  /** When it ended, in ISO 8601. */
  readonly at: string;
}

export function machine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Math.round(loadavg()[1] ?? 0),
    at: new Date().toISOString(),
  };
}

/** What an earlier run wrote. Older files call a goal met where there is none. */
export function readReport(file: string): Report {
  const { machine, rows } = JSON.parse(readFileSync(file, "utf8")) as Report;
  return { machine, rows: rows.map((row) => (row.goal === noGoal ? { ...row, met: null } : row)) };
}

/** A table for the terminal. */
export function text(rows: readonly Row[]): string {
  const lines = [["suite", ...header], ...rows.map((row) => [row.suite, ...cells(row)])];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const padded = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  return padded.map((line) => line.trimEnd()).join("\n");
}

/** The page that `docs/` shows: a table for each suite. */
export function markdown(title: string, reports: readonly Report[], peers: readonly string[]): string {
  const rows = reports.flatMap((report) => report.rows);
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  return `${[
    `# Figures: ${title}`,
    "",
    "Written by `npm run bench`, never by hand. Other machines and other load give other figures; compare within one table.",
    "",
    ...reports.map(({ machine: { cpu, cores, memoryGiB, node, load, at }, rows: own }) => {
      const of = [...new Set(own.map(({ suite }) => suite))].join(", ");
      return `- ${of}: ${at.slice(0, 10)}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}${load === undefined ? "" : `, load ${load}`}`;
    }),
    ...(peers.length > 0 ? [`- Peers: ${peers.join(", ")}`] : []),
    ...suites.flatMap((suite) => ["", `## ${suite}`, "", ...table(rows.filter((row) => row.suite === suite))]),
  ].join("\n")}\n`;
}

function table(rows: readonly Row[]): string[] {
  const line = (columns: readonly string[]) => `| ${columns.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map((row) => line(cells(row)))];
}

const header = ["work", "peer", "goal", "value", "met"];
const cells = ({ work, peer, goal, value, met }: Row): string[] => [work, peer ?? "–", goal, value, answerOf(met)];
const answerOf = (met: Row["met"]): string => (met === null ? "–" : met ? "yes" : "no");
