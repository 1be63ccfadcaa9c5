import { cos, sin } from "@naru/base";

/** The names of the gate table. */
export const gateNames = [
  "id",
  "x",
  "y",
  "z",
  "h",
  "s",
  "sdg",
  "t",
  "tdg",
  "sx",
  "sxdg",
  "rx",
  "ry",
  "rz",
  "p",
  "u",
  "r",
  "gpi",
  "gpi2",
  "cx",
  "cy",
  "cz",
  "ch",
  "cs",
  "csdg",
  "csx",
  "csxdg",
  "crx",
  "cry",
  "crz",
  "cp",
  "cu3",
  "cu",
  "swap",
  "iswap",
  "iswapdg",
  "dcx",
  "dcxdg",
  "ecr",
  "rxx",
  "ryy",
  "rzz",
  "rzx",
  "ms",
  "ccx",
  "ccz",
  "cswap",
] as const;
export type GateName = (typeof gateNames)[number];

/**
 * The gate table: every gate that a circuit may name, as data. Simulators, compilers, formats and tests loop over it.
 *
 * Matrices are row by row, each entry as re, im. Bit j of a row or column number belongs to `qubits[j]`; a controlled
 * gate lists its controls first. Angles are in radians. Global phases are exact, because a control makes them visible.
 */
export interface Gate {
  readonly qubitCount: number;
  readonly parameterNames: readonly string[];
  /** The unitary: 2 · 4^qubitCount numbers. */
  matrix(params: readonly number[]): number[];
  /** The gate and parameters that undo it. */
  inverse(params: readonly number[]): { readonly gate: GateName; readonly params: readonly number[] };
  /** For gates exp(−iθG) of one angle θ: G as a real sum of Pauli strings; character j acts on `qubits[j]`. */
  readonly generator?: readonly (readonly [coefficient: number, paulis: string])[];
  /** For controlled gates: the gate that acts on the last qubits when the first `controls` qubits are 1. */
  readonly controlled?: { readonly gate: GateName; readonly controls: number };
  /** Other names of the same gate, as formats and vendors write it. */
  readonly aliases?: readonly string[];
}

type Complex = readonly [re: number, im: number];

const { SQRT1_2, PI } = Math;
const zero: Complex = [0, 0];
const one: Complex = [1, 0];
const cis = (radians: number): Complex => [cos(radians), sin(radians)];
const real = (...entries: number[]): number[] => entries.flatMap((entry) => [entry, 0]);
const dense = (...entries: Complex[]): number[] => entries.flat();

/** A diagonal matrix of unit phases, given as angles. */
function diagonal(...anglesRadians: number[]): number[] {
  const size = anglesRadians.length;
  const matrix = new Array<number>(2 * size * size).fill(0);
  anglesRadians.forEach((angle, i) => {
    const at = 2 * (i * size + i);
    [matrix[at], matrix[at + 1]] = cis(angle);
  });
  return matrix;
}

/** The matrix that sends basis state k to basis state `images[k]`. */
function permutation(...images: number[]): number[] {
  const size = images.length;
  const matrix = new Array<number>(2 * size * size).fill(0);
  images.forEach((row, column) => {
    matrix[2 * (row * size + column)] = 1;
  });
  return matrix;
}

/** `inner` on the high bits where the low `controls` bits are all 1, identity elsewhere. */
function controlledMatrix(inner: readonly number[], controls: number): number[] {
  const innerSize = Math.sqrt(inner.length / 2);
  const size = innerSize << controls;
  const matrix = diagonal(...new Array<number>(size).fill(0));
  const on = (1 << controls) - 1;
  for (let row = 0; row < innerSize; row++) {
    for (let column = 0; column < innerSize; column++) {
      const from = 2 * (row * innerSize + column);
      const to = 2 * (((row << controls) | on) * size + ((column << controls) | on));
      matrix[to] = inner[from] ?? 0;
      matrix[to + 1] = inner[from + 1] ?? 0;
    }
  }
  return matrix;
}

