import type { Circuit } from "@naru/circuit";
import { type Refusal, type Subject, tooLarge, unsupported } from "./analyse/refusal.ts";
import { beginsAnywhere } from "./initial-state.ts";
import { type Cost, type MethodName, noInitialState, type SimulateOptions, type Simulator } from "./simulator.ts";
import { mostTinyQubits } from "./tiny/index.ts";
import type { Work } from "./work.ts";

export interface Choice extends Cost {
  readonly simulator: Simulator;
  /** Why this method: one sentence for the job's page. */
  readonly why: string;
}

/** What bounds the choice, beside what each method supports. */
export interface Limits {
  /** Memory that a run may take. */
  readonly maxBytes: number;
  /** Qubits of the widest state vector that the platform can hold, however much memory there is. */
  readonly maxQubits: number;
}

/**
 * Chooses the method for a circuit: of those that take it within the memory, the one that would be fastest on one thread,
 * or the one that the options force, or one that they prefer and that takes it. The reference is only used when it is asked
 * for, and so is a method that would leave out part of the state.
 *
 * Only constants and the memory decide, not how fast this machine is: the same circuit has the same method everywhere.
 * Throws TooLargeError with qubits, bytes and the limit, or UnsupportedError with what each method says; `part` tells them
 * of which part of a circuit they speak. Gives way after each method that looked at the circuit.
 */
export function* choose(
  simulators: readonly Simulator[],
  circuit: Circuit,
  options: SimulateOptions,
  limits: Limits,
  part?: Subject["part"],
): Work<Choice> {
  const refusals: Refusal[] = [];
  let best: Choice | undefined;
  for (const simulator of candidates(simulators, circuit, options)) {
    const { name } = simulator;
    if (best && isPassedOver(name, options, best)) continue;
    yield;
    const support =
      options.initialState && !beginsAnywhere.has(name) ? noInitialState : simulator.supports(circuit, options);
    if (!support.ok) {
      refusals.push({ name, why: support.why });
      continue;
    }
    yield;
    const cost = simulator.estimate(circuit, options);
    yield;
    if (cost.bytes > limits.maxBytes) {
      refusals.push({ name, bytes: cost.bytes });
      continue;
    }
    const choice = { simulator, why: reasonFor(name, options), ...cost };
    if (options.method) return choice;
    if (cost.isExact === false) {
      refusals.push({
        name,
        why: "it could leave out part of the state, and is used for this circuit when it is asked for",
      });
      continue;
    }
    if (isSmall(circuit, options) || name === options.preferredMethod) return choice;
    if (!best || weighed(choice) < weighed(best)) best = choice;
  }
  if (best) return best;
  const subject = { circuit, ...(part && { part }) };
  throw tooLarge(subject, refusals, limits) ?? unsupported(subject, refusals);
}

/**
 * The methods that may be used, in the order in which they are asked: the one made for small circuits first where the
 * circuit is small, and matrix-product states last, as they look long at a circuit to say what it would take.
 */
function candidates(
  simulators: readonly Simulator[],
  circuit: Circuit,
  options: SimulateOptions,
): readonly Simulator[] {
  if (options.method) return simulators.filter(({ name }) => name === options.method);
  const place = ({ name }: Simulator) => {
    if (name === options.preferredMethod) return -2;
    return name === "tiny" && isSmall(circuit, options) ? -1 : name === "mps" ? 1 : 0;
  };
  return simulators.filter(({ name }) => name !== "reference").sort((a, b) => place(a) - place(b));
}

/** Above this, it is worth a look whether a matrix-product state would be faster: a look takes some milliseconds. */
const secondsWorthALook = 0.2;

/** Whether a method need not be asked, since it would not be better than the best so far. */
function isPassedOver(name: MethodName, { noise }: SimulateOptions, best: Choice): boolean {
  if (name === "density") return noise === undefined; // a pure state has the square root of its numbers
  return name === "mps" && (noise !== undefined || serialSecondsOf(best) < secondsWorthALook);
}

/** Circuits for which comparing methods would take longer than to run them. */
const isSmall = (circuit: Circuit, { noise }: SimulateOptions): boolean =>
  circuit.qubitCount <= mostTinyQubits && noise === undefined;

/**
 * The time of a matrix-product state depends on the entanglement that the circuit really makes, of which only a bound is
 * known; another method must be so much slower before it is passed over for one.
 */
const cautionWithBonds = 4;

const weighed = (choice: Choice): number =>
  (choice.simulator.name === "mps" ? cautionWithBonds : 1) * serialSecondsOf(choice);

const serialSecondsOf = ({ seconds, serialSeconds = seconds }: Choice): number => serialSeconds;

const reasonFor = (name: MethodName, { method, noise }: SimulateOptions): string =>
  method ? `${name} was asked for` : ((noise && reasonsUnderNoise[name]) ?? reasons[name]);

const reasons: Readonly<Record<MethodName, string>> = {
  tiny: "a small circuit, for which plain loops are fastest",
  statevector: "the whole state fits into memory",
  density: "the whole mixed state fits into memory",
  stabilizer: "every gate is a Clifford gate, and such circuits cost little at any width",
  mps: "the state has little entanglement, which a matrix-product state makes use of",
  reference: "the slow simulator that judges the others",
};

const reasonsUnderNoise: Readonly<Partial<Record<MethodName, string>>> = {
  tiny: "a small state, of which shots share what they have in common until an error parts them",
  statevector: "the whole state fits into memory, and shots share what they have in common until an error parts them",
  density: "the whole mixed state fits into memory, so that noise costs nothing extra and probabilities are exact",
  stabilizer: "every gate is a Clifford gate and every error a Pauli error, which cost little at any width",
};
