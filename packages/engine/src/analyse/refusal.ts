import { formatBytes, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { MethodName } from "../simulator.ts";

/** Why a method does not take a circuit: a clause that can follow "because", or the memory that it would need. */
export type Refusal = { readonly name: MethodName } & ({ readonly why: string } | { readonly bytes: number });

/** What is refused: a circuit, or a part of one that has nothing to do with the rest. */
export interface Subject {
  readonly circuit: Circuit;
  /** Of a part: qubit k of it is qubit `qubits[k]` of the whole, which has so many. */
  readonly part?: { readonly qubits: readonly number[]; readonly ofQubits: number };
}

/** Qubits that are listed by number. */
const mostQubitsNamed = 4;

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
  { circuit: { qubitCount: qubits }, part }: Subject,
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
  const subject = part
    ? `This circuit of ${part.ofQubits} qubits has a part of ${qubits} qubits that hang together (${namesOf(part.qubits)}), and that part`
    : `A circuit of ${qubits} qubits`;
  return new TooLargeError(
    `${subject} needs ${needed} here; this machine takes up to ${maxQubits} qubits and ${formatBytes(maxBytes)}.${next} Use fewer qubits.`,
    { qubits, bytes, maxBytes, maxQubits },
  );
}

/** The error for a circuit that no method takes, with what each of them says. */
export function unsupported(
  { circuit: { qubitCount }, part }: Subject,
  refusals: readonly Refusal[],
): UnsupportedError {
  const whys = refusals.map(
    (refusal) => `${refusal.name}: ${"why" in refusal ? refusal.why : formatBytes(refusal.bytes)}`,
  );
  const subject = part
    ? `a part of this circuit, ${namesOf(part.qubits)} of the circuit counted from 0 on,`
    : "this circuit";
  return new UnsupportedError(`No method here can run ${subject} (${whys.join("; ")}).`, { qubits: qubitCount });
}

function namesOf(qubits: readonly number[]): string {
  const named = qubits.slice(0, mostQubitsNamed).join(", ");
  if (qubits.length > mostQubitsNamed) return `qubits ${named} and ${qubits.length - mostQubitsNamed} more`;
  return `qubit${qubits.length === 1 ? "" : "s"} ${named}`;
}

/** Qubits of the widest state vector that leaves room in so much memory: one that fills it leaves none. */
const widestStateIn = (bytes: number): number => Math.max(0, Math.ceil(Math.log2(bytes / bytesPerAmplitude)) - 1);
