import { gateStep, type Step } from "./step.ts";

/**
 * A rotation of `target` by an angle for each value of `selectors` (bit k of a value belongs to `selectors[k]`), with X
 * halves in between that turn the sign: each selector halves the angles' sums and differences. V. V. Shende, S. S.
 * Bullock and I. L. Markov, "Synthesis of quantum-logic circuits", IEEE Trans. CAD 25, 1000 (2006), theorem 8.
 *
 * `anglesRadians` has 2^selectors entries. About X a CZ turns the sign, about Y and Z a CX.
 */
export function multiplexedRotation(
  axis: "rx" | "ry" | "rz",
  anglesRadians: readonly number[],
  selectors: readonly number[],
  target: number,
): Step[] {
  if (anglesRadians.every((angle) => angle === 0)) return [];
  const last = selectors.at(-1);
  if (last === undefined) return [gateStep(axis, [target], anglesRadians[0] ?? 0)];
  const half = anglesRadians.length / 2;
  const pairs = anglesRadians.slice(0, half).map((angle, k) => [angle, anglesRadians[half + k] ?? 0] as const);
  const rest = selectors.slice(0, -1);
  const flip = gateStep(axis === "rx" ? "cz" : "cx", [last, target]);
  const sums = pairs.map(([a, b]) => (a + b) / 2);
  const differences = pairs.map(([a, b]) => (a - b) / 2);
  const turned = multiplexedRotation(axis, differences, rest, target);
  return [...multiplexedRotation(axis, sums, rest, target), ...(turned.length > 0 ? [flip, ...turned, flip] : [])];
}
