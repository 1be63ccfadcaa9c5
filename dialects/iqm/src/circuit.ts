import { InvalidInputError, TooLargeError } from "@naru/base";
import { type Circuit, measure, type Operation } from "@naru/circuit";
import { check, quoted } from "@naru/dialect/http";
import { type Machine, maxInstructionsPerCircuit } from "./backends/index.ts";
import { Bits, Problem, readInstruction } from "./instructions.ts";
import { qubitsOf, startedLate } from "./late.ts";
import { Moves } from "./moves.ts";
import { type MoveValidation, WireCircuit, WireInstruction } from "./wire.ts";

/** How a job's circuits are to be read. */
export interface Reading {
  readonly machine: Machine;
  /** Logical names of components, where a job has its own. */
  readonly mapping: ReadonlyMap<string, string>;
  readonly moveValidation: MoveValidation;
  /** Whether every qubit that is used is measured first, into bits that belong to no register. */
  readonly isHeralded: boolean;
}

/**
 * Circuit `index` of a job. Qubit k is component k of the machine; each measurement key is a register, its bits in the order
 * of the locus.
 *
 * Throws InvalidInputError that names the circuit and the instruction, and TooLargeError for too many instructions.
 */
export function readCircuit(value: unknown, index: number, reading: Reading): Circuit {
  const path = `circuits[${index}]`;
  if (typeof value === "string") {
    throw new InvalidInputError(`"${path}" is a text. QIR is not run here: send instructions.`, { keys: [path] });
  }
  const wire = check(WireCircuit, value, path);
  if (wire.instructions.length > maxInstructionsPerCircuit) {
    throw new TooLargeError(
      `A circuit may have up to ${maxInstructionsPerCircuit} instructions; ${path} has ${wire.instructions.length}. Split it.`,
      { instructions: wire.instructions.length, limit: maxInstructionsPerCircuit },
    );
  }
  const bits = new Bits(0);
  const moves = new Moves(reading.moveValidation);
  const operations: Operation[] = [];
  const used = new Set<number>();
  wire.instructions.forEach((value, k) => {
    const instruction = check(WireInstruction, value, `${path}.instructions[${k}]`);
    for (const operation of readNamed(instruction, { ...reading, bits, moves, place: [index, wire.name, k] })) {
      operations.push(operation);
      for (const qubit of qubitsOf(operation)) used.add(qubit);
    }
  });
  return finished(operations, bits, used, reading, wire.name);
}

function readNamed(
  instruction: WireInstruction,
  { machine, mapping, bits, moves, place }: Reading & { bits: Bits; moves: Moves; place: [number, string, number] },
): readonly Operation[] {
  try {
    const { operations, locus } = readInstruction(instruction, machine, mapping, bits);
    const problem = moves.problemOf(instruction.name, locus);
    if (problem !== null) throw new Problem(problem);
    return operations;
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    const [index, name, k] = place;
    const locus = (instruction.locus ?? instruction.qubits ?? []).slice(0, 4).map(quoted).join(", ");
    throw new InvalidInputError(
      `Circuit ${index}${name === "" ? "" : ` (${quoted(name)})`}, instruction ${k}, ${quoted(instruction.name)} on [${locus}]: ${thrown.message}.`,
      { keys: [`circuits[${index}].instructions[${k}]`] },
    );
  }
}

function finished(
  operations: readonly Operation[],
  bits: Bits,
  used: ReadonlySet<number>,
  { machine, isHeralded }: Reading,
  name: string,
): Circuit {
  const body: Circuit = {
    qubitCount: Math.max(1, ...Array.from(used, (qubit) => qubit + 1)),
    clbitCount: bits.count,
    registers: bits.registers,
    operations,
    ...(name !== "" && { name }),
  };
  const late = startedLate(body, machine.model.device);
  return isHeralded
    ? heralded(
        late,
        [...used].filter((qubit) => qubit < machine.qubits.length),
      )
    : late;
}

/** The circuit behind a measurement of these qubits, whose bits come after all others and belong to no register. */
function heralded(circuit: Circuit, qubits: readonly number[]): Circuit {
  if (qubits.length === 0) return circuit;
  const { clbitCount, operations } = circuit;
  return {
    ...circuit,
    clbitCount: clbitCount + qubits.length,
    operations: [
      ...qubits.map((qubit, k) => measure(qubit, clbitCount + k)),
      { kind: "barrier", qubits },
      ...operations,
    ],
  };
}
