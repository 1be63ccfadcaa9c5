import { formatBytes, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { MethodName } from "../simulator.ts";

/** Why a method does not take a circuit: a clause that can follow "because", or the memory that it would need. */
export type Refusal = { readonly name: MethodName } & ({ readonly why: string } | { readonly bytes: number });

/** Methods of which there is no more to say than that the state is too large. */
const sizeBound: ReadonlySet<MethodName> = new Set(["tiny", "statevector", "density", "reference"]);
/** The least that an amplitude takes: two 32-bit floats. */
const bytesPerAmplitude = 8;
/** Wider states are beyond what a number of bytes says anything to people: 8 PiB. */
const mostQubitsCounted = 50;
/** Wider ones are beyond what a number holds. */
const mostQubitsOfNumbers = 1000;

/**
 * The error for a circuit that is too wide or takes too much memory, with the numbers and what the other methods lack;
 * undefined when its size is not what stands in the way.
 */
export function tooLarge(
  { qubitCount: qubits }: Circuit,
  refusals: readonly Refusal[],
  limits: { readonly maxBytes: number; readonly maxQubits: number },
): TooLargeError | undefined {
  const smallest = Math.min(
    ...refusals.map((refusal) => ("bytes" in refusal ? refusal.bytes : Number.POSITIVE_INFINITY)),
  );
  if (qubits <= limits.maxQubits && smallest === Number.POSITIVE_INFINITY) return undefined;
  const { maxBytes } = limits;
  const maxQubits = Math.min(limits.maxQubits, widestStateIn(maxBytes));
  const bytes = Math.min(smallest, bytesPerAmplitude * 2 ** Math.min(qubits, mostQubitsOfNumbers));
  const most = bytesPerAmplitude * 2 ** mostQubitsCounted;
  const needed = bytes > most ? `more than ${formatBytes(most)}` : formatBytes(bytes);
  const others = refusals.flatMap((refusal) =>
    "why" in refusal && !sizeBound.has(refusal.name)
      ? [`${refusal.name} does not take it, because ${refusal.why}`]
      : [],
  );
  const next = others.length > 0 ? ` Of the other methods, ${others.join("; ")}.` : "";
  return new TooLargeError(
    `A circuit of ${qubits} qubits needs ${needed} here; this machine takes up to ${maxQubits} qubits and ${formatBytes(maxBytes)}.${next} Use fewer qubits.`,
    { qubits, bytes, maxBytes, maxQubits },
  );
}

/** The error for a circuit that no method takes, with what each of them says. */
export function unsupported({ qubitCount }: Circuit, refusals: readonly Refusal[]): UnsupportedError {
  const whys = refusals.map(
    (refusal) => `${refusal.name}: ${"why" in refusal ? refusal.why : formatBytes(refusal.bytes)}`,
  );
  return new UnsupportedError(`No method here can run this circuit (${whys.join("; ")}).`, { qubits: qubitCount });
}

/** Qubits of the widest state vector that leaves room in so much memory: one that fills it leaves none. */
const widestStateIn = (bytes: number): number => Math.max(0, Math.ceil(Math.log2(bytes / bytesPerAmplitude)) - 1);
