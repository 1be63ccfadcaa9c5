import type { EnergyBin } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { text } from "./solutions-text.ts";
import "./energies.css";

const height = 140;
const width = 640;

/** How the energies of all samples are spread: a bar for each bin, the lowest energies on the left. */
export function Energies(props: { bins: readonly EnergyBin[]; count: number; axis: string }) {
  const { bins, count, axis } = props;
  const t = useText(text);
  const { number } = useFormats();
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return null;
  const most = Math.max(...bins.map((bin) => bin.reads), 1);
  const band = width / bins.length;
  const barWidth = Math.max(2, Math.min(48, band - 2));
  const ends = [shortText(first.from), shortText(last.to)] as const;
  return (
    <figure className="energies">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t.spread(number(count), ends[0], ends[1])}
        preserveAspectRatio="none"
      >
        {bins.map((bin, k) => {
          const tall = bin.reads === 0 ? 0 : Math.max(2, (bin.reads / most) * (height - 4));
          return (
            <rect key={bin.from} x={band * (k + 0.5) - barWidth / 2} y={height - tall} width={barWidth} height={tall}>
              <title>{t.bin(shortText(bin.from), shortText(bin.to), number(bin.reads))}</title>
            </rect>
          );
        })}
        <line x1={0} x2={width} y1={height} y2={height} />
      </svg>
      <figcaption>
        <span>{ends[0]}</span>
        <span>{axis}</span>
        <span>{ends[1]}</span>
      </figcaption>
    </figure>
  );
}

const shortText = (energy: number): string => String(Number(energy.toPrecision(6)));
