import { atan2, cos, sin } from "@naru/base";
import type { ComplexMatrix } from "./complex-matrix.ts";
import type { RealMatrix } from "./primitives.ts";

/** Entries and angles below this are taken for zero; they would change a probability by 1e-26. */
const epsilon = 1e-13;

/** e^{i·phase} · P(after) · Ry(theta) · P(before) with P(φ) = diag(1, e^{iφ}); angles in radians. */
export interface EulerAngles {
  readonly phase: number;
  readonly before: number;
  readonly theta: number;
  readonly after: number;
}

/** The Euler angles of a 2×2 unitary. Where they are not unique, `before` is 0. */
export function eulerAngles(unitary: ComplexMatrix): EulerAngles {
  const aRe = unitary[0];
  const aIm = unitary[1];
  const bRe = unitary[2];
  const bIm = unitary[3];
  const cRe = unitary[4];
  const cIm = unitary[5];
  const dRe = unitary[6];
  const dIm = unitary[7];
  const cosine = Math.sqrt(aRe * aRe + aIm * aIm);
  const sine = Math.sqrt(cRe * cRe + cIm * cIm);
  if (sine < epsilon) {
    const phase = atan2(aIm, aRe);
    return { phase, before: 0, theta: 0, after: wrapped(atan2(dIm, dRe) - phase) };
  }
  if (cosine < epsilon) {
    const phase = atan2(-bIm, -bRe);
    return { phase, before: 0, theta: Math.PI, after: wrapped(atan2(cIm, cRe) - phase) };
  }
  const phase = atan2(aIm, aRe);
  const cAngle = atan2(cIm, cRe);
  // small entries have few digits in their angles: `before + after` is read off a and d where these are the large ones
  const before = cosine > sine ? atan2(dIm, dRe) - cAngle : atan2(-bIm, -bRe) - phase;
  return { phase, before: wrapped(before), theta: 2 * atan2(sine, cosine), after: wrapped(cAngle - phase) };
}

/**
 * A one-qubit unitary as the kernels like it: e^{i·phase} · P(after) · R · P(before), where R is real and orthogonal, or
 * absent when the unitary is diagonal.
 */
export interface OneQubitForm {
  readonly phase: number;
  readonly before: number;
  readonly real: RealMatrix | null;
  readonly after: number;
}

/** Brings a 2×2 unitary to the form above, with as few phases as possible: a real unitary has none. */
export function oneQubitForm(unitary: ComplexMatrix): OneQubitForm {
  const { phase, before, theta, after } = eulerAngles(unitary);
  if (theta === 0) return { phase, before, real: null, after };
  const c = theta === Math.PI ? 0 : cos(theta / 2);
  const s = sin(theta / 2);
  // P(π) = Z is real: it turns the rotation into a reflection
  if (isHalfTurn(before)) return { phase, before: 0, real: [c, s, s, -c], after };
  if (isHalfTurn(after)) return { phase, before, real: [c, -s, -s, -c], after: 0 };
  return { phase, before, real: [c, -s, s, c], after };
}

const isHalfTurn = (radians: number): boolean => Math.abs(Math.abs(radians) - Math.PI) < epsilon;

/** The same angle in (−π, π]; what is below `epsilon` becomes 0. */
export function wrapped(radians: number): number {
  const turn = 2 * Math.PI;
  let angle = radians > -turn && radians < turn ? radians : radians % turn;
  if (angle > Math.PI) angle -= turn;
  else if (angle <= -Math.PI) angle += turn;
  return Math.abs(angle) < epsilon ? 0 : angle;
}
