import { formatBytes, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { Cost, MethodName, SimulateOptions, Simulator } from "./simulator.ts";

export interface Choice extends Cost {
  readonly simulator: Simulator;
  /** Why this method: one sentence for the job's page. */
  readonly why: string;
}

/** What bounds the choice, beside what each method supports. */
export interface Limits {
  /** Memory that a run may take. */
  readonly maxBytes: number;
  /** Qubits that the widest method takes, and the bytes of one amplitude. */
  readonly maxQubits: number;
  readonly bytesPerAmplitude: number;
}

/**
 * Chooses the method for a circuit: the first of `simulators` that takes it, fastest first, or the one that the options
 * force; the reference is only used when it is asked for. Throws TooLargeError with qubits, bytes and the limit, or UnsupportedError with what each method says.
 */
export function choose(
  simulators: readonly Simulator[],
  circuit: Circuit,
  options: SimulateOptions,
  limits: Limits,
): Choice {
  const candidates = simulators.filter(({ name }) => (options.method ? name === options.method : name !== "reference"));
  const refusals: string[] = [];
  for (const simulator of candidates) {
    const support = simulator.supports(circuit, options);
    if (!support.ok) {
      refusals.push(`${simulator.name}: ${support.why}`);
      continue;
    }
    const cost = simulator.estimate(circuit, options);
    if (cost.bytes > limits.maxBytes) throw tooLarge(circuit.qubitCount, cost.bytes, limits);
    const why = options.method ? `${simulator.name} was asked for` : reasons[simulator.name];
    return { simulator, why, ...cost };
  }
  const { qubitCount } = circuit;
  if (qubitCount > limits.maxQubits) throw tooLarge(qubitCount, limits.bytesPerAmplitude * 2 ** qubitCount, limits);
  throw new UnsupportedError(`No method here can run this circuit (${refusals.join("; ")}).`, { qubits: qubitCount });
}

const reasons: Readonly<Record<MethodName, string>> = {
  tiny: "a small circuit, for which plain loops are fastest",
  statevector: "the whole state fits into memory",
  density: "the whole mixed state fits into memory",
  stabilizer: "every gate is a Clifford gate, and such circuits cost little at any width",
  mps: "the state has little entanglement, which a matrix-product state makes use of",
  reference: "the slow simulator that judges the others",
};

function tooLarge(qubits: number, bytes: number, { maxBytes, maxQubits }: Limits): TooLargeError {
  return new TooLargeError(
    `A circuit of ${qubits} qubits needs ${formatBytes(bytes)} here; this machine takes up to ${maxQubits} qubits and ${formatBytes(maxBytes)}. Use fewer qubits.`,
    { qubits, bytes, maxBytes, maxQubits },
  );
}
