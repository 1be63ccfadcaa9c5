import { type Circuit, type Conditional, clbitsOfExpression, type Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import { clbitsOf } from "../noise/condition.ts";

/** Qubits beside its operands on which an operation may leave a trace: the spectators of its noise. */
export type Spectators = (operation: Operation) => readonly number[];

export const noSpectators: Spectators = () => [];

/**
 * The operations of a circuit that what is asked for can depend on, in order: those from which a way leads to a classical
 * bit, as it stands at the end, or to one of the wanted qubits. What is left out are unitaries and channels on qubits that
 * nobody looks at afterwards; tracing those out undoes them, so that nothing else changes. Barriers are left out.
 */
export function lightConeOf(
  { qubitCount, clbitCount, operations }: Circuit,
  wantedQubits: Iterable<number>,
  wantsBits: boolean,
  spectators: Spectators,
): Operation[] {
  return kept(operations, liveAtEnd(qubitCount, clbitCount, wantedQubits, wantsBits), spectators);
}

/**
 * The places of these operations in the circuit, ascending. A condition is then meant as it is, with all that stands in its
 * branches, so that it takes as long as before.
 */
export function placesOfLightCone(
  { qubitCount, clbitCount, operations }: Circuit,
  wantedQubits: Iterable<number>,
  wantsBits: boolean,
  spectators: Spectators,
): number[] {
  const places: number[] = [];
  kept(operations, liveAtEnd(qubitCount, clbitCount, wantedQubits, wantsBits), spectators, places);
  return places.reverse();
}

function liveAtEnd(qubitCount: number, clbitCount: number, wantedQubits: Iterable<number>, wantsBits: boolean): Live {
  const live: Live = { qubits: new Uint8Array(qubitCount), bits: new Uint8Array(clbitCount) };
  for (const qubit of wantedQubits) live.qubits[qubit] = 1;
  if (wantsBits) live.bits.fill(1);
  return live;
}

/** What is looked at later, seen from some place in the circuit: 1 for a qubit or bit that is. */
interface Live {
  readonly qubits: Uint8Array;
  readonly bits: Uint8Array;
}

/**
 * Walks from the end to the beginning. `live` is what is looked at after the operations, and then before them. With `places`,
 * these are written down, last first, and conditions are kept as they are.
 */
function kept(operations: readonly Operation[], live: Live, spectators: Spectators, places?: number[]): Operation[] {
  const found: Operation[] = [];
  for (let k = operations.length - 1; k >= 0; k--) {
    const operation = operations[k];
    switch (operation.kind) {
      case "barrier":
        continue;
      case "measure": {
        // It changes its qubit too: what follows sees a mixture, whether the bit is read or not.
        const { qubit, clbit } = operation;
        if (!(live.bits[clbit] || live.qubits[qubit] || isAnyLive(spectators(operation), live))) continue;
        live.bits[clbit] = 0;
        live.qubits[qubit] = 1;
        break;
      }
      case "reset":
        if (!(live.qubits[operation.qubit] || isAnyLive(spectators(operation), live))) continue;
        live.qubits[operation.qubit] = 0;
        break;
      case "if": {
        const pruned = keptBranches(operation, live, spectators);
        if (!pruned) continue;
        found.push(pruned);
        if (places) {
          lookAtAll(operation, live, spectators);
          places.push(k);
        }
        continue;
      }
      case "while":
        // Whether it ends is seen even where nothing that it does is; and any turn may be followed by another.
        lookAtAll(operation, live, spectators);
        break;
      case "assign":
        if (!operation.clbits.some((clbit) => live.bits[clbit])) continue;
        for (const clbit of operation.clbits) live.bits[clbit] = 0;
        for (const clbit of clbitsOfExpression(operation.value)) live.bits[clbit] = 1;
        break;
      case "delay":
        if (!live.qubits[operation.qubit]) continue;
        break;
      default: {
        const operands = operandsOf(operation);
        if (!(isAnyLive(operands, live) || isAnyLive(spectators(operation), live))) continue;
        for (const qubit of operands) live.qubits[qubit] = 1;
      }
    }
    for (const qubit of spectators(operation)) live.qubits[qubit] = 1;
    found.push(operation);
    places?.push(k);
  }
  return found.reverse();
}

/** Whatever an operation acts on or asks is looked at before it. */
function lookAtAll(operation: Operation, live: Live, spectators: Spectators): void {
  for (const qubit of spectators(operation)) live.qubits[qubit] = 1;
  switch (operation.kind) {
    case "if":
    case "while": {
      const { condition } = operation;
      for (const clbit of clbitsOf(condition)) live.bits[clbit] = 1;
      const inner = operation.kind === "while" ? [operation.body] : [operation.then, operation.otherwise ?? []];
      for (const each of inner.flat()) lookAtAll(each, live, spectators);
      break;
    }
    case "assign":
      for (const clbit of clbitsOfExpression(operation.value)) live.bits[clbit] = 1;
      break;
    case "measure":
    case "reset":
    case "delay":
      live.qubits[operation.qubit] = 1;
      break;
    case "barrier":
      break;
    default:
      for (const qubit of operandsOf(operation)) live.qubits[qubit] = 1;
  }
}

/** Either branch may run, so what one of them leaves alone stays looked at. */
function keptBranches(operation: Conditional, live: Live, spectators: Spectators): Conditional | null {
  const other: Live = { qubits: live.qubits.slice(), bits: live.bits.slice() };
  const whenTrue = kept(operation.then, live, spectators);
  const whenFalse = kept(operation.otherwise ?? [], other, spectators);
  other.qubits.forEach((isLive, qubit) => {
    live.qubits[qubit] |= isLive;
  });
  other.bits.forEach((isLive, bit) => {
    live.bits[bit] |= isLive;
  });
  if (whenTrue.length + whenFalse.length === 0) return null;
  for (const bit of clbitsOf(operation.condition)) live.bits[bit] = 1;
  // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
  return { ...operation, then: whenTrue, ...(operation.otherwise && { otherwise: whenFalse }) };
}

function isAnyLive(qubits: readonly number[], { qubits: live }: Live): boolean {
  for (const qubit of qubits) if (live[qubit]) return true;
  return false;
}
