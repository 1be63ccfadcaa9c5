import { atan2, hypot } from "@naru/base";

/** The conjugate transpose. Matrices here are square, row by row, each entry as re, im. */
export function adjointOf(matrix: readonly number[]): number[] {
  const size = Math.sqrt(matrix.length / 2);
  const adjoint = new Array<number>(matrix.length).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      adjoint[2 * (row * size + column)] = matrix[2 * (column * size + row)] ?? 0;
      adjoint[2 * (row * size + column) + 1] = -(matrix[2 * (column * size + row) + 1] ?? 0);
    }
  }
  return adjoint;
}

/** `inner` on the high bits where the low `controls` bits are all 1, identity elsewhere. */
export function controlledMatrix(inner: readonly number[], controls: number): readonly number[] {
  if (controls === 0) return inner;
  const innerSize = Math.sqrt(inner.length / 2);
  const size = innerSize << controls;
  const on = (1 << controls) - 1;
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (let k = 0; k < size; k++) if ((k & on) !== on) matrix[2 * (k * size + k)] = 1;
  for (let row = 0; row < innerSize; row++) {
    for (let column = 0; column < innerSize; column++) {
      const to = 2 * (((row << controls) | on) * size + ((column << controls) | on));
      const from = 2 * (row * innerSize + column);
      matrix[to] = inner[from] ?? 0;
      matrix[to + 1] = inner[from + 1] ?? 0;
    }
  }
  return matrix;
}

/** e^{i phase} u(θ, φ, λ), which is a matrix of one qubit. */
export function anglesOf(matrix: readonly number[]) {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = matrix;
  const theta = 2 * atan2(hypot(e, f), hypot(a, b));
  const isFlip = hypot(a, b) < 1e-9; // the phase of a vanishing entry means nothing
  if (isFlip) return { theta, phase: 0, phi: atan2(f, e), lambda: atan2(-d, -c) };
  const phase = atan2(b, a);
  if (hypot(e, f) < 1e-9) return { theta, phase, phi: 0, lambda: atan2(h, g) - phase };
  return { theta, phase, phi: atan2(f, e) - phase, lambda: atan2(-d, -c) - phase };
}
