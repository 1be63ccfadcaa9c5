import { CancelledError, formatBytes, NaruError, TooLargeError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { type Choice, choose, type Limits } from "../choose.ts";
import { type Part, type Reduction, reduce } from "../reduce/index.ts";
import type { Cost, MethodName, SimulateOptions, Simulator } from "../simulator.ts";
import type { Work } from "../work.ts";

/** How a circuit is going to be simulated, and what that takes. */
export type Analysis = Required<Omit<Cost, "isExact">> & {
  readonly method: MethodName;
  /** Why this method: one sentence for the job's page. */
  readonly why: string;
} & (
    | { readonly kind: "whole"; readonly simulator: Simulator }
    /** Null for parts of a single qubit that need no method. */
    | { readonly kind: "parts"; readonly reduction: Reduction; readonly choices: readonly (Choice | null)[] }
  );

/** Measured: writing a shot, joining that of a part to it, or of a single qubit; a part as such; looking at an operation. */
const secondsToWriteShot = 1e-7;
const secondsToJoinShot = 3e-8;
const secondsToJoinQubit = 1e-8;
const secondsOfPart = 5e-5;
const secondsOfOperation = 3e-7;
/** A qubit that needs no method, and one of its gates with its noise. */
const secondsOfQubit = 5e-6;
const secondsOfQubitStep = 5e-7;
/** A shot as a row of bits, its places in two tables, and its text in the counts, if every shot is another. */
const bytesOfShot = (bitCount: number): number => 120 + bitCount + Math.ceil(bitCount / 8);
/** A shot that is not put together, in the counts of a part and in those of the circuit. */
const bytesOfShotAlone = 60;
/** Parts that take less than this are not compared with the whole, which would take as long; so much for each operation. */
const secondsWorthComparing = 5e-3;
const secondsToCompareOperation = 1e-5;

/**
 * What a first run takes more in a process that has just started: modules loaded, code interpreted, kernels compiled.
 * Measured in fresh threads, for methods that do not say it themselves; seconds.
 */
const secondsOfColdStart: Readonly<Record<MethodName, number>> = {
  tiny: 0.02,
  statevector: 0.1,
  density: 0.1,
  stabilizer: 0.15,
  mps: 0.18,
  reference: 0.02,
};
/** Taking apart and putting together is code of its own. */
const secondsOfColdParts = 0.018;

/**
 * Decides how to simulate a circuit: in independent parts where that is less work than the whole, each by the method that
 * fits it. Tableaus stay whole: they cost little at any width, and joining parts costs more than it saves. Throws as
 * `choose` does. Gives way between looks at all of the circuit, each of some 100 ms for a million operations.
 */
export function* analyse(
  simulators: readonly Simulator[],
  circuit: Circuit,
  options: SimulateOptions,
  limits: Limits,
): Work<Analysis> {
  const reduction = reduce(circuit, options);
  if (!reduction) return whole(yield* choose(simulators, circuit, options, limits));
  if (options.method === "stabilizer") {
    const choice = yield* attempt(choose(simulators, circuit, options, limits));
    if (!(choice instanceof NaruError)) return whole(choice);
  }
  const parts = yield* ofParts(simulators, circuit, reduction, options, limits);
  const worthComparing = secondsWorthComparing + circuit.operations.length * secondsToCompareOperation;
  const isLight = !(parts instanceof NaruError) && parts.serialSeconds < worthComparing;
  if (isLight && parts.method !== "stabilizer") return parts;
  const choice = yield* attempt(choose(simulators, circuit, options, limits));
  if (parts instanceof NaruError) {
    // What both lack is said of the whole, whose qubits the caller knows; that a part is too large is the better news.
    if (choice instanceof NaruError) throw choice instanceof TooLargeError ? parts : choice;
    return whole(choice);
  }
  return choice instanceof NaruError || parts.serialSeconds < whole(choice).serialSeconds ? parts : whole(choice);
}

function whole(choice: Choice): Analysis {
  const { simulator, why, seconds, bytes, serialSeconds = seconds } = choice;
  const firstSeconds = choice.firstSeconds ?? seconds + secondsOfColdStart[simulator.name];
  return { kind: "whole", simulator, method: simulator.name, why, seconds, bytes, firstSeconds, serialSeconds };
}

function* ofParts(
  simulators: readonly Simulator[],
  circuit: Circuit,
  reduction: Reduction,
  options: SimulateOptions,
  limits: Limits,
): Work<Analysis | NaruError> {
  const choices: (Choice | null)[] = [];
  for (const part of reduction.parts) {
    if (part.isOneQubit) {
      choices.push(null);
      continue;
    }
    const subject = { qubits: part.qubits, ofQubits: circuit.qubitCount };
    const choice = yield* attempt(choose(simulators, part.circuit, part.options, limits, subject));
    if (choice instanceof NaruError) return choice;
    choices.push(choice);
  }
  const { shots = 0 } = options;
  const costs = choices.map((choice, k) => (choice ? whole(choice) : costOfQubit(reduction.parts[k], options)));
  const joining =
    circuit.operations.length * secondsOfOperation +
    costs.length * secondsOfPart +
    shots *
      (secondsToWriteShot +
        choices.reduce((sum, choice) => sum + (choice ? secondsToJoinShot : secondsToJoinQubit), 0));
  const sum = (of: (cost: (typeof costs)[number]) => number) =>
    costs.reduce((total, cost) => total + of(cost), joining);
  const amplitudeBytes = options.amplitudes ? 20 * 2 ** reduction.qubitCount : 0;
  const ofShots = shots * (costs.length > 1 ? bytesOfShot(reduction.bitCount) : bytesOfShotAlone);
  const bytes = Math.max(...costs.map((cost) => cost.bytes)) + amplitudeBytes + ofShots;
  if (bytes > limits.maxBytes) {
    return new TooLargeError(
      `Putting ${shots} shots of ${reduction.bitCount} bits together from independent qubits takes ${formatBytes(bytes)}; this machine takes up to ${formatBytes(limits.maxBytes)}. Ask for fewer shots.`,
      { shots, bytes, maxBytes: limits.maxBytes },
    );
  }
  const main = costs.reduce((largest, cost) => (cost.serialSeconds > largest.serialSeconds ? cost : largest));
  return {
    kind: "parts",
    reduction,
    choices,
    method: main.method,
    why: whyInParts(reduction, main),
    seconds: sum(({ seconds }) => seconds),
    // Parts by the same method start cold once.
    firstSeconds:
      sum(({ seconds }) => seconds) +
      Math.max(...costs.map(({ seconds, firstSeconds }) => firstSeconds - seconds)) +
      secondsOfColdParts,
    serialSeconds: sum(({ serialSeconds }) => serialSeconds),
    bytes,
  };
}

/** A single qubit that needs no method: some loops over its gates. */
function costOfQubit({ circuit }: Part, { method = "tiny" }: SimulateOptions): Omit<Analysis, "kind"> {
  const seconds = secondsOfQubit + circuit.operations.length * secondsOfQubitStep;
  return {
    method,
    why: "single qubits, each worked out by itself",
    seconds,
    serialSeconds: seconds,
    firstSeconds: seconds + secondsOfColdStart.tiny,
    bytes: 0,
  };
}

/** Says what was left out and what was separated, and then why the largest part has its method. */
function whyInParts({ parts, qubitCount }: Reduction, { why }: { readonly why: string }): string {
  const used = parts.reduce((sum, { qubits }) => sum + qubits.length, 0);
  const widest = parts.reduce((width, { qubits }: Part) => Math.max(width, qubits.length), 0);
  const matter = used < qubitCount ? `only ${used} of ${qubitCount} qubits matter` : `${qubitCount} qubits`;
  const apart = parts.length > 1 ? ` in ${parts.length} independent parts of up to ${widest} qubits` : "";
  return `${matter}${apart}, simulated ${parts.length > 1 ? "one by one" : "alone"}: ${why}`;
}

function* attempt<Value>(work: Work<Value>): Work<Value | NaruError> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof NaruError && !(error instanceof CancelledError)) return error;
    throw error;
  }
}
