import { atan2 } from "@naru/base";

/**
 * How angles make a gate: `RzSxSynth` rz(v₀) · sx · rz(v₁) · sx · rz(v₂) in the order of the circuit, `RzRxSynth`
 * rz(v₀) · rx(v₁) · rz(v₂); both up to a phase.
 */
export const synths = ["RzSxSynth", "RzRxSynth"] as const;
export type Synth = (typeof synths)[number];

/** Below this an angle is 0, or π, exactly, and the two turns about z become one (as samplomatic does). */
const tolerance = 1e-15;

/**
 * Writes the three angles of a unitary matrix U (at `at`, 8 numbers) to `target`, each in (−π, π].
 *
 * With the phase chosen so that det U = 1: a = arg U₁₁, b = arg U₁₀ and θ = 2·atan2(|U₁₀|, |U₀₀|) give the angles
 * (a − b − π, π − θ, a + b) with sx, and (a − b − π/2, θ, a + b + π/2) with rx.
 */
export function writeAngles(synth: Synth, matrices: ArrayLike<number>, at: number, target: Float64Array): void {
  const [u00, v00, u01, v01] = [matrices[at], matrices[at + 1], matrices[at + 2], matrices[at + 3]];
  const [u10, v10, u11, v11] = [matrices[at + 4], matrices[at + 5], matrices[at + 6], matrices[at + 7]];
  // Half the argument of the determinant is what the phase takes away.
  const half = atan2(u00 * v11 + v00 * u11 - u01 * v10 - v01 * u10, u00 * u11 - v00 * v11 - u01 * u10 + v01 * v10) / 2;
  const a = atan2(v11, u11) - half;
  const b = atan2(v10, u10) - half;
  const theta = 2 * atan2(Math.sqrt(u10 * u10 + v10 * v10), Math.sqrt(u00 * u00 + v00 * v00));
  const isSx = synth === "RzSxSynth";
  let first = a - b - (isSx ? Math.PI : Math.PI / 2);
  let last = a + b + (isSx ? 0 : Math.PI / 2);
  if (theta < tolerance) {
    first += last;
    last = 0;
  } else if (Math.abs(theta - Math.PI) < tolerance) {
    first -= last;
    last = 0;
  }
  target[0] = turned(first);
  target[1] = turned(isSx ? Math.PI - theta : theta);
  target[2] = turned(last);
}

const turn = 2 * Math.PI;

/** The same angle in (−π, π]. */
function turned(angle: number): number {
  const rest = (Math.PI - angle) % turn;
  return Math.PI - (rest < 0 ? rest + turn : rest);
}
