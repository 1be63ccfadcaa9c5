import type { CircuitResultView, ResultView } from "@naru/sdk";
import { lazy, type ReactNode, Suspense } from "react";
import { useFormats, useText } from "../../language/index.ts";
import { Histogram } from "../histogram/index.ts";
import { Tabs } from "../tabs/tabs.tsx";
import { Waiting } from "../waiting/waiting.tsx";
import { text } from "./text.ts";

const later = () => import("./later.ts");
const Annealed = lazy(async () => ({ default: (await later()).Annealed }));
const Estimates = lazy(async () => ({ default: (await later()).Estimates }));
const Solved = lazy(async () => ({ default: (await later()).Solved }));

/** More circuits than this are for a program to read. */
const mostTabs = 50;

/** Samples and solutions fill a window; so does what holds their place, and nothing below them moves when they come. */
export const linesOfSamples = 24;

/** The result of a job: what was counted, estimated, annealed or solved, of one circuit or of each behind tabs. */
export const JobResult = ({ result }: { result: ResultView }) => (
  <Suspense fallback={<Waiting lines={result.annealed || result.solved ? linesOfSamples : 6} />}>
    <Bodies result={result} />
  </Suspense>
);

function Bodies({ result }: { result: ResultView }) {
  const t = useText(text);
  const { number } = useFormats();
  const bodies = [
    ...(result.annealed ? [<Annealed key="annealed" result={result.annealed} />] : []),
    ...(result.solved ? [<Solved key="solved" result={result.solved} />] : []),
    ...result.circuits.map((circuit) => <Counted key="counted" circuit={circuit} />),
    ...result.estimates.map((item) => <Estimates key="estimates" item={item} />),
  ];
  const [first] = bodies;
  if (first && bodies.length === 1) return first;
  const shown = bodies.slice(0, mostTabs);
  return (
    <>
      {shown.length < bodies.length && <p className="soft">{t.of(number(shown.length), number(bodies.length))}</p>}
      <Tabs label={t.circuits} tabs={shown.map((body: ReactNode, i) => ({ name: t.circuit(i + 1), body }))} />
    </>
  );
}

function Counted({ circuit }: { circuit: CircuitResultView }) {
  const t = useText(text);
  const { number } = useFormats();
  return (
    <>
      {circuit.setCount > 1 && <p className="soft">{t.firstSet(number(circuit.setCount))}</p>}
      <Histogram circuit={circuit} />
    </>
  );
}
