import type { Bar } from "./group.ts";

const plotHeight = 200;
const axisWidth = 44;
/** Room above the tallest bar for the uppermost label of the axis. */
const headroom = 12;
/** Width of one character of the labels, which are set in a 12 px monospaced font. */
const characterWidth = 7.3;
/** Least distance between two upright names. */
const nameHeight = 13;
/** Longest outcome that is written under its bar; longer ones go by their number in the table. */
export const longestLabel = 12;

export interface ChartProps {
  readonly bars: readonly Bar[];
  /** Of the drawing, in pixels. */
  readonly width: number;
  readonly label: string;
  percent(part: number): string;
}

/** The bars, drawn for exactly `width` pixels so that text keeps its size on every screen. */
export function Chart({ bars, width, label, percent }: ChartProps) {
  const names = bars.map((bar, i) => (bar.bits.length <= longestLabel ? bar.bits : String(i + 1)));

  const band = (width - axisWidth) / names.length;
  const barWidth = Math.max(2, Math.min(56, band * 0.72));
  const longest = Math.max(...names.map((name) => name.length)) * characterWidth;
  const isUpright = longest > band - 4;
  // Upright names need their own height each; where bars stand closer, only every second or third is named.
  const namedEvery = isUpright ? Math.ceil(nameHeight / band) : 1;
  const labelHeight = isUpright ? longest + 12 : 24;
  const height = headroom + plotHeight + labelHeight;

  const top = topOfScale(Math.max(...bars.map((bar) => Math.max(bar.share, bar.expected ?? 0))));
  const y = (share: number): number => headroom + plotHeight * (1 - share / top);
  const centre = (i: number): number => axisWidth + band * (i + 0.5);
  const baseline = headroom + plotHeight;

  return (
    <svg
      className="histogram-chart"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {[0, top / 2, top].map((share) => (
        <g key={share} className="histogram-grid">
          <line x1={axisWidth} x2={width} y1={y(share)} y2={y(share)} />
          <text x={axisWidth - 6} y={y(share) + 4} textAnchor="end">
            {percent(share)}
          </text>
        </g>
      ))}
      {bars.map((bar, i) => (
        <BarOf key={bar.bits} bar={bar} x={centre(i)} width={barWidth} band={band} y={y} percent={percent} />
      ))}
      {names.map((name, i) => {
        const place = isUpright
          ? `translate(${centre(i) + 4} ${baseline + 8}) rotate(-90)`
          : `translate(${centre(i)} ${baseline + 17})`;
        return i % namedEvery === 0 ? (
          <text key={name} className="histogram-name" textAnchor={isUpright ? "end" : "middle"} transform={place}>
            {name}
          </text>
        ) : null;
      })}
    </svg>
  );
}

interface BarProps {
  readonly bar: Bar;
  /** Its middle. */
  readonly x: number;
  readonly width: number;
  readonly band: number;
  y(share: number): number;
  percent(part: number): string;
}

/** One outcome: what was seen as a bar, and what was to be expected as a line across it. */
function BarOf({ bar, x, width, band, y, percent }: BarProps) {
  const reach = Math.min(band, width + 8) / 2;
  return (
    <g>
      <rect
        className="histogram-bar"
        x={x - width / 2}
        width={width}
        y={y(bar.share)}
        height={y(0) - y(bar.share)}
        rx={Math.min(2, width / 4)}
      >
        <title>{`${bar.bits}: ${bar.count} (${percent(bar.share)})`}</title>
      </rect>
      {bar.expected !== null && (
        <line className="histogram-expected" x1={x - reach} x2={x + reach} y1={y(bar.expected)} y2={y(bar.expected)} />
      )}
    </g>
  );
}

/** The end of the scale: the first round part of one that holds everything. */
export function topOfScale(most: number): number {
  const steps = [1, 2, 3, 4, 5, 6, 8, 10];
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = steps.find((each) => each * power >= most * (1 - 1e-9)) ?? 10;
  // Powers of ten below one are not exact: 6 × 0.1 is not 0.6.
  return Math.min(1, Number((step * power).toPrecision(1)));
}
