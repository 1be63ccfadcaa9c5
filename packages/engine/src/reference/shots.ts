import type { Random } from "@naru/base";
import type { Operation } from "@naru/circuit";
import { gate } from "@naru/circuit";
import { checkTurns } from "../noise/condition.ts";
import type { Pacer } from "../pacer.ts";
import { type Bits, holds, withBitOf, zeroBits } from "./bits.ts";
import { assigned } from "./expression.ts";
import { after, projected, type StateVector, scaled, squaredNorm, zeroState } from "./state-vector.ts";

interface Shot {
  readonly state: StateVector;
  readonly bits: Bits;
}

/** One shot of any circuit without noise, from |0…0⟩ to the values of its classical bits. */
export async function shotOf(
  { qubitCount, bitCount, operations }: { qubitCount: number; bitCount: number; operations: readonly Operation[] },
  random: Random,
  pacer: Pacer,
): Promise<Bits> {
  return (await run({ state: zeroState(qubitCount), bits: zeroBits(bitCount) }, operations, random, pacer)).bits;
}

async function run(shot: Shot, operations: readonly Operation[], random: Random, pacer: Pacer): Promise<Shot> {
  let now = shot;
  for (const operation of operations) now = await afterOperation(now, operation, random, pacer);
  return now;
}

async function afterOperation(shot: Shot, operation: Operation, random: Random, pacer: Pacer): Promise<Shot> {
  switch (operation.kind) {
    case "barrier":
    case "delay":
      return shot;
    case "measure": {
      const [value, state] = measured(shot.state, operation.qubit, random);
      return { state, bits: withBitOf(shot.bits, operation.clbit, value) };
    }
    case "reset": {
      const [value, state] = measured(shot.state, operation.qubit, random);
      return { ...shot, state: value === 1 ? after(state, gate("x", [operation.qubit])) : state };
    }
    case "assign":
      return { ...shot, bits: assigned(shot.bits, operation.clbits, operation.value) };
    case "if": {
      const branch = holds(operation.condition, shot.bits) ? operation.then : operation.otherwise;
      return run(shot, branch ?? [], random, pacer);
    }
    case "while": {
      let now = shot;
      for (let turns = 0; holds(operation.condition, now.bits); turns++) {
        checkTurns(turns, operation.maxTurns);
        now = await run(now, operation.body, random, pacer);
        await pacer.pause();
      }
      return now;
    }
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
