import { formatBytes, seeded } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { CircuitShape } from "../circuit-shape.ts";
import { countShots, exactOutcomes, expectedWork, noiseSupport, waysExponent } from "../noise/index.ts";
import type { Pacer } from "../pacer.ts";
import type { Cost, SimulateOptions, SimulateResult, Support } from "../simulator.ts";
import { TinyOps } from "../tiny/ops.ts";
import { distributionOf } from "../tiny/outcomes.ts";

/** What a run computes, whichever way. */
export type Computed = Pick<SimulateResult, "counts" | "probabilities" | "amplitudes" | "expectations">;

/** One gate on so many qubits takes about a tenth of a second in plain loops, the longest a run goes without a look. */
const mostQubits = 22;
/** Exact probabilities follow each way through the measurements on the way: at most 2^this of them. */
const mostWaysExponent = 6;
/** Measured for gates of all kinds at 14 to 20 qubits, in double precision. */
const secondsPerAmplitude = 2.5e-9;

/**
 * Whether the shot tree takes a circuit with noise, mid-circuit measurement, reset or conditions on more qubits than the
 * small simulator does.
 */
export function treeSupport(
  circuit: Circuit,
  shape: CircuitShape,
  { noise, amplitudes, probabilities }: SimulateOptions,
): Support {
  if (circuit.qubitCount > mostQubits) {
    return {
      ok: false,
      why: `it has ${circuit.qubitCount} qubits, and with noise, mid-circuit measurement, reset or conditions this method takes up to ${mostQubits} (${formatBytes(16 * 2 ** mostQubits)} for each branch)`,
    };
  }
  if (noise) {
    const support = noiseSupport(circuit, noise);
    if (!support.ok) return support;
    if (amplitudes || probabilities) return { ok: false, why: "under noise only shots can be had, no exact state" };
  }
  if (shape.kind === "static" || !(amplitudes || probabilities)) return { ok: true };
  if (amplitudes) return { ok: false, why: "it has no single final state: it measures, resets or decides on its way" };
  const ways = waysExponent(circuit);
  if (ways <= mostWaysExponent) return { ok: true };
  return {
    ok: false,
    why: `its ${ways} measurements and resets on the way are too many to follow for exact probabilities (up to ${mostWaysExponent}); ask for shots`,
  };
}

export function treeCost(circuit: Circuit, { shots = 0, noise, probabilities }: SimulateOptions): Cost {
  const { sweeps, states } = expectedWork(circuit, shots, noise);
  const exactSweeps = probabilities ? circuit.operations.length * 2 ** waysExponent(circuit) : 0;
  const amplitudes = 2 ** circuit.qubitCount;
  return {
    seconds: (sweeps + exactSweeps) * amplitudes * secondsPerAmplitude,
    bytes: 16 * amplitudes * (states + 3) + 60 * shots,
  };
}

export async function runTree(circuit: Circuit, options: SimulateOptions, pacer: Pacer): Promise<Computed> {
  const { shots = 0, noise, seed } = options;
  const ops = new TinyOps(circuit.qubitCount);
  const counts =
    shots > 0
      ? await countShots(circuit, ops, { shots, random: seeded(seed), ...(noise && { noise }) }, pacer)
      : undefined;
  const probabilities =
    options.probabilities && circuit.clbitCount <= 53
      ? distributionOf(await exactOutcomes(circuit, ops, seeded(seed), pacer))
      : undefined;
  return { ...(counts && { counts }), ...(probabilities && { probabilities }) };
}
