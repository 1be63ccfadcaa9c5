import { cos, sin, tan } from "@naru/base";
import type { BlockStep, RotationKind } from "../emit/block-shape.ts";
import type { FusedPair, RealMatrix } from "../lower/primitives.ts";

/** A real operation as a kernel step: the step times `scale` is the matrix. */
export interface ScaledStep {
  readonly step: BlockStep;
  readonly constants: readonly number[];
  readonly scale: number;
}

const epsilon = 1e-13;

/** One angle in 1500 has a smaller cosine; deferring this one makes numbers grow by e^7. */
const smallestCosine = 1e-3;

/**
 * A real orthogonal matrix in tangent form: one multiplication and one addition for each number, by deferring the cosine
 * (or the sine, where it is the larger). It is a rotation [[c, −s], [s, c]] or a reflection [[c, s], [s, −c]].
 *
 * `keepsShapes`: the cosine is deferred unless it is next to nothing, so that other angles give the same steps. What is
 * left of an amplitude is as exact; numbers grow faster until the factor is put right.
 */
export function realStep([c, upper, s, d]: RealMatrix, bit: number, keepsShapes = false): ScaledStep {
  const isReflection = c * d - upper * s < 0;
  if (isReflection && Math.abs(c) < epsilon) return { step: { kind: "flip", bit }, constants: [], scale: s };
  if (Math.abs(Math.abs(c) - Math.abs(s)) < epsilon) {
    const isPositive = s / c > 0;
    if (isReflection && !isPositive) return { step: { kind: "reflect", bit }, constants: [-1], scale: c };
    const kind = isReflection ? "hadamard" : isPositive ? "quarter" : "quarter back";
    return { step: { kind, bit }, constants: [], scale: c };
  }
  if (Math.abs(c) > Math.abs(s) * (keepsShapes ? smallestCosine : 1)) {
    return { step: { kind: isReflection ? "reflect" : "rotate", bit }, constants: [s / c], scale: c };
  }
  return { step: { kind: isReflection ? "coreflect" : "corotate", bit }, constants: [c / s], scale: s };
}

/** A fused pair as kernel steps: the steps times `scale` are the pair, up to the phase that the lowering keeps. */
export interface PairSteps {
  readonly steps: readonly BlockStep[];
  readonly constants: readonly number[];
  readonly scale: number;
}

/**
 * A fused pair as kernel steps: two rotations, turns, a double rotation, phases; `factor` is put right along with it. All
 * cosines are deferred: those of the turns and of the double rotation are different for the pairs 00–11 and 01–10, and
 * what makes the difference goes into the phases.
 */
export function pairSteps(pair: FusedPair, factor = 1): PairSteps {
  const constants: number[] = [];
  let scale = 1;
  const leading = pair.thetas.flatMap((theta, bit): BlockStep[] => {
    if (theta === 0) return [];
    const { step, constants: used, scale: deferred } = realStep(rotationMatrix(theta / 2), bit);
    constants.push(...used);
    scale *= deferred;
    return [step];
  });
  constants.push(tan(pair.turns[0]), tan(pair.turns[1]));
  const rotation = (angle: number): { kind: RotationKind; scale: number } => {
    const [c, s] = [cos(angle), sin(angle)];
    const isCosineLarger = Math.abs(c) >= Math.abs(s);
    constants.push(isCosineLarger ? s / c : c / s);
    return isCosineLarger ? { kind: "rotate", scale: c } : { kind: "corotate", scale: s };
  };
  const outer = rotation(pair.rotations[0]);
  const inner = rotation(pair.rotations[1]);
  const outerScale = outer.scale * cos(pair.turns[0]);
  const ratio = (inner.scale * cos(pair.turns[1])) / outerScale;
  const [first, second, both] = pair.tail;
  if (factor !== 1) constants.push(factor);
  const phase = (angle: number, length: number) => constants.push(length * cos(angle), length * sin(angle));
  phase(first, factor * ratio);
  phase(second, factor * ratio);
  phase(both, factor);
  return {
    steps: [
      ...leading,
      { kind: "turns" },
      { kind: "double rotation", outer: outer.kind, inner: inner.kind },
      { kind: "phases", entries: [factor === 1 ? "one" : "real", "complex", "complex", "complex"] },
    ],
    constants,
    scale: scale * outerScale,
  };
}

const rotationMatrix = (angle: number): RealMatrix => [cos(angle), -sin(angle), sin(angle), cos(angle)];
