import type { CircuitResultView, ResultView } from "@naru/sdk";
import type { ReactNode } from "react";
import { useFormats, useText } from "../../language/index.ts";
import { Histogram } from "../histogram/index.ts";
import { Tabs } from "../tabs/tabs.tsx";
import { Annealed } from "./annealed.tsx";
import { Estimates } from "./estimates.tsx";
import { Solved } from "./solved.tsx";
import { text } from "./text.ts";

/** More circuits than this are for a program to read. */
const mostTabs = 50;

/** The result of a job: what was counted, estimated, annealed or solved, of one circuit or of each behind tabs. */
export function JobResult({ result }: { result: ResultView }) {
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
