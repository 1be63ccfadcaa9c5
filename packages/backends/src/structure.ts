import type { Circuit, Operation } from "@naru/circuit";

/** Whether two circuits differ in the angles of their gates alone; false also where that is not easy to see. */
export function hasStructureOf(one: Circuit, other: Circuit): boolean {
  if (one.qubitCount !== other.qubitCount || one.clbitCount !== other.clbitCount) return false;
  if (one.operations.length !== other.operations.length) return false;
  return one.operations.every((operation, k) => isLike(operation, other.operations[k]));
}

function isLike(one: Operation, other: Operation | undefined): boolean {
  if (one === other) return true;
  if (other?.kind !== one.kind) return false;
  switch (one.kind) {
    case "gate":
      return (
        other.kind === "gate" &&
        one.gate === other.gate &&
        one.params?.length === other.params?.length &&
        areSame(one.qubits, other.qubits) &&
        areSame(one.controls ?? [], other.controls ?? [])
      );
    case "measure":
      return other.kind === "measure" && one.qubit === other.qubit && one.clbit === other.clbit;
    case "barrier":
      return other.kind === "barrier" && areSame(one.qubits, other.qubits);
    case "reset":
      return other.kind === "reset" && one.qubit === other.qubit;
    default:
      return false;
  }
}

const areSame = (one: readonly number[], other: readonly number[]): boolean =>
  one === other || (one.length === other.length && one.every((value, k) => value === other[k]));

/** The angles of a circuit's gates, in the order of its operations and of the parameters of each; not those in branches. */
export function anglesOf({ operations }: Circuit): Float64Array {
  let count = 0;
  for (const operation of operations) if (operation.kind === "gate") count += operation.params?.length ?? 0;
  const angles = new Float64Array(count);
  let at = 0;
  for (const operation of operations) {
    if (operation.kind === "gate") for (const angle of operation.params ?? []) angles[at++] = angle;
  }
  return angles;
}