/** cos(θ/2) on the diagonal and −i sin(θ/2) · phase on the antidiagonal of the pairs (0,3) and (1,2) of a 4×4 matrix. */
function pairRotation(outer: number, outerPhase: number, inner: number, innerPhase: number): number[] {
  const matrix = new Array<number>(32).fill(0);
  const put = (row: number, column: number, [re, im]: Complex) => {
    matrix[2 * (4 * row + column)] = re;
    matrix[2 * (4 * row + column) + 1] = im;
  };
  for (const [a, b, theta, phase] of [
    [0, 3, outer, outerPhase],
    [1, 2, inner, innerPhase],
  ] as const) {
    put(a, a, [cos(theta / 2), 0]);
    put(b, b, [cos(theta / 2), 0]);
    put(b, a, scale(sin(theta / 2), cis(phase - PI / 2)));
    put(a, b, scale(sin(theta / 2), cis(-phase - PI / 2)));
  }
  return matrix;
}

const scale = (factor: number, [re, im]: Complex): Complex => [factor * re, factor * im];

const rx = (theta: number) =>
  dense([cos(theta / 2), 0], [0, -sin(theta / 2)], [0, -sin(theta / 2)], [cos(theta / 2), 0]);
const ry = (theta: number) => real(cos(theta / 2), -sin(theta / 2), sin(theta / 2), cos(theta / 2));
const u = (theta: number, phi: number, lambda: number) =>
  dense(
    [cos(theta / 2), 0],
    scale(-sin(theta / 2), cis(lambda)),
    scale(sin(theta / 2), cis(phi)),
    scale(cos(theta / 2), cis(phi + lambda)),
  );
const hadamard = real(SQRT1_2, SQRT1_2, SQRT1_2, -SQRT1_2);
const sqrtX = dense([0.5, 0.5], [0.5, -0.5], [0.5, -0.5], [0.5, 0.5]);
const sqrtXInverse = dense([0.5, -0.5], [0.5, 0.5], [0.5, 0.5], [0.5, -0.5]);

/** Entries that take no parameter; `undoneBy` is the name of the inverse (itself if absent). */
function fixed(qubitCount: number, matrix: number[], more: Partial<Gate> & { undoneBy?: GateName } = {}): Gate {
  const { undoneBy, ...rest } = more;
  return {
    qubitCount,
    parameterNames: [],
    matrix: () => [...matrix],
    inverse() {
      return { gate: undoneBy ?? nameOf(this), params: [] };
    },
    ...rest,
  };
}

/** Entries exp(−iθG): the inverse is the same gate at −θ. */
function rotation(
  qubitCount: number,
  generator: Gate["generator"],
  matrix: (theta: number) => number[],
  more: Partial<Gate> = {},
): Gate {
  return {
    qubitCount,
    parameterNames: ["theta"],
    matrix: ([theta = 0]) => matrix(theta),
    inverse([theta = 0]) {
      return { gate: nameOf(this), params: [-theta] };
    },
    ...(generator && { generator }),
    ...more,
  };
}

/** A gate of this table under further controls. `inverseGate` names the controlled form of the base gate's inverse. */
function controlled(base: GateName, controls: number, inverseGate?: GateName, more: Partial<Gate> = {}): Gate {
  const inner = () => gates[base];
  return {
    get qubitCount() {
      return inner().qubitCount + controls;
    },
    get parameterNames() {
      return inner().parameterNames;
    },
    matrix: (params) => controlledMatrix(inner().matrix(params), controls),
    inverse(params) {
      return { gate: inverseGate ?? nameOf(this), params: inner().inverse(params).params };
    },
    controlled: { gate: base, controls },
    ...more,
  };
}

const half = (paulis: string): Gate["generator"] => [[0.5, paulis]];

