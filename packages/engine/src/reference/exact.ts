import { type Circuit, type Condition, gate, measureAll, type Operation } from "@naru/circuit";
import { checkTurns } from "../noise/condition.ts";
import type { NoiseModel } from "../noise-model.ts";
import { type Bits, holds, readBit, withBitOf, zeroBits } from "./bits.ts";
import {
  afterNoisyStep,
  joined,
  qubitsOfAll,
  relaxed,
  type Times,
  timesAfter,
  timesAfterAssign,
  timesAfterStep,
  timesAtStart,
  timesOfWaiting,
  timingOf,
  waited,
} from "./decay.ts";
import { added, type Density, evolved, projectedDensity, scaledDensity, traceOf, zeroDensity } from "./density.ts";
import { assigned } from "./expression.ts";

/** For each value the classical bits can have: the density matrix of that case, its trace the probability of the case. */
type Cases = ReadonlyMap<Bits, Density>;

/** Cases after some operations, and when qubits are free. */
interface Moment {
  readonly cases: Cases;
  readonly times: Times;
}

/**
 * The exact distribution over the classical bits of any circuit (mid-circuit measurement, reset, conditions), under any
 * noise model, by density matrices. Costs 16^n times the number of cases; for up to about six qubits.
 */
export function exactDistribution(circuit: Circuit, noise?: NoiseModel): ReadonlyMap<Bits, number> {
  const { qubitCount, clbitCount, operations } = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
  const cases: Cases = new Map([[zeroBits(clbitCount), zeroDensity(qubitCount)]]);
  const end = run({ cases, times: timesAtStart(qubitCount, clbitCount) }, operations, noise);
  return new Map([...end.cases].map(([bits, density]) => [bits, traceOf(density)] as const).toSorted(byText));
}

const byText = ([a]: readonly [Bits, number], [b]: readonly [Bits, number]) => (a < b ? -1 : 1);

type Measure = Operation & { kind: "measure" };

/** Measurements that follow one another are one reading. */
function run(moment: Moment, operations: readonly Operation[], noise?: NoiseModel): Moment {
  let reading: Measure[] = [];
  let now = moment;
  const read = () => {
    now = { ...now, cases: misread(now.cases, reading, noise) };
    reading = [];
  };
  for (const operation of operations) {
    if (operation.kind === "measure") {
      if (reading.some(({ qubit, clbit }) => qubit === operation.qubit || clbit === operation.clbit)) read();
      reading.push(operation);
    } else if (operation.kind !== "barrier" && operation.kind !== "delay") read();
    now = afterOperation(now, operation, noise);
  }
  read();
  return now;
}

function afterOperation({ cases, times }: Moment, operation: Operation, noise?: NoiseModel): Moment {
  if (operation.kind === "if") return afterCondition({ cases, times }, operation, noise);
  if (operation.kind === "while") return afterLoop({ cases, times }, operation, noise);
  if (operation.kind === "assign") {
    const { clbits, value } = operation;
    const worked = split(cases, (bits, density) => [[assigned(bits, clbits, value), density]]);
    return { cases: worked, times: timesAfterAssign(times, operation) };
  }
  const { start, end, qubits, after } = timingOf(operation, times, noise);
  const decaying = (density: Density) =>
    qubits.reduce((rho, qubit) => relaxed(rho, qubit, end - start, noise), density);
  switch (operation.kind) {
    case "barrier":
      return { cases, times: after };
    case "delay": {
      const waiting = (density: Density) => decaying(waited(density, times, qubits, start, noise));
      return { cases: split(cases, (bits, density) => [[bits, waiting(density)]]), times: after };
    }
    case "measure": {
      const { qubit, clbit } = operation;
      const found = split(cases, (bits, density) =>
        [0, 1].map((value) => {
          const waiting = waited(density, times, qubits, start, noise);
          return [withBitOf(bits, clbit, value), decaying(projectedDensity(waiting, qubit, value))] as const;
        }),
      );
      return { cases: found, times: after };
    }
    case "reset": {
      const { qubit } = operation;
      const emptied = split(cases, (bits, density) => {
        const zero = projectedDensity(density, qubit, 0);
        const one = evolved(projectedDensity(density, qubit, 1), gate("x", [qubit]));
        return [[bits, decaying(added(zero, one))]];
      });
      return { cases: emptied, times: after };
    }
    default: {
      const clean = (density: Density) => evolved(density, operation);
      const stepped = split(cases, (bits, density) => [
        [bits, afterNoisyStep(density, operation, clean, times, noise)],
      ]);
      return { cases: stepped, times: timesAfterStep(operation, times, noise) };
    }
  }
}

