import type { Work } from "../work.ts";
import { bidiagonalise } from "./bidiagonal.ts";
import { leftVectorsOf } from "./implicit-qr.ts";
import { reflect, triangularise } from "./reflections.ts";
import type { Matrix, Workspace } from "./workspace.ts";

/** How much of a matrix may be dropped: what remains of `MpsOptions` once defaults are filled in. */
export interface Truncation {
  readonly maxBond: number;
  readonly maxTruncation: number;
}

export interface Kept {
  /** The isometry whose columns are the left singular vectors kept, largest singular value first. */
  readonly vectors: Matrix;
  /** Share of the squared length that lies outside of them, 0 … 1. */
  readonly dropped: number;
}

/**
 * The left singular vectors of a matrix: as many as `maxBond` allows, and fewer if what is left out weighs no more than
 * `maxTruncation` of the whole; at least one. The matrix is used up.
 */
export function* leadingVectors(workspace: Workspace, matrix: Matrix, truncation: Truncation): Work<Kept> {
  const { rows, columns } = matrix;
  if (columns > rows) {
    // The matrix is L · Q: the triangle has the same left vectors and is smaller.
    const { r } = yield* triangularise(workspace, workspace.adjoint(matrix));
    return yield* ofTall(workspace, workspace.adjoint(r), truncation);
  }
  if (rows < 2 * columns) return yield* ofTall(workspace, matrix, truncation);
  const { q, r } = yield* triangularise(workspace, matrix);
  const { vectors, dropped } = yield* ofTall(workspace, r, truncation);
  const lifted = workspace.matrix(rows, vectors.columns);
  const numbers = workspace.numbers;
  for (const [from, to] of [
    [vectors.at, lifted.at],
    [vectors.at + vectors.plane, lifted.at + lifted.plane],
  ]) {
    for (let row = 0; row < vectors.rows; row++) {
      const source = from + row * vectors.stride;
      numbers.copyWithin(to + row * lifted.stride, source, source + vectors.columns);
    }
  }
  yield* reflect(workspace, q, lifted);
  return { vectors: lifted, dropped };
}

function* ofTall(workspace: Workspace, matrix: Matrix, truncation: Truncation): Work<Kept> {
  const { q, diagonal, above, phases } = yield* bidiagonalise(workspace, matrix);
  const { at, stride, size, values } = yield* leftVectorsOf(workspace, diagonal, above);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
  const { count, dropped } = keptOf(
    order.map((i) => values[i] * values[i]),
    truncation,
  );
  const vectors = workspace.matrix(matrix.rows, count);
  const numbers = workspace.numbers;
  for (let column = 0; column < count; column++) {
    const from = at + order[column] * stride;
    for (let i = 0, to = vectors.at + column; i < size; i++, to += vectors.stride) {
      numbers[to] = phases[i] * numbers[from + i];
      numbers[to + vectors.plane] = phases[size + i] * numbers[from + i];
    }
  }
  yield* reflect(workspace, q, vectors);
  return { vectors, dropped };
}

/** How many of the weights, which descend, are kept, and what share of their sum is not. */
export function keptOf(weights: readonly number[], { maxBond, maxTruncation }: Truncation) {
  let total = 0;
  for (let i = weights.length - 1; i >= 0; i--) total += weights[i];
  let count = weights.length;
  let left = 0; // the weights beyond `count`, smallest first
  while (count > 1 && (count > maxBond || left + weights[count - 1] <= maxTruncation * total)) left += weights[--count];
  return { count, dropped: total > 0 ? left / total : 0 };
}
