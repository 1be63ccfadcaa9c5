import type { ResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Histogram } from "../histogram/index.ts";
import { Tabs } from "../tabs/tabs.tsx";
import { text } from "./text.ts";

/** More circuits than this are for a program to read. */
const mostTabs = 50;

/** The result of a job: one histogram, or one for each circuit behind tabs. */
export function JobResult({ result }: { result: ResultView }) {
  const t = useText(text);
  const { number } = useFormats();
  const [first] = result.circuits;
  if (first && result.circuits.length === 1) return <Histogram circuit={first} />;
  const shown = result.circuits.slice(0, mostTabs);
  return (
    <>
      {shown.length < result.circuits.length && (
        <p className="soft">{t.of(number(shown.length), number(result.circuits.length))}</p>
      )}
      <Tabs
        label={t.circuits}
        tabs={shown.map((circuit, i) => ({
          name: t.circuit(i + 1),
          body: <Histogram circuit={circuit} />,
        }))}
      />
    </>
  );
}
