import type { CircuitResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Chart, longestLabel } from "./chart.tsx";
import { groupOutcomes } from "./group.ts";
import { text } from "./text.ts";
import { useWidth } from "./use-width.ts";
import "./histogram.css";

/** What one circuit gave: bars to see the shape, and beside them a table with every figure. */
export function Histogram({ circuit }: { circuit: CircuitResultView }) {
  const t = useText(text);
  const formats = useFormats();
  const [element, width] = useWidth<HTMLDivElement>();
  if (circuit.bitCount === 0) return <p className="soft">{t.none}</p>;

  const { bars, rest } = groupOutcomes(circuit);
  const hasExpected = bars.some((bar) => bar.expected !== null);
  const isNumbered = circuit.bitCount > longestLabel;
  const top = bars.reduce(
    (most, bar) => (bar.count > most.count ? bar : most),
    bars[0] ?? { bits: "", count: 0, share: 0 },
  );

  return (
    <figure className="histogram">
      <div className="histogram-drawing">
        <div ref={element} className="histogram-room">
          {width > 0 && (
            <Chart
              bars={bars}
              width={width}
              label={t.chart(formats.number(circuit.seen), top.bits, formats.percent(top.share, 1))}
              percent={(part) => formats.percent(part, part < 0.01 ? 2 : 1)}
            />
          )}
        </div>
        <figcaption className="histogram-legend">
          <span className="histogram-key-measured">{t.measuredLegend}</span>
          {hasExpected && <span className="histogram-key-expected">{t.expectedLegend}</span>}
          <span>{t.order}</span>
          {/* Many outcomes together are no bar beside single ones; they are told in words. */}
          {rest && <span>{t.restShare(formats.number(rest.outcomes), formats.percent(rest.share, 1))}</span>}
        </figcaption>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <section className="histogram-table" tabIndex={0} aria-label={t.table}>
        <table>
          <caption className="unseen">{t.table}</caption>
          <thead>
            <tr>
              {isNumbered && <th scope="col">#</th>}
              <th scope="col" className="histogram-outcome">
                {t.outcome}
              </th>
              <th scope="col">{t.count}</th>
              <th scope="col">{t.share}</th>
              {hasExpected && <th scope="col">{t.expected}</th>}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar, i) => (
              <tr key={bar.bits}>
                {isNumbered && <td>{i + 1}</td>}
                <th scope="row">
                  <code>{bar.bits}</code>
                </th>
                <td>{formats.number(bar.count)}</td>
                <td>{formats.percent(bar.share)}</td>
                {hasExpected && <td>{bar.expected === null ? "–" : formats.percent(bar.expected)}</td>}
              </tr>
            ))}
            {rest && (
              <tr>
                {isNumbered && <td />}
                <th scope="row">{t.restOf(formats.number(rest.outcomes))}</th>
                <td>{formats.number(rest.count)}</td>
                <td>{formats.percent(rest.share)}</td>
                {hasExpected && <td />}
              </tr>
            )}
          </tbody>
        </table>
      </section>
    </figure>
  );
}
