import type { Circuit, Condition, Expression, Operation } from "@naru/circuit";
import type { Cluster } from "./clusters.ts";

/** A cluster as a circuit of its own: qubit k is the cluster's `qubits[k]`, bit c its `bits[c]`. */
export function circuitOfCluster({ qubits, bits, operations }: Cluster): Circuit {
  const qubitPlaces = new Map(qubits.map((qubit, k) => [qubit, k] as const));
  const bitPlaces = new Map(bits.map((bit, c) => [bit, c] as const));
  const relabel = new Relabelling(
    (qubit) => qubitPlaces.get(qubit) ?? 0,
    (bit) => bitPlaces.get(bit) ?? 0,
  );
  return { qubitCount: qubits.length, clbitCount: bits.length, operations: operations.map((each) => relabel.of(each)) };
}

class Relabelling {
  readonly #qubit: (qubit: number) => number;
  readonly #bit: (bit: number) => number;

  constructor(qubit: (qubit: number) => number, bit: (bit: number) => number) {
    this.#qubit = qubit;
    this.#bit = bit;
  }

  of(operation: Operation): Operation {
    switch (operation.kind) {
      case "gate":
        return {
          ...operation,
          qubits: operation.qubits.map(this.#qubit),
          ...(operation.controls && { controls: operation.controls.map(this.#qubit) }),
        };
      case "unitary":
      case "barrier":
        return { ...operation, qubits: operation.qubits.map(this.#qubit) };
      case "measure":
        return { ...operation, qubit: this.#qubit(operation.qubit), clbit: this.#bit(operation.clbit) };
      case "reset":
      case "delay":
        return { ...operation, qubit: this.#qubit(operation.qubit) };
      case "while":
        return {
          ...operation,
          condition: this.#condition(operation.condition),
          body: operation.body.map((inner) => this.of(inner)),
        };
      case "assign":
        return {
          ...operation,
          clbits: operation.clbits.map(this.#bit),
          value: this.#expression(operation.value),
        };
      case "if": {
        const { condition, otherwise } = operation;
        return {
          ...operation,
          condition: this.#condition(condition),
          // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
          then: operation.then.map((inner) => this.of(inner)),
          ...(otherwise && { otherwise: otherwise.map((inner) => this.of(inner)) }),
        };
      }
    }
  }

  #expression(expression: Expression): Expression {
    switch (expression.kind) {
      case "bits":
      case "real bits":
        return { ...expression, clbits: expression.clbits.map(this.#bit) };
      case "number":
      case "real":
        return expression;
      case "cast":
      case "unary":
        return { ...expression, operand: this.#expression(expression.operand) };
      case "binary":
        return { ...expression, left: this.#expression(expression.left), right: this.#expression(expression.right) };
    }
  }

  #condition(condition: Condition): Condition {
    switch (condition.kind) {
      case "compare":
        return { ...condition, clbits: condition.clbits.map(this.#bit) };
      case "not":
        return { ...condition, operand: this.#condition(condition.operand) };
      case "and":
      case "or":
        return { ...condition, operands: condition.operands.map((operand) => this.#condition(operand)) };
    }
  }
}
