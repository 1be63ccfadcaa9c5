import type { Random } from "@naru/base";
import type { Operation } from "@naru/circuit";
import { gate } from "@naru/circuit";
import { type Bits, holds, withBitOf, zeroBits } from "./bits.ts";
import { after, projected, type StateVector, scaled, squaredNorm, zeroState } from "./state-vector.ts";

interface Shot {
  readonly state: StateVector;
  readonly bits: Bits;
}

/** One shot of any circuit without noise, from |0…0⟩ to the values of its classical bits. */
export function shotOf(
  { qubitCount, bitCount, operations }: { qubitCount: number; bitCount: number; operations: readonly Operation[] },
  random: Random,
): Bits {
  return run({ state: zeroState(qubitCount), bits: zeroBits(bitCount) }, operations, random).bits;
}

const run = (shot: Shot, operations: readonly Operation[], random: Random): Shot =>
  operations.reduce((before, operation) => afterOperation(before, operation, random), shot);

function afterOperation(shot: Shot, operation: Operation, random: Random): Shot {
  switch (operation.kind) {
    case "barrier":
      return shot;
    case "measure": {
      const [value, state] = measured(shot.state, operation.qubit, random);
      return { state, bits: withBitOf(shot.bits, operation.clbit, value) };
    }
    case "reset": {
      const [value, state] = measured(shot.state, operation.qubit, random);
      return { ...shot, state: value === 1 ? after(state, gate("x", [operation.qubit])) : state };
    }
    case "if":
      return run(shot, (holds(operation.condition, shot.bits) ? operation.then : operation.otherwise) ?? [], random);
    default:
      return { ...shot, state: after(shot.state, operation) };
  }
}

/** The value found, and the normalised state after it. */
function measured(state: StateVector, qubit: number, random: Random): [number, StateVector] {
  const ones = projected(state, qubit, 1);
  const probability = squaredNorm(ones);
  const value = random.uniform() < probability ? 1 : 0;
  const kept = value === 1 ? ones : projected(state, qubit, 0);
  return [value, scaled(kept, 1 / Math.sqrt(squaredNorm(kept)))];
}
