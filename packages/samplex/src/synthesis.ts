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
  const u00 = matrices[at];
  const v00 = matrices[at + 1];
  const u01 = matrices[at + 2];
  const v01 = matrices[at + 3];
  const u10 = matrices[at + 4];
  const v10 = matrices[at + 5];
  const u11 = matrices[at + 6];
  const v11 = matrices[at + 7];
  const across = u10 * u10 + v10 * v10;
  const along = u00 * u00 + v00 * v00;
  const theta = across === 0 ? 0 : 2 * atan2(Math.sqrt(across), Math.sqrt(along));
  const isSx = synth === "RzSxSynth";
  const shift = isSx ? Math.PI : Math.PI / 2;
  const shiftOfLast = isSx ? 0 : Math.PI / 2;
  const isDiagonal = theta < tolerance;
  // What the phase takes away, twice over, is the argument of the determinant d.
  const d = u00 * u11 - v00 * v11 - u01 * u10 + v01 * v10;
  const e = u00 * v11 + v00 * u11 - u01 * v10 - v01 * u10;
  if (isDiagonal || Math.abs(theta - Math.PI) < tolerance) {
    const x = isDiagonal ? u11 : u10;
    const y = isDiagonal ? v11 : v10;
    const twice = atan2(2 * x * y * d - (x * x - y * y) * e, (x * x - y * y) * d + 2 * x * y * e);
    target[0] = turned(isDiagonal ? twice - shift + shiftOfLast : -twice - shift - shiftOfLast);
    target[2] = 0;
  } else {
    target[0] = turned(atan2(v11 * u10 - u11 * v10, u11 * u10 + v11 * v10) - shift);
    const x = u11 * u10 - v11 * v10;
    const y = u11 * v10 + v11 * u10;
    target[2] = turned(atan2(y * d - x * e, x * d + y * e) + shiftOfLast);
  }
  target[1] = turned(isSx ? Math.PI - theta : theta);
}

const turn = 2 * Math.PI;

/** The same angle in (−π, π]. */
function turned(angle: number): number {
  const rest = (Math.PI - angle) % turn;
  return Math.PI - (rest < 0 ? rest + turn : rest);
}
