import { adjoint, type ComplexMatrix, multiply } from "./complex-matrix.ts";
import { kak } from "./kak.ts";

/**
 * A two-qubit unitary as local gates around what truly entangles: nothing, exp(i·radians·ZZ), or an interaction along
 * two or three axes. `before` and `after` are 2×2 unitaries for (first, second) qubit; `phase` is global.
 */
export type PairForm = {
  readonly phase: number;
  readonly before: readonly [ComplexMatrix, ComplexMatrix];
  readonly after: readonly [ComplexMatrix, ComplexMatrix];
} & (
  | { readonly kind: "local" }
  | { readonly kind: "axis"; readonly radians: number }
  | { readonly kind: "pair"; readonly interaction: readonly [x: number, y: number, z: number] }
);

/** Interactions weaker than this are rounding errors of the decomposition. */
const noInteraction = 1e-12;

/** X, Y and Z. */
const paulis: readonly ComplexMatrix[] = [
  Float64Array.of(0, 0, 1, 0, 1, 0, 0, 0),
  Float64Array.of(0, 0, 0, -1, 0, 1, 0, 0),
  Float64Array.of(1, 0, 0, 0, 0, 0, -1, 0),
];
const h = Math.SQRT1_2;
/** W with W Z W† = X, Y, Z. */
const turnsZTo: readonly ComplexMatrix[] = [
  Float64Array.of(h, 0, h, 0, h, 0, -h, 0),
  Float64Array.of(h, 0, h, 0, 0, h, 0, -h),
  Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0),
];

export function localised(unitary: ComplexMatrix): PairForm {
  const { phase: kakPhase, interaction, before: kakBefore, after } = kak(unitary);
  const quarter = Math.PI / 2;
  let phase = kakPhase;
  const before: [ComplexMatrix, ComplexMatrix] = [kakBefore[0], kakBefore[1]];
  const reduced: [number, number, number] = [interaction[0], interaction[1], interaction[2]];
  let axis = -1;
  let axes = 0;
  for (let k = 0; k < 3; k++) {
    // exp(iπ/2·PP) is i·PP, which is local: what is left lies within ±π/4
    const quarters = Math.round(reduced[k] / quarter);
    if (quarters !== 0) {
      phase += quarters * quarter;
      reduced[k] -= quarters * quarter;
      if (quarters % 2 !== 0) for (let j = 0; j < 2; j++) before[j] = multiply(paulis[k], before[j]);
    }
    if (Math.abs(reduced[k]) <= noInteraction) continue;
    axis = k;
    axes++;
  }
  if (axes === 0) return { kind: "local", phase, before, after };
  if (axes > 1) return { kind: "pair", phase, before, after, interaction: reduced };
  const turn = turnsZTo[axis];
  const back = adjoint(turn);
  return {
    kind: "axis",
    radians: reduced[axis],
    phase,
    before: [multiply(back, before[0]), multiply(back, before[1])],
    after: [multiply(after[0], turn), multiply(after[1], turn)],
  };
}
