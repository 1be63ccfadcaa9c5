import {
  type AnnealResultView,
  isAnnealing,
  isSolving,
  type JobView,
  type ResultView,
  type SolveResultView,
} from "@naru/sdk";
import { barChart } from "./bar-chart.ts";
import { durationText, momentText } from "./format.ts";
import type { Shell } from "./shell.ts";
import { padEnd, table } from "./table.ts";

/** The facts of a job, one a line. */
export function jobLines(job: JobView): string[] {
  const facts: (readonly [string, string | null])[] = [
    ["job", job.id],
    ["name", job.name],
    ["state", job.state],
    ["backend", job.backend],
    ["program", job.program],
    ["tags", job.tags.length === 0 ? null : job.tags.join(", ")],
    ["private", job.isPrivate ? "its program is never shown, its result once" : null],
    ...sizeFacts(job),
    ["submitted", momentText(job.submittedAt)],
    ["started", job.startedAt === null ? null : momentText(job.startedAt)],
    ["finished", job.finishedAt === null ? null : momentText(job.finishedAt)],
    ["ran for", job.executionMs === null ? null : durationText(job.executionMs)],
    ["progress", job.state === "running" ? `${Math.round(100 * job.progress)} %` : null],
    ["method", `${job.estimate.method}: ${job.estimate.why}`],
    ["cost", `${job.costMicrocredits / 1e6} credits`],
    ["reason", job.reason],
    ["failure", job.failure === null ? null : job.failure.message],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${padEnd(name, 10)}  ${value}`]));
}

/** How much was asked for, in the words of what it is. */
function sizeFacts(job: JobView): (readonly [string, string | null])[] {
  if (isSolving(job)) return [];
  const qubits = ["qubits", String(job.qubitCount)] as const;
  if (isAnnealing(job)) return [["reads", String(job.shots)], qubits];
  const circuits = job.circuitCount > 1 ? ` × ${job.circuitCount} circuits` : "";
  return [["shots", `${shotsText(job.shots)}${circuits}`], qubits];
}

/** No shots are those of an exact calculation. */
export const shotsText = (shots: number): string => (shots === 0 ? "exact" : String(shots));

type Page = Pick<Shell, "paint" | "width">;

/** What a job gave: counts with their bars, and values with their errors. */
export const resultLines = (result: ResultView, shell: Page): string[] => [
  ...countLines(result, shell),
  ...valueLines(result, shell),
  ...(result.annealed ? annealLines(result.annealed, shell) : []),
  ...(result.solved ? solveLines(result.solved, shell) : []),
];

/** Rows that a person reads. */
const mostSamples = 20;

/** The lowest energies, how often each was seen, and the machine's time. */
function annealLines(result: AnnealResultView, shell: Page): string[] {
  const shown = result.samples.slice(0, mostSamples);
  const bars = shown.map(({ energy, occurrences }) => ({ label: energyText(energy), value: occurrences }));
  const hidden = result.sampleCount - shown.length;
  return [
    shell.paint("bold", `${result.reads} reads of ${result.qubitCount} qubits`),
    ...barChart(bars, result.reads, shell.width),
    ...(hidden > 0 ? [`… and ${hidden} more samples`] : []),
    `mean energy ${energyText(result.meanEnergy)}, QPU access time ${(result.timing.accessUs / 1000).toFixed(1)} ms`,
  ];
}

/** The best value, whether its constraints hold, and what found it. */
function solveLines(result: SolveResultView, shell: Page): string[] {
  const [best] = result.samples;
  const { isFeasible = null, brokenConstraints } = best ?? {};
  const broken = `, ${brokenConstraints ?? "some"} constraints broken`;
  const constraints = isFeasible === null ? "" : isFeasible ? ", all constraints hold" : broken;
  const size = result.variableCount === null ? "" : ` of ${result.variableCount} variables`;
  const { fileBytes } = result;
  return [
    shell.paint("bold", `${result.format} model${size}`),
    ...(best ? [`best value ${energyText(best.value)}${constraints}`] : []),
    ...(fileBytes === null ? [] : [`states in a file of ${fileBytes} bytes, which the SDK reads`]),
    `searched for ${result.seconds.toFixed(2)} s by ${result.method.name}: ${result.method.why}`,
  ];
}

const energyText = (energy: number): string => String(Number(energy.toPrecision(10)));

/** Counts and a bar for each outcome of each circuit; what is not listed is summed up in a line. */
function countLines(result: ResultView, shell: Page): string[] {
  return result.circuits.flatMap((circuit, index) => {
    const sets = circuit.setCount > 1 ? `, first of ${circuit.setCount} sets of values` : "";
    const hasTitle = result.circuits.length > 1 || circuit.setCount > 1;
    const title = hasTitle ? [shell.paint("bold", `circuit ${index}${sets}`)] : [];
    const bars = circuit.counts.map(({ bits, count }) => ({ label: bits, value: count }));
    const unlisted = circuit.seen - circuit.counts.length;
    const rest = unlisted > 0 ? [`… and ${unlisted} more outcomes (${circuit.unlistedShots} shots)`] : [];
    return [...title, ...barChart(bars, circuit.shots, shell.width), ...rest];
  });
}

/** A line for each value: its place in the array, itself, and its standard error unless it is exact. */
function valueLines(result: ResultView, shell: Page): string[] {
  return result.estimates.flatMap((item, index) => {
    const [heading = "", ...lines] = table(
      ["INDEX", "VALUE", "ERROR"],
      item.values.map(({ index: place, value, standardError }) => [
        place.length === 0 ? "-" : place.join(","),
        value.toFixed(6),
        item.shots === 0 ? "exact" : `± ${standardError.toFixed(6)}`,
      ]),
    );
    const title = result.estimates.length > 1 ? [shell.paint("bold", `circuit ${index}`)] : [];
    const rest = item.unlistedValues > 0 ? [`… and ${item.unlistedValues} more values`] : [];
    return [...title, shell.paint("bold", heading), ...lines, ...rest];
  });
}