export const gates: Readonly<Record<GateName, Gate>> = {
  id: fixed(1, real(1, 0, 0, 1), { aliases: ["i", "nop", "iden"] }),
  x: fixed(1, real(0, 1, 1, 0), { aliases: ["not"] }),
  y: fixed(1, dense(zero, [0, -1], [0, 1], zero)),
  z: fixed(1, real(1, 0, 0, -1)),
  h: fixed(1, hadamard),
  s: fixed(1, diagonal(0, PI / 2), { undoneBy: "sdg" }),
  sdg: fixed(1, diagonal(0, -PI / 2), { undoneBy: "s", aliases: ["si"] }),
  t: fixed(1, diagonal(0, PI / 4), { undoneBy: "tdg" }),
  tdg: fixed(1, diagonal(0, -PI / 4), { undoneBy: "t", aliases: ["ti"] }),
  sx: fixed(1, sqrtX, { undoneBy: "sxdg", aliases: ["v"] }),
  sxdg: fixed(1, sqrtXInverse, { undoneBy: "sx", aliases: ["vi"] }),
  rx: rotation(1, half("X"), rx),
  ry: rotation(1, half("Y"), ry),
  rz: rotation(1, half("Z"), (theta) => diagonal(-theta / 2, theta / 2)),
  /** diag(1, e^{iθ}) */
  p: rotation(
    1,
    [
      [-0.5, "I"],
      [0.5, "Z"],
    ],
    (theta) => diagonal(0, theta),
    { aliases: ["phase", "u1"] },
  ),
  /** The general one-qubit gate of OpenQASM 3, with [0,0] = cos(θ/2) real. */
  u: {
    qubitCount: 1,
    parameterNames: ["theta", "phi", "lambda"],
    matrix: ([theta = 0, phi = 0, lambda = 0]) => u(theta, phi, lambda),
    inverse: ([theta = 0, phi = 0, lambda = 0]) => ({ gate: "u", params: [-theta, -lambda, -phi] }),
    aliases: ["U", "u3"],
  },
  /** A rotation by θ about the axis cos(φ) X + sin(φ) Y of the Bloch sphere. */
  r: {
    qubitCount: 1,
    parameterNames: ["theta", "phi"],
    matrix: ([theta = 0, phi = 0]) => u(theta, phi - PI / 2, PI / 2 - phi),
    inverse: ([theta = 0, phi = 0]) => ({ gate: "r", params: [-theta, phi] }),
    aliases: ["prx"],
  },
  /** IonQ's GPI, [[0, e^{−iφ}], [e^{iφ}, 0]], φ in radians. */
  gpi: {
    qubitCount: 1,
    parameterNames: ["phi"],
    matrix: ([phi = 0]) => dense(zero, cis(-phi), cis(phi), zero),
    inverse: ([phi = 0]) => ({ gate: "gpi", params: [phi] }),
  },
  /** IonQ's GPI2, 1/√2 [[1, −i e^{−iφ}], [−i e^{iφ}, 1]], φ in radians. */
  gpi2: {
    qubitCount: 1,
    parameterNames: ["phi"],
    matrix: ([phi = 0]) =>
      dense([SQRT1_2, 0], scale(SQRT1_2, cis(-phi - PI / 2)), scale(SQRT1_2, cis(phi - PI / 2)), [SQRT1_2, 0]),
    inverse: ([phi = 0]) => ({ gate: "gpi2", params: [phi + PI] }),
  },
  cx: controlled("x", 1, "cx", { aliases: ["cnot", "CX"] }),
  cy: controlled("y", 1),
  cz: controlled("z", 1),
  ch: controlled("h", 1),
  cs: controlled("s", 1, "csdg"),
  csdg: controlled("sdg", 1, "cs"),
  csx: controlled("sx", 1, "csxdg"),
  csxdg: controlled("sxdg", 1, "csx"),
  crx: controlled("rx", 1, "crx", {
    generator: [
      [0.25, "IX"],
      [-0.25, "ZX"],
    ],
  }),
  cry: controlled("ry", 1, "cry", {
    generator: [
      [0.25, "IY"],
      [-0.25, "ZY"],
    ],
  }),
  crz: controlled("rz", 1, "crz", {
    generator: [
      [0.25, "IZ"],
      [-0.25, "ZZ"],
    ],
  }),
  cp: controlled("p", 1, "cp", {
    generator: [
      [-0.25, "II"],
      [0.25, "ZI"],
      [0.25, "IZ"],
      [-0.25, "ZZ"],
    ],
    aliases: ["cphase", "cu1"],
  }),
  cu3: controlled("u", 1),
  /** Controlled e^{iγ} U(θ, φ, λ), as in OpenQASM 3's standard library. */
  cu: {
    qubitCount: 2,
    parameterNames: ["theta", "phi", "lambda", "gamma"],
    matrix: ([theta = 0, phi = 0, lambda = 0, gamma = 0]) => {
      const inner = u(theta, phi, lambda);
      const [c, s] = cis(gamma);
      const turned = inner.map((_, i) =>
        i % 2 === 0 ? c * (inner[i] ?? 0) - s * (inner[i + 1] ?? 0) : c * (inner[i] ?? 0) + s * (inner[i - 1] ?? 0),
      );
      return controlledMatrix(turned, 1);
    },
    inverse: ([theta = 0, phi = 0, lambda = 0, gamma = 0]) => ({ gate: "cu", params: [-theta, -lambda, -phi, -gamma] }),
  },
  swap: fixed(2, permutation(0, 2, 1, 3)),
  iswap: fixed(
    2,
    dense(one, zero, zero, zero, zero, zero, [0, 1], zero, zero, [0, 1], zero, zero, zero, zero, zero, one),
    { undoneBy: "iswapdg" },
  ),
  iswapdg: fixed(
    2,
    dense(one, zero, zero, zero, zero, zero, [0, -1], zero, zero, [0, -1], zero, zero, zero, zero, zero, one),
    { undoneBy: "iswap" },
  ),
  /** Two CX back to back, first 0 → 1, then 1 → 0. */
  dcx: fixed(2, permutation(0, 2, 3, 1), { undoneBy: "dcxdg" }),
  dcxdg: fixed(2, permutation(0, 3, 1, 2), { undoneBy: "dcx" }),
  /** Echoed cross resonance, 1/√2 (IX − XY) with the rightmost factor on the first qubit. */
  ecr: fixed(
    2,
    dense(
      zero,
      [SQRT1_2, 0],
      zero,
      [0, SQRT1_2],
      [SQRT1_2, 0],
      zero,
      [0, -SQRT1_2],
      zero,
      zero,
      [0, SQRT1_2],
      zero,
      [SQRT1_2, 0],
      [0, -SQRT1_2],
      zero,
      [SQRT1_2, 0],
      zero,
    ),
  ),
  rxx: rotation(2, half("XX"), (theta) => pairRotation(theta, 0, theta, 0), { aliases: ["xx"] }),
  ryy: rotation(2, half("YY"), (theta) => pairRotation(-theta, 0, theta, 0), { aliases: ["yy"] }),
  rzz: rotation(2, half("ZZ"), (theta) => diagonal(-theta / 2, theta / 2, theta / 2, -theta / 2), { aliases: ["zz"] }),
  /** exp(−iθ/2 Z⊗X), Z on the first qubit. */
  rzx: rotation(2, half("ZX"), (theta) =>
    dense(
      [cos(theta / 2), 0],
      zero,
      [0, -sin(theta / 2)],
      zero,
      zero,
      [cos(theta / 2), 0],
      zero,
      [0, sin(theta / 2)],
      [0, -sin(theta / 2)],
      zero,
      [cos(theta / 2), 0],
      zero,
      zero,
      [0, sin(theta / 2)],
      zero,
      [cos(theta / 2), 0],
    ),
  ),
  /**
   * IonQ's partially entangling Mølmer–Sørensen gate. φ0 belongs to the first qubit, φ1 to the second; θ is the
   * rotation angle (θ = π/2 entangles fully): exp(−iθ/2 · GPI(φ0) ⊗ GPI(φ1)).
   */
  ms: {
    qubitCount: 2,
    parameterNames: ["phi0", "phi1", "theta"],
    matrix: ([phi0 = 0, phi1 = 0, theta = 0]) => pairRotation(theta, phi0 + phi1, theta, phi1 - phi0),
    inverse: ([phi0 = 0, phi1 = 0, theta = 0]) => ({ gate: "ms", params: [phi0, phi1, -theta] }),
  },
  ccx: controlled("x", 2, "ccx", { aliases: ["toffoli", "ccnot"] }),
  ccz: controlled("z", 2),
  cswap: controlled("swap", 1, "cswap", { aliases: ["fredkin"] }),
};

function nameOf(gate: Gate): GateName {
  for (const name of gateNames) if (gates[name] === gate) return name;
  throw new RangeError("This gate is not in the table.");
}

/** Finds a gate by any of its names, or undefined. */
export function gateNamed(name: string): GateName | undefined {
  return byName.get(name);
}

const byName = new Map<string, GateName>(
  gateNames.flatMap((name) => [name, ...(gates[name].aliases ?? [])].map((alias) => [alias, name] as const)),
);
