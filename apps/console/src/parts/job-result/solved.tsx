import type { SolutionView, SolveResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { type Figure, Figures } from "../figures/figures.tsx";
import { Cell, Table } from "../table/table.tsx";
import { Assignment } from "./assignment.tsx";
import { Energies } from "./energies.tsx";
import { energyText } from "./energy-text.ts";
import { text as shared } from "./solutions-text.ts";
import { text } from "./solved-text.ts";
import "./result-part.css";

const mostRows = 12;

/** What a solver of models gave: how good the best solution is, whether it is feasible, and how it was found. */
export function Solved({ result }: { result: SolveResultView }) {
  const t = useText(text);
  const s = useText(shared);
  const { number, duration } = useFormats();
  const { samples, variableCount, constraintCount, fileBytes } = result;
  const [best] = samples;
  const shown = samples.slice(0, mostRows);
  const hidden = result.sampleCount - shown.length;
  const feasibility = ({ isFeasible, brokenConstraints }: SolutionView): string => {
    if (isFeasible === null) return "–";
    if (isFeasible) return t.feasible;
    return brokenConstraints === null ? t.infeasibleSome : t.infeasible(number(brokenConstraints));
  };
  const figures: Figure[] = [{ name: t.format, value: <code>{result.format}</code> }];
  if (best) figures.unshift({ name: t.best, value: energyText(best.value) });
  if (best && best.isFeasible !== null) figures.push({ name: t.feasibility, value: feasibility(best) });
  if (variableCount !== null) figures.push({ name: t.variables, value: number(variableCount) });
  if (constraintCount !== null) figures.push({ name: t.constraints, value: number(constraintCount) });
  figures.push({ name: t.searched, value: duration(result.seconds * 1000) });
  figures.push({ name: t.method, value: <code>{result.method.name}</code> });
  return (
    <>
      <Figures figures={figures} />
      {result.broken.length > 0 && <p className="result-part">{t.broken(result.broken.join(", "))}</p>}
      {result.best && (
        <section className="result-part">
          <h3>{t.bestSolution}</h3>
          <Assignment assignment={result.best} />
        </section>
      )}
      {result.sampleCount > 1 && (
        <section className="result-part">
          <h3>{t.solutions}</h3>
          <Energies bins={result.energies} count={result.sampleCount} axis={t.objective} />
          <Table label={t.solutions} columns={constraintCount === null ? [t.objective] : [t.objective, t.feasibility]}>
            {shown.map((solution, k) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several solutions may have the same value, and rows do not move
              <tr key={k}>
                <Cell label={t.objective} isHeading>
                  <code>{energyText(solution.value)}</code>
                </Cell>
                {constraintCount !== null && <Cell label={t.feasibility}>{feasibility(solution)}</Cell>}
              </tr>
            ))}
          </Table>
          {hidden > 0 && <p className="soft">{s.moreSamples(number(hidden))}</p>}
        </section>
      )}
      {fileBytes !== null && <p className="result-part soft">{t.states(number(fileBytes))}</p>}
      <p className="result-part soft" lang="en">
        {result.method.why}
      </p>
    </>
  );
}
