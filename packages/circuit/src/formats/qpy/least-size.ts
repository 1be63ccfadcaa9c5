import type { QpyCircuit, QpyInstruction } from "./model.ts";
import { plainGate } from "./plain-classes.ts";

/** What writing out a circuit takes at least. */
export interface LeastSize {
  readonly operations: number;
  /** Instructions that are looked at, each as often as the definition that it is in is used. */
  readonly work: number;
}

/**
 * What a circuit becomes at least with its definitions written out. Each definition is looked at once, however often it is
 * used: sixty that each use the one before twice are 2^60 gates, and are known to be too many without writing one.
 */
export function leastSizeOf(circuit: QpyCircuit, known = new Map<QpyCircuit, LeastSize>()): LeastSize {
  const before = known.get(circuit);
  if (before) return before;
  let [operations, work] = [0, 0];
  for (const instruction of circuit.instructions) {
    work++;
    if (plainGate(instruction, instruction.qubits.length)) operations++;
    const definition = alwaysWritten(instruction);
    if (!definition) continue;
    const inner = leastSizeOf(definition, known);
    operations += inner.operations;
    work += inner.work;
  }
  const size = { operations, work };
  known.set(circuit, size);
  return size;
}

/** The definition of an instruction that is written out whatever else the circuit does. */
function alwaysWritten({ custom, condition }: QpyInstruction): QpyCircuit | undefined {
  const isDefined = custom?.kind === "gate" || custom?.kind === "instruction";
  return isDefined && condition === undefined ? custom.definition : undefined;
}
