import type { Cursor } from "./cursor.ts";
import type { Budget } from "./limits.ts";
import type { QpyAnnotationState, QpyCircuit, QpyInstruction, QpyVariable } from "./model.ts";
import { sortedParameters } from "./parameters.ts";
import { readCustoms } from "./read-custom.ts";
import { readType } from "./read-expression.ts";
import { readInstruction } from "./read-instruction.ts";
import { readLayout } from "./read-layout.ts";
import { readMetadata } from "./read-metadata.ts";
import { readRegister } from "./read-register.ts";
import { readValue } from "./read-value.ts";
import type { QpyVector, Scope } from "./scope.ts";

/** Reads a circuit, with `depth` circuits around it, and leaves the cursor behind it. */
export function readCircuit(cursor: Cursor, version: number, budget: Budget, depth: number): QpyCircuit {
  budget.expectDepth(depth, cursor.at);
  const nameLength = cursor.u16();
  const phaseType = cursor.letter();
  const phaseLength = cursor.u16();
  const qubitCount = cursor.u32();
  const clbitCount = cursor.u32();
  budget.expect(qubitCount, budget.limits.maxQubits, "qubits", cursor.at);
  budget.expect(clbitCount, budget.limits.maxClbits, "classical bits", cursor.at);
  const metadataLength = cursor.u64();
  const registerCount = cursor.u32();
  const instructionCount = cursor.u64();
  const variableCount = cursor.u32();

  const name = cursor.text(nameLength);
  const phase = cursor.window(phaseLength);
  const metadata = readMetadata(cursor, metadataLength);
  const count = { qubits: qubitCount, clbits: clbitCount };
  cursor.count(registerCount, 9, "registers");
  const registers = Array.from({ length: registerCount }, () => readRegister(cursor, version, budget, count));
  cursor.count(variableCount, 20, "variables");
  const variables = Array.from({ length: variableCount }, () => readVariable(cursor));
  const scope: Scope = {
    version,
    depth,
    budget,
    qubitCount,
    clbitCount,
    registerNames: new Set(registers.filter(({ kind }) => kind === "classical").map((register) => register.name)),
    variables,
    annotationStates: version >= 15 ? readAnnotationStates(cursor) : [],
    vectors: version >= 18 ? readVectors(cursor) : [],
    readCircuit: (inner) => readCircuit(inner, version, budget, depth + 1),
    customs: new Map(),
    parameters: new Map(),
  };
  readCustoms(cursor, scope);
  const globalPhase = readValue(phaseType, phase, scope);
  phase.expectEnd("the global phase");
  cursor.count(instructionCount, 35, "instructions");
  const instructions: QpyInstruction[] = [];
  for (let k = 0; k < instructionCount; k++) instructions.push(readInstruction(cursor, scope, true));
  if (version < 18 && cursor.u16() > 0) {
    throw cursor.unsupported("the circuit has pulse calibrations, which nothing here runs; save it without them");
  }
  const layout = readLayout(cursor, version, budget);
  return {
    name,
    metadata,
    qubitCount,
    clbitCount,
    globalPhase,
    registers,
    variables,
    annotationStates: scope.annotationStates,
    parameters: sortedParameters(scope.parameters.values()),
    instructions,
    ...(layout && { layout }),
  };
}

const usages: Readonly<Record<string, QpyVariable["usage"]>> = {
  I: "input",
  C: "capture",
  L: "local",
  A: "captured stretch",
  O: "local stretch",
};

function readVariable(cursor: Cursor): QpyVariable {
  const id = cursor.uuid();
  const usage = usages[cursor.letter()];
  if (usage === undefined) throw cursor.invalid("the usage of a variable should be I, C, L, A or O");
  const nameLength = cursor.u16();
  const type = readType(cursor);
  return { id, name: cursor.text(nameLength), usage, type };
}

function readAnnotationStates(cursor: Cursor): QpyAnnotationState[] {
  const count = cursor.count(cursor.u32(), 12, "annotation states");
  return Array.from({ length: count }, () => {
    const nameLength = cursor.u32();
    const stateLength = cursor.u64();
    return { namespace: cursor.text(nameLength), state: cursor.bytes(stateLength) };
  });
}

function readVectors(cursor: Cursor): QpyVector[] {
  const count = cursor.count(cursor.u16(), 26, "parameter vectors");
  return Array.from({ length: count }, () => {
    const nameLength = cursor.u16();
    const size = cursor.u64();
    const id = cursor.uuid();
    return { name: cursor.text(nameLength), size, id };
  });
}
