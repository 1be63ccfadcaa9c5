import { type GateName, gates } from "../../gates.ts";

/** A gate of the table on some of the qubits of another, by their number in its list. */
export interface PowerStep {
  readonly gate: GateName;
  readonly qubits: readonly number[];
  readonly params: readonly number[];
}

/** Gates whose real power is the same gate with one parameter multiplied. */
const multiplied: Partial<Record<GateName, number>> = { r: 0, ms: 2 };

/** V P(α)^k V†: gates that are a phase in another basis, as [α, gates before, gates after]. */
const conjugated: Partial<Record<GateName, readonly [number, readonly GateName[], readonly GateName[]]>> = {
  z: [Math.PI, [], []],
  s: [Math.PI / 2, [], []],
  sdg: [-Math.PI / 2, [], []],
  t: [Math.PI / 4, [], []],
  tdg: [-Math.PI / 4, [], []],
  x: [Math.PI, ["h"], ["h"]],
  sx: [Math.PI / 2, ["h"], ["h"]],
  sxdg: [-Math.PI / 2, ["h"], ["h"]],
  y: [Math.PI, ["sdg", "h"], ["h", "s"]],
};

/** Whether `powerOf` is one gate for every exponent, so that repeating it would be a waste. */
export function isRotation(gate: GateName): boolean {
  const base = gates[gate].controlled?.gate ?? gate;
  return multiplied[base] !== undefined || gates[base].generator !== undefined;
}

/**
 * The k-th power of a gate for real k, exact in its phase: e^{iα} becomes e^{ikα}, with α as the gate's angle has it
 * for rotations and in (−π, π] for gates without angles. Undefined for gates that have no such form here.
 */
export function powerOf(gate: GateName, params: readonly number[], k: number): PowerStep[] | undefined {
  const { controlled, qubitCount } = gates[gate];
  const own = controlled?.controls ?? 0;
  const base = controlled?.gate ?? gate;
  const qubits = Array.from({ length: qubitCount }, (_, j) => j);
  const targets = qubits.slice(own);

  if (base === "id") return [];
  const scaled = gates[base].generator ? 0 : multiplied[base];
  if (scaled !== undefined) {
    return [{ gate, qubits, params: params.map((param, j) => (j === scaled ? k * param : param)) }];
  }
  const basis = conjugated[base];
  if (basis) {
    const [angle, before, after] = basis;
    const turn = (names: readonly GateName[]) => names.map((name) => ({ gate: name, qubits: targets, params: [] }));
    const phase = own === 0 ? "p" : "cp";
    if (own > 1) return undefined;
    return [...turn(before), { gate: phase, qubits, params: [k * angle] }, ...turn(after)];
  }
  if (gate === "h") {
    return [
      { gate: "ry", qubits, params: [-Math.PI / 4] },
      { gate: "p", qubits, params: [k * Math.PI] },
      { gate: "ry", qubits, params: [Math.PI / 4] },
    ];
  }
  if (gate === "swap") {
    const across: PowerStep = { gate: "cx", qubits: [0, 1], params: [] };
    return [
      across,
      ...(powerOf("cx", [], k) ?? []).map((step) => ({ ...step, qubits: step.qubits.map((j) => 1 - j) })),
      across,
    ];
  }
  if (gate === "iswap" || gate === "iswapdg") {
    const theta = (gate === "iswap" ? -k : k) * (Math.PI / 2);
    return [
      { gate: "rxx", qubits, params: [theta] },
      { gate: "ryy", qubits, params: [theta] },
    ];
  }
  return undefined;
}
