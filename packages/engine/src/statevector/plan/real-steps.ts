import type { BlockStep, RotationKind } from "../emit/block-shape.ts";
import type { FusedPair, RealMatrix } from "../lower/primitives.ts";

/** A real operation as a kernel step: the step times `scale` is the matrix. */
export interface ScaledStep {
  readonly step: BlockStep;
  readonly constants: readonly number[];
  readonly scale: number;
}

const epsilon = 1e-13;

/**
 * A real orthogonal matrix in tangent form: one multiplication and one addition for each number, by deferring the cosine
 * (or the sine, where it is the larger). It is a rotation [[c, −s], [s, c]] or a reflection [[c, s], [s, −c]].
 */
export function realStep([c, upper, s, d]: RealMatrix, bit: number): ScaledStep {
  const isReflection = c * d - upper * s < 0;
  if (isReflection && Math.abs(c) < epsilon) return { step: { kind: "flip", bit }, constants: [], scale: s };
  if (Math.abs(Math.abs(c) - Math.abs(s)) < epsilon) {
    const isPositive = s / c > 0;
    if (isReflection && !isPositive) return { step: { kind: "reflect", bit }, constants: [-1], scale: c };
    const kind = isReflection ? "hadamard" : isPositive ? "quarter" : "quarter back";
    return { step: { kind, bit }, constants: [], scale: c };
  }
  if (Math.abs(c) > Math.abs(s)) {
    return { step: { kind: isReflection ? "reflect" : "rotate", bit }, constants: [s / c], scale: c };
  }
  return { step: { kind: isReflection ? "coreflect" : "corotate", bit }, constants: [c / s], scale: s };
}

/**
 * A fused pair as kernel steps: two rotations, phases, a double rotation, phases. What the rotations defer is put right by
 * the last phases. Conjugation by S on the first wire makes exp(i(x XX + y YY)) real: a rotation by x − y of the pair
 * 00–11 and by x + y of 01–10.
 */
export function pairSteps(pair: FusedPair): {
  readonly steps: readonly BlockStep[];
  readonly constants: readonly number[];
} {
  const { thetas, middle, tail } = pair;
  const [x, y, z] = pair.interaction;
  const constants: number[] = [];
  let scale = 1;
  const rotation = (angle: number): { kind: RotationKind; scale: number } => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const isCosineLarger = Math.abs(c) >= Math.abs(s);
    constants.push(isCosineLarger ? s / c : c / s);
    return isCosineLarger ? { kind: "rotate", scale: c } : { kind: "corotate", scale: s };
  };
  const phase = (angle: number, factor: number) => constants.push(factor * Math.cos(angle), factor * Math.sin(angle));
  const leading = thetas.map((theta, bit): BlockStep => {
    const { kind, scale: deferred } = rotation(theta / 2);
    scale *= deferred;
    return { kind, bit };
  });
  const first = middle[0] - Math.PI / 2;
  phase(first, 1);
  phase(middle[1], 1);
  phase(first + middle[1], 1);
  const outer = rotation(x - y);
  const inner = rotation(x + y);
  const firstTail = tail[0] + Math.PI / 2;
  constants.push(outer.scale * scale);
  phase(firstTail - 2 * z, inner.scale * scale);
  phase(tail[1] - 2 * z, inner.scale * scale);
  phase(firstTail + tail[1], outer.scale * scale);
  return {
    steps: [
      ...leading,
      { kind: "phases", entries: ["one", "complex", "complex", "complex"] },
      { kind: "double rotation", outer: outer.kind, inner: inner.kind },
      { kind: "phases", entries: ["real", "complex", "complex", "complex"] },
    ],
    constants,
  };
}
