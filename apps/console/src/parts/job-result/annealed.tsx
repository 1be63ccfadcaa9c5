import type { AnnealResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Figures } from "../figures/figures.tsx";
import { Cell, Table } from "../table/table.tsx";
import { text } from "./annealed-text.ts";
import { Assignment } from "./assignment.tsx";
import { Energies } from "./energies.tsx";
import { energyText } from "./energy-text.ts";
import { text as shared } from "./solutions-text.ts";
import "./result-part.css";

/** Rows that a person reads; a program reads the rest. */
const mostRows = 12;

/** What an annealer gave: the spread of energies, the lowest samples, the best sample, and the machine's times. */
export function Annealed({ result }: { result: AnnealResultView }) {
  const t = useText(text);
  const s = useText(shared);
  const { number, microseconds } = useFormats();
  const { samples, timing } = result;
  const shown = samples.slice(0, mostRows);
  const hidden = result.sampleCount - shown.length;
  const [lowest] = samples;
  return (
    <>
      <Figures
        figures={[
          { name: t.lowest, value: lowest ? energyText(lowest.energy) : "–" },
          { name: t.mean, value: energyText(result.meanEnergy) },
          { name: t.reads, value: number(result.reads) },
          { name: t.qubits, value: number(result.qubitCount) },
        ]}
      />
      <Energies bins={result.energies} count={result.reads} axis={t.energy} />
      {result.best && (
        <section className="result-part">
          <h3>{t.best}</h3>
          <p className="soft">{t.bestNote}</p>
          <Assignment assignment={result.best} />
        </section>
      )}
      <section className="result-part">
        <h3>{t.samples}</h3>
        <Table label={t.samples} columns={[t.energy, t.occurrences, t.part]}>
          {shown.map(({ energy, occurrences }, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several samples may have the same energy, and rows do not move
            <tr key={k}>
              <Cell label={t.energy} isHeading>
                <code>{energyText(energy)}</code>
              </Cell>
              <Cell label={t.occurrences} isNumber>
                {number(occurrences)}
              </Cell>
              <Cell label={t.part} isNumber>
                {`${((100 * occurrences) / Math.max(1, result.reads)).toFixed(1)} %`}
              </Cell>
            </tr>
          ))}
        </Table>
        {hidden > 0 && <p className="soft">{s.moreSamples(number(hidden))}</p>}
      </section>
      <section className="result-part">
        <h3>{t.timing}</h3>
        <p className="soft">{t.timingNote}</p>
        <Figures
          figures={[
            { name: t.programming, value: microseconds(timing.programmingUs) },
            { name: t.anneal, value: microseconds(timing.annealUsPerSample) },
            { name: t.readout, value: microseconds(timing.readoutUsPerSample) },
            { name: t.delay, value: microseconds(timing.delayUsPerSample) },
            { name: t.sampling, value: microseconds(timing.samplingUs) },
            { name: t.access, value: microseconds(timing.accessUs) },
          ]}
        />
      </section>
    </>
  );
}
