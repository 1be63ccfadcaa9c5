import { exp } from "@naru/base";
import { type Condition, clbitsOfExpression, type Operation } from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type Density, decayed } from "./density.ts";
import { errorsAfter, operandsOfStep, secondsOf } from "./noise.ts";

/** When each qubit is free again, up to when it has decayed, and when each classical bit is known. */
export interface Times {
  readonly free: readonly number[];
  readonly decayed: readonly number[];
  readonly known: readonly number[];
}

export const timesAtStart = (qubitCount: number, bitCount: number): Times => ({
  free: new Array(qubitCount).fill(0),
  decayed: new Array(qubitCount).fill(0),
  known: new Array(bitCount).fill(0),
});

const zip = <Value>(list: readonly Value[], at: readonly number[], value: Value) =>
  list.map((old, i) => (at.includes(i) ? value : old));

const latest = (times: Times, qubits: readonly number[]) => Math.max(0, ...qubits.map((qubit) => times.free[qubit]));

/** What an operation does to the times; nothing where there is no relaxation. */
export interface Timing {
  /** When it starts and ends, and the qubits that it occupies. */
  readonly start: number;
  readonly end: number;
  readonly qubits: readonly number[];
  readonly after: Times;
}

/** What happens at one time: no condition, loop or calculation. */
type Plain = Exclude<Operation, { kind: "if" | "while" | "assign" }>;

/** The timing of anything that happens at one time. */
export function timingOf(operation: Plain, times: Times, noise?: NoiseModel): Timing {
  const [qubits, seconds] = occupied(operation, noise);
  const start = latest(times, qubits);
  const end = start + seconds;
  return {
    ...{ start, end, qubits },
    after: {
      free: zip(times.free, qubits, end),
      decayed: operation.kind === "barrier" ? times.decayed : zip(times.decayed, qubits, end),
      known: operation.kind === "measure" ? zip(times.known, [operation.clbit], end) : times.known,
    },
  };
}

function occupied(operation: Plain, noise?: NoiseModel): [readonly number[], number] {
  const durations = noise?.relaxation?.durations;
  switch (operation.kind) {
    case "barrier":
      return [operation.qubits, 0];
    case "delay":
      return [[operation.qubit], operation.seconds];
    case "measure":
      return [[operation.qubit], durations?.measureSeconds ?? 0];
    case "reset":
      return [[operation.qubit], durations?.resetSeconds ?? 0];
    default:
      return [operandsOfStep(operation), noise ? secondsOf(operation, noise) : 0];
  }
}

/** Every qubit that operations or their errors act on, or that waits for them: all of `qubitCount` for a loop. */
export const qubitsOfAll = (
  operations: readonly Operation[],
  qubitCount: number,
  noise?: NoiseModel,
): readonly number[] => [
  ...new Set(
    operations.flatMap((operation): readonly number[] => {
      if (operation.kind === "if") {
        return qubitsOfAll([...operation.then, ...(operation.otherwise ?? [])], qubitCount, noise);
      }
      if (operation.kind === "while") return Array.from({ length: qubitCount }, (_, qubit) => qubit);
      if (operation.kind === "assign") return [];
      const [qubits] = occupied(operation, noise);
      const isStep = operation.kind === "gate" || operation.kind === "unitary";
      return isStep && noise ? [...qubits, ...errorsAfter(operation, noise).flatMap((error) => error.qubits)] : qubits;
    }),
  ),
];

/** The times when all of a condition's qubits and bits are there. */
export function timesOfWaiting(times: Times, qubits: readonly number[], clbits: readonly number[]): Times {
  const start = Math.max(latest(times, qubits), ...clbits.map((clbit) => times.known[clbit]));
  return { ...times, free: zip(times.free, qubits, start), decayed: zip(times.decayed, qubits, start) };
}

