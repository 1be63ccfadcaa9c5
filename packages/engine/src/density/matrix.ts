/** A real matrix, row by row. Bits of row and column numbers belong to the bits of wires, in order. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  values: new Float64Array(rows * columns),
});

export function identity(size: number): Matrix {
  const matrix = zeros(size, size);
  for (let i = 0; i < size; i++) matrix.values[i * (size + 1)] = 1;
  return matrix;
}

/** a · b. */
export function product(a: Matrix, b: Matrix): Matrix {
  if (isDiagonal(a)) return scaled(b, a);
  const result = zeros(a.rows, b.columns);
  for (let row = 0; row < a.rows; row++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.values[row * a.columns + k];
      if (factor === 0) continue;
      for (let column = 0; column < b.columns; column++) {
        result.values[row * b.columns + column] += factor * b.values[k * b.columns + column];
      }
    }
  }
  return result;
}

function isDiagonal({ rows, columns, values }: Matrix): boolean {
  if (rows !== columns) return false;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && i % (rows + 1) !== 0) return false;
  return true;
}

function scaled({ rows, columns, values }: Matrix, by: Matrix): Matrix {
  const result = zeros(rows, columns);
  for (let row = 0; row < rows; row++) {
    const factor = by.values[row * (rows + 1)];
    for (let i = row * columns; i < (row + 1) * columns; i++)
      if (values[i] !== 0) result.values[i] = factor * values[i];
  }
  return result;
}

/**
 * The matrix followed by `after` on some bits of its rows: those from bit `low` on, as many as `after` has columns for.
 * They become as many as `after` has rows for.
 */
export function onRows(matrix: Matrix, low: number, after: Matrix): Matrix {
  const inner = 2 ** low;
  const outer = matrix.rows / (inner * after.columns);
  const result = zeros(outer * after.rows * inner, matrix.columns);
  for (let high = 0; high < outer; high++) {
    for (let to = 0; to < after.rows; to++) {
      for (let from = 0; from < after.columns; from++) {
        const factor = after.values[to * after.columns + from];
        if (factor === 0) continue;
        const source = (high * after.columns + from) * inner * matrix.columns;
        const target = (high * after.rows + to) * inner * matrix.columns;
        for (let i = 0; i < inner * matrix.columns; i++)
          result.values[target + i] += factor * matrix.values[source + i];
      }
    }
  }
  return result;
}

/** The matrix preceded by `before` on some bits of its columns: those from bit `low` on, as many as `before` has rows for. */
export function onColumns(matrix: Matrix, low: number, before: Matrix): Matrix {
  const inner = 2 ** low;
  const outer = matrix.columns / (inner * before.rows);
  const result = zeros(matrix.rows, outer * before.columns * inner);
  for (let row = 0; row < matrix.rows; row++) {
    for (let high = 0; high < outer; high++) {
      for (let to = 0; to < before.rows; to++) {
        for (let from = 0; from < before.columns; from++) {
          const factor = before.values[to * before.columns + from];
          if (factor === 0) continue;
          const source = row * matrix.columns + (high * before.rows + to) * inner;
          const target = row * result.columns + (high * before.columns + from) * inner;
          for (let i = 0; i < inner; i++) result.values[target + i] += factor * matrix.values[source + i];
        }
      }
    }
  }
  return result;
}

/** Its first rows, so many. */
export const firstRows = ({ columns, values }: Matrix, rows: number): Matrix => ({
  rows,
  columns,
  values: values.slice(0, rows * columns),
});

/** Entries this near to 0 or ±1 are meant to be it: rounding of the gate table's sines, and of products of a few of them. */
const rounding = 2e-15;

/** Rounding errors are taken off the matrix, in place, so that zeros are seen as zeros. */
export function tidied(matrix: Matrix): Matrix {
  const { values } = matrix;
  for (let i = 0; i < values.length; i++) {
    const nearest = Math.round(values[i]);
    if (values[i] !== nearest && Math.abs(nearest) <= 1 && Math.abs(values[i] - nearest) < rounding)
      values[i] = nearest;
  }
  return matrix;
}

export function nonZeros({ values }: Matrix): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count;
}

export function isIdentity({ rows, columns, values }: Matrix): boolean {
  if (rows !== columns) return false;
  for (let i = 0; i < values.length; i++) if (values[i] !== (i % (rows + 1) === 0 ? 1 : 0)) return false;
  return true;
}