function afterCondition({ cases, times }: Moment, operation: Operation & { kind: "if" }, noise?: NoiseModel): Moment {
  const { condition, then, otherwise = [] } = operation;
  const qubits = qubitsOfAll([operation], times.free.length, noise);
  const waiting = timesOfWaiting(times, qubits, bitsRead(condition));
  const ends = [then, otherwise].map((branch) => timesAfter(branch, waiting, bitsRead, noise));
  const after = joined(ends, qubits);
  const decided = split(cases, (bits, density) => {
    const rho = qubits.reduce((rest, qubit) => waited(rest, times, [qubit], waiting.free[qubit], noise), density);
    const branch = holds(condition, bits) ? then : otherwise;
    const end = run({ cases: new Map([[bits, rho]]), times: waiting }, branch, noise);
    return [...end.cases].map(([reached, state]) => {
      const aligned = qubits.reduce((rest, qubit) => waited(rest, end.times, [qubit], after.free[qubit], noise), state);
      return [reached, aligned] as const;
    });
  });
  return { cases: decided, times: after };
}

/** Turn by turn, until no case is left in which the condition holds, or as good as none. */
function afterLoop({ cases, times }: Moment, operation: Operation & { kind: "while" }, noise?: NoiseModel): Moment {
  const { condition, body, maxTurns } = operation;
  const qubits = qubitsOfAll([operation], times.free.length, noise);
  const waiting = timesOfWaiting(times, qubits, bitsRead(condition));
  let ended: Cases = new Map();
  let now: Cases = split(cases, (bits, density) => [
    [bits, qubits.reduce((rho, qubit) => waited(rho, times, [qubit], waiting.free[qubit], noise), density)],
  ]);
  for (let turns = 0; ; turns++) {
    ended = merged(ended, now, (bits) => !holds(condition, bits));
    now = new Map([...now].filter(([bits]) => holds(condition, bits)));
    const left = [...now.values()].reduce((sum, density) => sum + traceOf(density), 0);
    if (left < negligible) return { cases: ended, times: waiting };
    checkTurns(turns, maxTurns);
    const turn = run({ cases: now, times: waiting }, body, noise);
    const end = Math.max(...turn.times.free, ...waiting.free);
    now = split(turn.cases, (bits, density) => [
      [bits, qubits.reduce((rho, qubit) => waited(rho, turn.times, [qubit], end, noise), density)],
    ]);
  }
}

/** Loops that go on in so few shots are taken to have ended. */
const negligible = 1e-13;

/** Cases of two maps added up, those of the second only where the bits are wanted. */
function merged(first: Cases, second: Cases, isWanted: (bits: Bits) => boolean): Cases {
  const result = new Map(first);
  for (const [bits, density] of second) {
    if (!isWanted(bits)) continue;
    const known = result.get(bits);
    result.set(bits, known ? added(known, density) : density);
  }
  return result;
}

function bitsRead(condition: Condition): readonly number[] {
  if (condition.kind === "compare") return condition.clbits;
  return condition.kind === "not" ? bitsRead(condition.operand) : condition.operands.flatMap(bitsRead);
}

/** Puts every case through `way`, which may make several of it; cases of equal bits are added up, empty ones left out. */
function split(cases: Cases, way: (bits: Bits, density: Density) => readonly (readonly [Bits, Density])[]): Cases {
  const result = new Map<Bits, Density>();
  for (const [bits, density] of [...cases].flatMap(([bits, density]) => way(bits, density))) {
    if (traceOf(density) === 0) continue;
    const known = result.get(bits);
    result.set(bits, known ? added(known, density) : density);
  }
  return result;
}

/** What is read of measurements that were made together, group by group and qubit by qubit. */
function misread(cases: Cases, reading: readonly Measure[], noise?: NoiseModel): Cases {
  if (!noise || reading.length === 0) return cases;
  const groups = noise.correlatedReadout ?? [];
  const alone = reading.filter(({ qubit }) => !groups.some(({ qubits }) => qubits.includes(qubit)));
  const each = alone.reduce((before, { qubit, clbit }) => {
    const error = readoutErrorOf(qubit, noise);
    return split(before, (bits, density) => {
      const value = Number(readBit(bits, clbit));
      const wrong = (value === 1 ? error?.zeroGivenOne : error?.oneGivenZero) ?? 0;
      return [
        [bits, scaledDensity(density, 1 - wrong)],
        [withBitOf(bits, clbit, 1 - value), scaledDensity(density, wrong)],
      ];
    });
  }, cases);
  return groups.reduce((before, { qubits, matrix }) => {
    const bitOf = (qubit: number) => reading.find((measure) => measure.qubit === qubit)?.clbit;
    return split(before, (bits, density) => {
      const column = qubits.reduce((sum, qubit, j) => {
        const clbit = bitOf(qubit);
        return sum + (clbit === undefined ? 0 : Number(readBit(bits, clbit)) * 2 ** j);
      }, 0);
      return Array.from({ length: 2 ** qubits.length }, (_, row) => {
        const written = qubits.reduce((text, qubit, j) => {
          const clbit = bitOf(qubit);
          return clbit === undefined ? text : withBitOf(text, clbit, (row >> j) & 1);
        }, bits);
        return [written, scaledDensity(density, matrix[row * 2 ** qubits.length + column])] as const;
      });
    });
  }, each);
}

function readoutErrorOf(qubit: number, noise: NoiseModel) {
  const { readout } = noise;
  return readout === undefined || "oneGivenZero" in readout ? readout : readout[qubit];
}
