import type { ComplexMatrix } from "./complex-matrix.ts";
import type { EulerAngles } from "./one-qubit.ts";
import type { FusedPair } from "./primitives.ts";

/** A pair, the global phase that it lacks, and what is to follow on each of its wires. */
export interface FusedPairParts {
  readonly pair: FusedPair;
  readonly phase: number;
  readonly after: readonly [ComplexMatrix | null, ComplexMatrix | null];
}

/** Ry(π), which is −iY. */
const halfTurn: ComplexMatrix = Float64Array.of(0, 0, -1, 0, 1, 0, 0, 0);
const quarter = Math.PI / 2;

/**
 * exp(i(x XX + y YY + z ZZ)) · P(after) Ry(theta) on both wires, as a fused pair; P(φ) = diag(1, e^{iφ}).
 *
 * Conjugation by S on the first wire makes exp(i(x XX + y YY)) real: a rotation by x − y of the pair 00–11 and by x + y of
 * 01–10. Half turns of Ry go through to the other side, as Y commutes with YY and turns XX and ZZ around. The phases
 * before the rotations are ∓t on 00–11 and ∓u on 10–01. What both of a pair have in common goes through its rotation, so that
 * only one needs a phase there; a half turn of it is Z, which goes through as well by turning the rotation around.
 */
export function fusedPair(
  wires: readonly [number, number],
  leading: readonly [EulerAngles, EulerAngles],
  [x, y, z]: readonly [number, number, number],
): FusedPairParts {
  let phase = 0;
  let sign = 1;
  const thetas: [number, number] = [leading[0].theta, leading[1].theta];
  const middle: [number, number] = [leading[0].after, leading[1].after];
  const after: [ComplexMatrix | null, ComplexMatrix | null] = [null, null];
  for (let j = 0; j < 2; j++) {
    if (thetas[j] <= quarter) continue;
    thetas[j] -= Math.PI;
    phase += middle[j];
    middle[j] = -middle[j];
    sign = -sign;
    after[j] = halfTurn;
  }
  const xx = sign * x;
  const zz = sign * z;
  const alpha = middle[0] - quarter;
  const beta = middle[1];
  phase += (alpha + beta) / 2 + zz;
  const outer = throughRotation((alpha + beta) / 2, xx - y);
  const inner = throughRotation((alpha - beta) / 2, xx + y);
  phase += outer.phase;
  const odd = inner.phase - outer.phase - 2 * zz;
  return {
    pair: {
      kind: "pair",
      wires,
      thetas,
      turns: [outer.turn, inner.turn],
      rotations: [outer.rotation, inner.rotation],
      tail: [quarter + odd + inner.second, odd, quarter + outer.second],
    },
    phase,
    after,
  };
}

/**
 * R(rotation) · diag(e^{−i·radians}, e^{i·radians}) as e^{i·phase} · diag(1, e^{i·second}) · R(rotation) · diag(1, e^{i·turn}), with
 * a turn within ±π/2.
 */
function throughRotation(radians: number, rotation: number) {
  const halves = Math.round((2 * radians) / Math.PI);
  const isOdd = halves % 2 !== 0;
  return {
    turn: 2 * radians - halves * Math.PI,
    rotation: isOdd ? -rotation : rotation,
    phase: -radians,
    second: isOdd ? Math.PI : 0,
  };
}