/** The times after operations one after the other, without looking at states. */
export function timesAfter(
  operations: readonly Operation[],
  times: Times,
  clbitsOf: (condition: Condition) => readonly number[],
  noise?: NoiseModel,
): Times {
  return operations.reduce((before, operation) => {
    if (operation.kind === "assign") return timesAfterAssign(before, operation);
    if (operation.kind !== "if" && operation.kind !== "while") return timingOf(operation, before, noise).after;
    const qubits = qubitsOfAll([operation], before.free.length, noise);
    const waiting = timesOfWaiting(before, qubits, clbitsOf(operation.condition));
    // The clock stands still in a loop, since nobody knows for how long: all qubits wait for it.
    if (operation.kind === "while") return waiting;
    const ends = [operation.then, operation.otherwise ?? []].map((inner) =>
      timesAfter(inner, waiting, clbitsOf, noise),
    );
    return joined(ends, qubits);
  }, times);
}

/** Bits are known when those are that they are worked out from. */
export const timesAfterAssign = (times: Times, { clbits, value }: Operation & { kind: "assign" }): Times => ({
  ...times,
  known: zip(times.known, clbits, Math.max(0, ...clbitsOfExpression(value).map((clbit) => times.known[clbit]))),
});

/** After both branches of a condition: its qubits are free together. */
export function joined(ends: readonly Times[], qubits: readonly number[]): Times {
  const end = Math.max(...ends.map((times) => latest(times, qubits)));
  const [{ free, decayed: until, known }] = ends;
  return {
    free: zip(free, qubits, end),
    decayed: zip(until, qubits, end),
    known: known.map((_, clbit) => Math.max(...ends.map((times) => times.known[clbit]))),
  };
}

/** Qubits decay from what `before` says up to a time, if waiting counts. */
export function waited(density: Density, before: Times, qubits: readonly number[], time: number, noise?: NoiseModel) {
  if (!noise?.relaxation?.idle) return density;
  return qubits.reduce((rho, qubit) => relaxed(rho, qubit, time - before.decayed[qubit], noise), density);
}

/** A qubit decays for some seconds. */
export function relaxed(density: Density, qubit: number, seconds: number, noise?: NoiseModel): Density {
  if (!noise?.relaxation || seconds <= 0) return density;
  const { t1Seconds, t2Seconds, excitedPopulation = 0 } = noise.relaxation;
  const of = (figure: number | readonly number[]) => (typeof figure === "number" ? figure : figure[qubit]);
  const [population, coherence] = [exp(-seconds / of(t1Seconds)), exp(-seconds / of(t2Seconds))];
  return decayed(density, qubit, population, coherence, of(excitedPopulation));
}

/** A gate with everything that noise makes of it; `before` are the times before the gate. */
export function afterNoisyStep(
  density: Density,
  step: UnitaryStep,
  clean: (density: Density) => Density,
  before: Times,
  noise?: NoiseModel,
): Density {
  const { start, end, qubits } = timingOf(step, before, noise);
  let rho = clean(waited(density, before, qubits, start, noise));
  if (!noise) return rho;
  const caughtUp = new Set(qubits);
  for (const error of errorsAfter(step, noise)) {
    const spectators = error.qubits.filter((qubit) => !caughtUp.has(qubit));
    rho = error.apply(waited(rho, before, spectators, end, noise));
    for (const qubit of spectators) caughtUp.add(qubit);
  }
  return qubits.reduce((rest, qubit) => relaxed(rest, qubit, end - start, noise), rho);
}

/** The times after a gate, with its disturbed neighbours decayed up to its end. */
export function timesAfterStep(step: UnitaryStep, before: Times, noise?: NoiseModel): Times {
  const { end, after } = timingOf(step, before, noise);
  if (!noise?.relaxation) return after;
  const disturbed = errorsAfter(step, noise).flatMap((error) => error.qubits);
  return { ...after, decayed: after.decayed.map((time, q) => (disturbed.includes(q) ? Math.max(time, end) : time)) };
}
