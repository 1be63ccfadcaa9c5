import type { JobView, ResultView } from "@naru/sdk";
import { barChart } from "./bar-chart.ts";
import { durationText, momentText } from "./format.ts";
import type { Shell } from "./shell.ts";
import { padEnd } from "./table.ts";

/** The facts of a job, one a line. */
export function jobLines(job: JobView): string[] {
  const facts: (readonly [string, string | null])[] = [
    ["job", job.id],
    ["name", job.name],
    ["state", job.state],
    ["backend", job.backend],
    ["shots", `${job.shots}${job.circuitCount > 1 ? ` × ${job.circuitCount} circuits` : ""}`],
    ["qubits", String(job.qubitCount)],
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

/** Counts and a bar for each outcome of each circuit; what is not listed is summed up in a line. */
export function resultLines(result: ResultView, shell: Pick<Shell, "paint" | "width">): string[] {
  return result.circuits.flatMap((circuit, index) => {
    const title = result.circuits.length > 1 ? [shell.paint("bold", `circuit ${index}`)] : [];
    const bars = circuit.counts.map(({ bits, count }) => ({ label: bits, value: count }));
    const unlisted = circuit.seen - circuit.counts.length;
    const rest = unlisted > 0 ? [`… and ${unlisted} more outcomes (${circuit.unlistedShots} shots)`] : [];
    return [...title, ...barChart(bars, circuit.shots, shell.width), ...rest];
  });
}
