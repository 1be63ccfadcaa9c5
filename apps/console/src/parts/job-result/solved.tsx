import type { SolveResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { type Figure, Figures } from "../figures/figures.tsx";
import { Cell, Table } from "../table/table.tsx";
import { energyText } from "./annealed.tsx";
import { text } from "./text.ts";

const mostRows = 12;

/** What a solver of models gave: how good the best solution is, whether it is feasible, and how it was found. */
export function Solved({ result }: { result: SolveResultView }) {
  const t = useText(text);
  const { number, duration } = useFormats();
  const { samples, variableCount, constraintCount, fileBytes } = result;
  const [best] = samples;
  const shown = samples.slice(0, mostRows);
  const hidden = result.sampleCount - shown.length;
  const feasibility = (broken: number) => (broken === 0 ? t.feasible : t.infeasible(number(broken)));
  const figures: Figure[] = [{ name: t.format, value: <code>{result.format}</code> }];
  if (best) figures.unshift({ name: t.best, value: energyText(best.value) });
  if (best && best.brokenConstraints !== null) {
    figures.push({ name: t.feasibility, value: feasibility(best.brokenConstraints) });
  }
  if (variableCount !== null) figures.push({ name: t.variables, value: number(variableCount) });
  if (constraintCount !== null) figures.push({ name: t.constraints, value: number(constraintCount) });
  figures.push({ name: t.searched, value: duration(result.seconds * 1000) });
  figures.push({ name: t.method, value: <code>{result.method.name}</code> });
  return (
    <>
      <Figures figures={figures} />
      {shown.length > 1 && (
        <Table label={t.solutions} columns={constraintCount === null ? [t.objective] : [t.objective, t.feasibility]}>
          {shown.map(({ value, brokenConstraints }, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several solutions may have the same value, and rows do not move
            <tr key={k}>
              <Cell label={t.objective} isHeading>
                <code>{energyText(value)}</code>
              </Cell>
              {constraintCount !== null && (
                <Cell label={t.feasibility}>{brokenConstraints === null ? "–" : feasibility(brokenConstraints)}</Cell>
              )}
            </tr>
          ))}
        </Table>
      )}
      {hidden > 0 && <p className="soft">{t.moreSamples(number(hidden))}</p>}
      {fileBytes !== null && <p className="soft">{t.states(number(fileBytes))}</p>}
      <p className="soft" lang="en">
        {result.method.why}
      </p>
    </>
  );
}
