import type { JobView, ResourcesView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { type Figure, Figures } from "../../parts/figures/figures.tsx";
import { text } from "./text.ts";

/** The part of a circuit's result that is shown here, whether it was counted or estimated. */
interface Measured {
  readonly resources: ResourcesView;
  readonly method: { readonly name: string; readonly why: string } | null;
}

/** What the circuit costs after compiling: measured by the run where there is one, else as estimated. */
export function ResourcesOf({ job, result }: { job: JobView; result: Measured | null }) {
  const t = useText(text);
  const { number, microseconds } = useFormats();
  const resources = result?.resources ?? job.estimate.resources;
  const method = result?.method ?? { name: job.estimate.method, why: job.estimate.why };
  const figures: Figure[] = [
    { name: t.qubits, value: number(resources.qubits) },
    { name: t.oneQubit, value: number(resources.oneQubitGates) },
    { name: t.twoQubit, value: number(resources.twoQubitGates) },
    { name: t.depth, value: number(resources.depth) },
  ];
  if (resources.durationUs !== undefined) figures.push({ name: t.shotTime, value: microseconds(resources.durationUs) });
  if (method.name) figures.push({ name: t.method, value: <code>{method.name}</code> });
  const note = result === null ? t.estimated : job.circuitCount > 1 ? t.resourcesOfFirst : null;
  return (
    <>
      {note && <p className="job-note soft">{note}</p>}
      <Figures figures={figures} />
      {method.why && (
        <p className="job-why">
          <span className="soft">{t.why}: </span>
          <span lang="en">{method.why}</span>
        </p>
      )}
    </>
  );
}
