import type { UnitaryStep } from "../../simulator.ts";
import { prepare } from "../../tiny/kernel.ts";

/** Where amplitudes lie: their real parts by index, and how far behind those the imaginary parts. In numbers, not bytes. */
export interface Layout {
  readonly size: number;
  readonly imaginary: number;
  realOf(index: number): number;
}

/** A step as a dense matrix under controls, in plain loops: for matrices on three or more qubits, which are rare. */
export function applyDense(view: Float32Array | Float64Array, layout: Layout, step: UnitaryStep): void {
  const { controlMask, targetBits, entries } = prepare(step);
  const { size: end, imaginary, realOf } = layout;
  const size = 1 << targetBits.length;
  const offsets = Array.from({ length: size }, (_, row) =>
    targetBits.reduce((offset, bit, j) => offset | ((row >> j) & 1 ? bit : 0), 0),
  );
  const targets = offsets[size - 1];
  const mask = controlMask | targets;
  const gathered = new Float64Array(2 * size);
  for (let last = mask; last < end; last = (last + 1) | mask) {
    const places = offsets.map((offset) => realOf((last ^ targets) | offset));
    for (let row = 0; row < size; row++) {
      gathered[2 * row] = view[places[row]];
      gathered[2 * row + 1] = view[places[row] + imaginary];
    }
    for (let row = 0, at = 0; row < size; row++) {
      let x = 0;
      let y = 0;
      for (let column = 0; column < 2 * size; column += 2, at += 2) {
        x += entries[at] * gathered[column] - entries[at + 1] * gathered[column + 1];
        y += entries[at] * gathered[column + 1] + entries[at + 1] * gathered[column];
      }
      view[places[row]] = x;
      view[places[row] + imaginary] = y;
    }
  }
}
