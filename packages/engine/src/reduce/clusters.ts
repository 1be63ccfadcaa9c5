import { clbitsOfExpression, type Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import { clbitsOf } from "../noise/condition.ts";
import type { Spectators } from "./light-cone.ts";

/** Qubits, classical bits and operations that have nothing to do with the rest of the circuit. */
export interface Cluster {
  /** Ascending. */
  readonly qubits: readonly number[];
  /** Ascending. */
  readonly bits: readonly number[];
  /** In the order and with the numbers of the circuit. */
  readonly operations: readonly Operation[];
}

/**
 * Splits operations into clusters, in the order of their first qubits. An operation joins its operands, its spectators and
 * the bits that it reads or writes. Qubits without operations and bits that nothing touches are in none.
 */
export function clustersOf(
  operations: readonly Operation[],
  qubitCount: number,
  clbitCount: number,
  spectators: Spectators,
): Cluster[] {
  const forest = new Forest(qubitCount + clbitCount);
  const isTouched = new Uint8Array(qubitCount + clbitCount);
  const firsts = operations.map((operation) => {
    const touched = touchedBy(operation, qubitCount, spectators);
    for (const node of touched) {
      isTouched[node] = 1;
      forest.join(touched[0], node);
    }
    return touched[0];
  });
  joinToQubits(forest, isTouched, qubitCount);
  const clusters = new Map<number, { qubits: number[]; bits: number[]; operations: Operation[] }>();
  for (let node = 0; node < isTouched.length; node++) {
    if (!isTouched[node]) continue;
    const root = forest.rootOf(node);
    let cluster = clusters.get(root);
    if (!cluster) {
      cluster = { qubits: [], bits: [], operations: [] };
      clusters.set(root, cluster);
    }
    if (node < qubitCount) cluster.qubits.push(node);
    else cluster.bits.push(node - qubitCount);
  }
  operations.forEach((operation, k) => {
    clusters.get(forest.rootOf(firsts[k]))?.operations.push(operation);
  });
  return [...clusters.values()];
}

/** Bits that have to do with no qubit, only with one another, go with the first qubit: a cluster has one. */
function joinToQubits(forest: Forest, isTouched: Uint8Array, qubitCount: number): void {
  for (let node = qubitCount; node < isTouched.length && qubitCount > 0; node++) {
    if (!isTouched[node] || forest.rootOf(node) < qubitCount) continue;
    isTouched[0] = 1;
    forest.join(0, node);
  }
}

/**
 * Whether the operations join all qubits to one cluster. Mostly known after a few of them, so that this is to be asked
 * first.
 */
export function isConnected(
  operations: readonly Operation[],
  qubitCount: number,
  clbitCount: number,
  spectators: Spectators,
): boolean {
  const forest = new Forest(qubitCount + clbitCount);
  let roots = qubitCount;
  for (const operation of operations) {
    if (roots === 1) return true;
    if (operation.kind === "barrier") continue; // it does nothing to the state
    const touched = touchedBy(operation, qubitCount, spectators);
    for (let k = 1; k < touched.length; k++) {
      // The higher root disappears. It is that of a set with a qubit exactly when it is one, as bits are higher than qubits.
      const [a, b] = [forest.rootOf(touched[0]), forest.rootOf(touched[k])];
      if (a !== b && Math.max(a, b) < qubitCount) roots--;
      forest.join(a, b);
    }
  }
  return roots === 1;
}

/** Qubits as they are, bits counted on from there. */
function touchedBy(operation: Operation, qubitCount: number, spectators: Spectators): readonly number[] {
  switch (operation.kind) {
    case "barrier":
      return operation.qubits;
    case "measure":
      return [operation.qubit, qubitCount + operation.clbit, ...spectators(operation)];
    case "reset":
    case "delay":
      return [operation.qubit, ...spectators(operation)];
    case "while":
      return [
        ...clbitsOf(operation.condition).map((bit) => qubitCount + bit),
        ...operation.body.flatMap((each) => touchedBy(each, qubitCount, spectators)),
        ...spectators(operation),
      ];
    case "assign":
      return [...operation.clbits, ...clbitsOfExpression(operation.value)].map((bit) => qubitCount + bit);
    case "if": {
      const inner = [...operation.then, ...(operation.otherwise ?? [])];
      return [
        ...clbitsOf(operation.condition).map((bit) => qubitCount + bit),
        ...inner.flatMap((each) => touchedBy(each, qubitCount, spectators)),
      ];
    }
    default: {
      const operands = operandsOf(operation);
      const further = spectators(operation);
      return further.length === 0 ? operands : [...operands, ...further];
    }
  }
}

/** Sets that can be joined; Tarjan's union-find with path halving. */
class Forest {
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, node) => node);
  }

  rootOf(node: number): number {
    const parents = this.#parents;
    let at = node;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** The smaller root stays one, so that clusters come in the order of their first qubits. */
  join(a: number, b: number): void {
    const [x, y] = [this.rootOf(a), this.rootOf(b)];
    this.#parents[Math.max(x, y)] = Math.min(x, y);
  }
}
