import { isAnnealing, isSolving, type JobView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { type Figure, Figures } from "../../parts/figures/figures.tsx";
import { Link } from "../../routing/index.ts";
import { text } from "./text.ts";

/** Credits are counted in millionths. */
const microcreditsPerCredit = 1_000_000;

export function Overview({ job, seed }: { job: JobView; seed: number | null }) {
  const t = useText(text);
  const { number, duration } = useFormats();
  const figures: Figure[] = [
    {
      name: t.backend,
      value: (
        <Link to={`/backends/${encodeURIComponent(job.backend)}`}>
          <code>{job.backend}</code>
        </Link>
      ),
    },
    ...sizesOf(job, t, number),
    { name: t.execution, value: job.executionMs === null ? "–" : duration(job.executionMs) },
    { name: t.cost, value: number(job.costMicrocredits / microcreditsPerCredit) },
    { name: t.via, value: `${job.vendor} ${job.apiVersion}${job.dryRun ? ` · ${t.dryRun}` : ""}` },
  ];
  if (job.program !== null) figures.push({ name: t.program, value: <code>{job.program}</code> });
  if (job.tags.length > 0) figures.push({ name: t.tags, value: job.tags.join(", ") });
  if (job.isPrivate) figures.push({ name: t.privacy, value: t.isPrivate });
  if (seed !== null) figures.push({ name: t.seed, value: <code>{seed}</code> });
  return <Figures figures={figures} />;
}

/** How much was asked for, in the words of what it is. */
function sizesOf(job: JobView, t: (typeof text)["en"], number: (value: number) => string): Figure[] {
  const qubits = { name: t.qubits, value: number(job.qubitCount) };
  if (isSolving(job)) return [];
  if (isAnnealing(job)) return [{ name: t.reads, value: number(job.shots) }, qubits];
  const shots = { name: t.shots, value: job.shots === 0 ? t.exact : number(job.shots) };
  return [shots, { name: t.circuits, value: number(job.circuitCount) }, qubits];
}
