import { cos, sin } from "@naru/base";
import type { BlockShape, BlockStep, RotationKind, TurnKind } from "../emit/block-shape.ts";
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

/** A fused pair as a block: its steps times `scale` are the pair, up to the phase that the lowering keeps. */
export interface PairBlock {
  readonly shape: BlockShape;
  readonly constants: readonly number[];
  readonly scale: number;
}

/**
 * A fused pair as a block: two rotations, turns, a double rotation, phases; `factor` is put right along with it. All
 * cosines are deferred. Those of the turns and of the double rotation are different for 00, 01, 10 and 11: the double
 * rotation has constants that allow for what comes before, and the phases put all right.
 */
export function pairBlock({ thetas, turns, rotations, tail }: FusedPair, factor = 1): PairBlock {
  const constants: number[] = [];
  const leading: BlockStep[] = [];
  let scale = 1;
  for (let bit = 0; bit < 2; bit++) {
    if (thetas[bit] === 0) continue;
    const c = cos(thetas[bit] / 2);
    const s = sin(thetas[bit] / 2);
    const rotation = realStep([c, -s, s, c], bit);
    leading.push(rotation.step);
    if (rotation.constants.length > 0) constants.push(rotation.constants[0]);
    scale *= rotation.scale;
  }
  const outerTurn = addTurn(turns[0], constants);
  const innerTurn = addTurn(turns[1], constants);
  const outer = addRotation(rotations[0], outerTurn.scale, constants);
  const inner = addRotation(rotations[1], innerTurn.scale, constants);
  if (factor !== 1) constants.push(factor);
  addPhase(tail[0], (factor * inner.second) / outer.first, constants);
  addPhase(tail[1], (factor * inner.first) / outer.first, constants);
  addPhase(tail[2], (factor * outer.second) / outer.first, constants);
  return {
    shape: pairShape(
      leading,
      [outerTurn.kind, innerTurn.kind],
      [outer.kind, inner.kind],
      factor === 1 ? "one" : "real",
    ),
    constants,
    scale: scale * outer.first,
  };
}

/** Beyond this tangent the sine is deferred: rarely, so that pairs have few shapes, and where a turn is a quarter turn. */
const largestTangent = 1000;

/** A turn as a step that lacks `scale`. */
function addTurn(angle: number, constants: number[]): { kind: TurnKind; scale: number } {
  const c = cos(angle);
  const s = sin(angle);
  const isTurn = Math.abs(s) <= largestTangent * Math.abs(c);
  constants.push(isTurn ? s / c : c / s);
  return isTurn ? { kind: "turn", scale: c } : { kind: "coturn", scale: s };
}

/** A rotation of two numbers, of which the second lacks `lacking`, as a step; the results lack `first` and `second`. */
function addRotation(
  angle: number,
  lacking: number,
  constants: number[],
): { kind: RotationKind; first: number; second: number } {
  const c = cos(angle);
  const s = sin(angle);
  if (Math.abs(c) >= Math.abs(s)) {
    const t = s / c;
    constants.push(t * lacking, t / lacking);
    return { kind: "rotate", first: c, second: c * lacking };
  }
  const t = c / s;
  constants.push(t / lacking, t * lacking);
  return { kind: "corotate", first: s * lacking, second: s };
}

function addPhase(angle: number, length: number, constants: number[]): void {
  constants.push(length * cos(angle), length * sin(angle));
}

/** The shapes of pairs are few: each is made once, and so is its name. */
const pairShapes = new Map<string, BlockShape>();

function pairShape(
  leading: readonly BlockStep[],
  turns: readonly [TurnKind, TurnKind],
  rotations: readonly [RotationKind, RotationKind],
  first: "one" | "real",
): BlockShape {
  let key = first + turns[0] + turns[1] + rotations[0] + rotations[1];
  for (const step of leading) if ("bit" in step) key += step.kind + step.bit;
  const known = pairShapes.get(key);
  if (known) return known;
  const shape: BlockShape = {
    registerBits: 2,
    steps: [
      ...leading,
      { kind: "turns", outer: turns[0], inner: turns[1] },
      { kind: "double rotation", outer: rotations[0], inner: rotations[1] },
      { kind: "phases", entries: [first, "complex", "complex", "complex"] },
    ],
  };
  pairShapes.set(key, shape);
  return shape;
}
