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

const paulis: readonly ComplexMatrix[] = [
  [0, 0, 1, 0, 1, 0, 0, 0],
  [0, 0, 0, -1, 0, 1, 0, 0],
  [1, 0, 0, 0, 0, 0, -1, 0],
];
const h = Math.SQRT1_2;
/** W with W Z W† = X, Y, Z. */
const turnsZTo: readonly ComplexMatrix[] = [
  [h, 0, h, 0, h, 0, -h, 0],
  [h, 0, h, 0, 0, h, 0, -h],
  [1, 0, 0, 0, 0, 0, 1, 0],
];

export function localised(unitary: ComplexMatrix): PairForm {
  const { phase: kakPhase, interaction, before: kakBefore, after } = kak(unitary);
  let phase = kakPhase;
  const before: [ComplexMatrix, ComplexMatrix] = [...kakBefore];
  const reduced = interaction.map((angle, axis) => {
    // exp(iπ/2·PP) = i·PP is local: what is left lies within ±π/4
    const quarters = Math.round(angle / (Math.PI / 2));
    phase += (quarters * Math.PI) / 2;
    if (quarters % 2 !== 0) for (const j of [0, 1] as const) before[j] = multiply(paulis[axis], before[j]);
    return angle - (quarters * Math.PI) / 2;
  });
  const axes = [0, 1, 2].filter((axis) => Math.abs(reduced[axis]) > noInteraction);
  if (axes.length === 0) return { kind: "local", phase, before, after };
  if (axes.length > 1) return { kind: "pair", phase, before, after, interaction: [reduced[0], reduced[1], reduced[2]] };
  const axis = axes[0];
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
