/**
 * The picture of the first page: three wires of a circuit set off from the left bank, cross as waves with a ferry on
 * them, and land on the right as the bars of a GHZ state. Decorative.
 */
export function Crossing() {
  return (
    <svg className="crossing" viewBox="0 0 520 260" aria-hidden="true" focusable="false">
      <path
        className="crossing-bank"
        d="M10 28h166c-14 34-14 72 0 102s14 68 0 102H10a10 10 0 0 1-10-10V38a10 10 0 0 1 10-10z"
      />
      <path
        className="crossing-bank"
        d="M510 28H356c14 34 14 72 0 102s-14 68 0 102h154a10 10 0 0 0 10-10V38a10 10 0 0 0-10-10z"
      />
      {wires.map((y) => (
        <path key={y} className="crossing-wire" d={`M24 ${y}H172${wave(172, y)}H372`} />
      ))}
      <rect className="crossing-gate" x="44" y="68" width="32" height="32" rx="4" />
      <text className="crossing-letter" x="60" y="89.5" textAnchor="middle">
        H
      </text>
      <Control x={106} from={84} to={136} />
      <Control x={146} from={136} to={188} />
      {wires.map((y) => (
        <g key={y} className="crossing-meter">
          <rect className="crossing-gate" x="372" y={y - 12} width="24" height="24" rx="4" />
          <path d={`M377 ${y + 5}a7.5 7.5 0 0 1 14 0M384 ${y + 5}l5 -9`} />
        </g>
      ))}
      <g className="crossing-ferry">
        <circle className="logo-rider" cx="264" cy="52" r="11" />
        <path className="logo-hull" d="M232 70h64c-3 13-14 19-32 19s-29-6-32-19z" />
      </g>
      {bars.map(([x, height]) => (
        <rect key={x} className="crossing-bar" x={x} y={201 - height} width="9" height={height} rx="1.5" />
      ))}
      <path className="crossing-axis" d="M408 201h96" />
    </svg>
  );
}

const wires = [84, 136, 188] as const;
/** Left edge and height of each of the eight outcomes: 000 and 111, and a little noise. */
const bars = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [412 + i * 11, [104, 5, 4, 6, 3, 5, 4, 98][i] ?? 0] as const);

/** Three swells from x to x + 184, on the line y. */
function wave(x: number, y: number): string {
  const swell = 184 / 3;
  return [0, 1, 2]
    .map((i) => {
      const from = x + i * swell;
      return `C${from + swell * 0.25} ${y - 13} ${from + swell * 0.25} ${y - 13} ${from + swell / 2} ${y}S${from + swell * 0.75} ${y + 13} ${from + swell} ${y}`;
    })
    .join("");
}

/** A CNOT: a dot on one wire, a ring on another. */
function Control({ x, from, to }: { x: number; from: number; to: number }) {
  return (
    <g className="crossing-control">
      <path d={`M${x} ${from}V${to + 10}M${x - 10} ${to}h20`} />
      <circle className="crossing-dot" cx={x} cy={from} r="5" />
      <circle cx={x} cy={to} r="10" />
    </g>
  );
}
