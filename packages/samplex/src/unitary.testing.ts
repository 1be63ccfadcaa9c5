import { type Matrix, product } from "./clifford.ts";

export type GateAngles = readonly [number, number, number];

const r = Math.SQRT1_2;
const rz = (angle: number): Matrix => {
  const [c, s] = [Math.cos(angle / 2), Math.sin(angle / 2)];
  return [c, -s, 0, 0, 0, 0, c, s];
};
const rx = (angle: number): Matrix => {
  const [c, s] = [Math.cos(angle / 2), Math.sin(angle / 2)];
  return [c, 0, 0, -s, 0, -s, c, 0];
};
/** Up to a phase: a quarter turn about x. */
const sx: Matrix = [r, 0, 0, -r, 0, -r, r, 0];

/** The gate that three angles make, in the order of the circuit. */
export function unitaryOf(synth: string, [first, middle, last]: GateAngles): Matrix {
  const middles = synth === "RzSxSynth" ? product(sx, product(rz(middle), sx)) : rx(middle);
  return product(rz(last), product(middles, rz(first)));
}

/** |tr(A†B)|²/4 of the gates that angles make: 1 if they are the same up to a phase. */
export const overlapOf = (synth: string, a: GateAngles, b: GateAngles): number =>
  overlap(unitaryOf(synth, a), unitaryOf(synth, b));

export function overlap(a: Matrix, b: ArrayLike<number>): number {
  let [re, im] = [0, 0];
  for (let k = 0; k < 8; k += 2) {
    const [p = 0, q = 0, x = 0, y = 0] = [a[k], a[k + 1], b[k], b[k + 1]];
    re += p * x + q * y;
    im += p * y - q * x;
  }
  return (re * re + im * im) / 4;
}
