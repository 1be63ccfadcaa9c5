import { atan2, cos, hypot, sin } from "@naru/base";

/**
 * 2×2 complex matrices, as the eight numbers of `Gate.matrix`: row by row, each entry as re, im. Small enough that a
 * plain array and a loop are clearer than a library.
 */
export type Matrix2 = readonly number[];

export const identity2: Matrix2 = [1, 0, 0, 0, 0, 0, 1, 0];

/** a · b: first b acts, then a. */
export function multiply2(a: Matrix2, b: Matrix2): Matrix2 {
  const product = new Array<number>(8).fill(0);
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      for (let k = 0; k < 2; k++) {
        const [ar, ai] = entry(a, row, k);
        const [br, bi] = entry(b, k, column);
        const at = 2 * (2 * row + column);
        product[at] = (product[at] ?? 0) + ar * br - ai * bi;
        product[at + 1] = (product[at + 1] ?? 0) + ar * bi + ai * br;
      }
    }
  }
  return product;
}

export function adjoint2(a: Matrix2): Matrix2 {
  const [r00 = 0, i00 = 0, r01 = 0, i01 = 0, r10 = 0, i10 = 0, r11 = 0, i11 = 0] = a;
  return [r00, -i00, r10, -i10, r01, -i01, r11, -i11];
}

/** Angles with U = e^{iα} Rz(β) Ry(γ) Rz(δ), γ in 0 … π. */
export interface EulerAngles {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly delta: number;
}

/** The Z–Y–Z angles of a unitary. Where β and δ are not determined apart (γ = 0 or π), δ is 0. */
export function eulerAngles(u: Matrix2): EulerAngles {
  const [r00, i00] = entry(u, 0, 0);
  const [r10, i10] = entry(u, 1, 0);
  const [r01, i01] = entry(u, 0, 1);
  const [r11, i11] = entry(u, 1, 1);
  const cosHalf = hypot(r00, i00);
  const sinHalf = hypot(r10, i10);
  const gamma = 2 * atan2(sinHalf, cosHalf);
  // u00 = cos(γ/2) e^{i(α − (β+δ)/2)}, u11 = cos(γ/2) e^{i(α + (β+δ)/2)}, u10 = sin(γ/2) e^{i(α + (β−δ)/2)}
  if (sinHalf < negligible) {
    const [first, last] = [atan2(i00, r00), atan2(i11, r11)];
    return { alpha: (first + last) / 2, beta: last - first, gamma: 0, delta: 0 };
  }
  if (cosHalf < negligible) {
    const [lower, upper] = [atan2(i10, r10), atan2(-i01, -r01)];
    return { alpha: (lower + upper) / 2, beta: lower - upper, gamma: Math.PI, delta: 0 };
  }
  // small entries have few digits in their angles, so the large ones fix α and what they can
  const [first, lower] = [atan2(i00, r00), atan2(i10, r10)];
  if (cosHalf > sinHalf) {
    const sum = atan2(i11, r11) - first;
    const alpha = first + sum / 2;
    const difference = 2 * (lower - alpha);
    return { alpha, beta: (sum + difference) / 2, gamma, delta: (sum - difference) / 2 };
  }
  const difference = lower - atan2(-i01, -r01);
  const alpha = lower - difference / 2;
  const sum = 2 * (alpha - first);
  return { alpha, beta: (sum + difference) / 2, gamma, delta: (sum - difference) / 2 };
}

/** Below this, a sine or cosine of half an angle is rounding error. */
const negligible = 1e-13;

/** A square root of a unitary: the one whose eigenphases are half of the originals', taken in (−π, π]. */
export function squareRoot2(u: Matrix2): Matrix2 {
  const { alpha, axis, angle } = axisAngle(u);
  return fromAxisAngle(alpha / 2, axis, angle / 2);
}

/** U = e^{iα} (cos(θ/2) I − i sin(θ/2) n·σ), θ in 0 … 2π. */
function axisAngle(u: Matrix2) {
  const [r00, i00] = entry(u, 0, 0);
  const [r11, i11] = entry(u, 1, 1);
  const [r01, i01] = entry(u, 0, 1);
  const [r10, i10] = entry(u, 1, 0);
  const alpha =
    atan2(r00 * i11 + i00 * r11 - (r01 * i10 + i01 * r10), r00 * r11 - i00 * i11 - (r01 * r10 - i01 * i10)) / 2;
  const [c, s] = [cos(alpha), sin(alpha)];
  const turned = (re: number, im: number) => [re * c + im * s, im * c - re * s] as const; // times e^{−iα}
  const [a, b] = turned(r00, i00);
  const [lowerRe, lowerIm] = turned(r10, i10);
  const half = [-lowerIm, lowerRe, -b] as const; // sin(θ/2) · (nx, ny, nz)
  const sine = hypot(...half);
  const angle = 2 * atan2(sine, a);
  const axis = sine < negligible ? ([0, 0, 1] as const) : ([half[0] / sine, half[1] / sine, half[2] / sine] as const);
  return { alpha, axis, angle };
}

function fromAxisAngle(alpha: number, [nx, ny, nz]: readonly [number, number, number], angle: number): Matrix2 {
  const [c, s] = [cos(angle / 2), sin(angle / 2)];
  const [ca, sa] = [cos(alpha), sin(alpha)];
  const entries: readonly (readonly [number, number])[] = [
    [c, -s * nz],
    [-s * ny, -s * nx],
    [s * ny, -s * nx],
    [c, s * nz],
  ];
  return entries.flatMap(([re, im]) => [re * ca - im * sa, re * sa + im * ca]);
}

const entry = (m: Matrix2, row: number, column: number): readonly [number, number] => {
  const at = 2 * (2 * row + column);
  return [m[at] ?? 0, m[at + 1] ?? 0];
};
