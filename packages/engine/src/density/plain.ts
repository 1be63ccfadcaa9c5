import type { Pacer } from "../pacer.ts";
import type { Precision } from "../simulator.ts";
import type { Matrix } from "./matrix.ts";
import { bytesOf, offsetsOf, stateAt } from "./memory.ts";
import type { Step } from "./plan.ts";

/** Multiplications between two looks at the pacer: some 10 ms. */
const workBetweenLooks = 2 ** 22;
/** Offsets of the other positions are kept for so many bits of them at once. */
const mostTableBits = 12;

/** Applies a step to the whole state by plain loops: where the state is small, and for blocks that no kernel takes. */
export async function runPlain(
  step: Step,
  numbers: Float32Array | Float64Array,
  precision: Precision,
  pacer: Pacer,
  done: number,
): Promise<void> {
  const { block, from, to, others } = step;
  const unit = bytesOf(precision);
  const [sources, targets] = [offsetsOf(from, precision, unit), offsetsOf(to, precision, unit)];
  const low = offsetsOf(others.slice(0, mostTableBits), precision, unit);
  const high = offsetsOf(others.slice(mostTableBits), precision, unit);
  const first = singles(step);
  const matrix = sparse(block.matrix());
  const values = new Float64Array(sources.length);
  const work = matrix.columns.length + first.length * sources.length + sources.length + targets.length;
  let sinceLook = 0;
  for (const start of high) {
    for (const offset of low) {
      const base = stateAt / unit + start + offset;
      for (let i = 0; i < sources.length; i++) values[i] = numbers[base + sources[i]];
      for (const { low, matrix } of first) applySingle(values, low, matrix);
      for (let row = 0; row < targets.length; row++) {
        let sum = 0;
        for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
          sum += matrix.values[k] * values[matrix.columns[k]];
        numbers[base + targets[row]] = sum;
      }
      sinceLook += work;
      if (sinceLook < workBetweenLooks) continue;
      sinceLook = 0;
      pacer.check(done);
      if (pacer.isPauseDue()) await pacer.pause(done);
    }
  }
}

function singles({ block }: Step): { readonly low: number; readonly matrix: Matrix }[] {
  let low = 0;
  return block.before.flatMap((matrix, j) => {
    const place = low;
    low += block.bitsBefore[j];
    return matrix ? [{ low: place, matrix }] : [];
  });
}

function applySingle(values: Float64Array, low: number, { rows, values: entries }: Matrix): void {
  const stride = 1 << low;
  const taken = new Float64Array(rows);
  for (let block = 0; block < values.length; block += stride * rows) {
    for (let i = block; i < block + stride; i++) {
      for (let k = 0; k < rows; k++) taken[k] = values[i + k * stride];
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let k = 0; k < rows; k++) sum += entries[row * rows + k] * taken[k];
        values[i + row * stride] = sum;
      }
    }
  }
}

/** The entries of a matrix that are not zero, row by row: those of row r are numbers starts[r] … starts[r + 1] − 1. */
function sparse({ rows, columns, values }: Matrix) {
  const starts = new Uint32Array(rows + 1);
  const places: number[] = [];
  const entries: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column];
      if (value === 0) continue;
      places.push(column);
      entries.push(value);
    }
    starts[row + 1] = places.length;
  }
  return { starts, columns: Uint32Array.from(places), values: Float64Array.from(entries) };
}
