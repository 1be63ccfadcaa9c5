import type { Circuit, ClassicalRegister, Condition, Expression, GateOperation, Operation } from "../../circuit.ts";
import { isComparison } from "../../expression.ts";
import type { GateName } from "../../gates.ts";
import { controlledGate } from "../openqasm/controlled.ts";
import {
  deepestWritten,
  definitionOf,
  placesOf,
  plannedRegisters,
  refuse,
  tooDeep,
  writeGateName,
} from "../openqasm/write.ts";

/** Our gates that stdgates.inc has, by their names there. */
const inLibrary: Partial<Record<GateName, string>> = {
  ...Object.fromEntries(
    ["id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "rx", "ry", "rz", "p", "cx", "cy", "cz", "ch"]
      .concat(["crx", "cry", "crz", "cp", "cu", "swap", "ccx", "cswap"])
      .map((name) => [name, name]),
  ),
  u: "U",
};

const registerName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Writes a circuit as OpenQASM 3 with one quantum register `q`: gates with any controls, measurement anywhere, reset,
 * barriers, delays, conditions, loops (their bound on turns is not written) and calculations with whole numbers. Gates that `stdgates.inc` lacks are defined at the top; `readOpenQasm3` finds them again.
 * Classical registers keep their names if together they hold all bits in order; bits that a condition picks from
 * several places get an alias.
 *
 * Throws `UnsupportedError` for unitaries given as matrices, which the language lacks.
 */
export function writeOpenQasm3(circuit: Circuit): string {
  const writer = new Writer(plannedRegisters(circuit, (name) => registerName.test(name)));
  const body = writer.lines(circuit.operations, "");
  return [
    "OPENQASM 3.0;",
    'include "stdgates.inc";',
    ...writer.definitions,
    ...(circuit.qubitCount > 0 ? [`qubit[${circuit.qubitCount}] q;`] : []),
    ...writer.registers.map(({ name, clbits }) => `bit[${clbits.length}] ${name};`),
    ...[...writer.aliases].map(([of, name]) => `let ${name} = ${of};`),
    ...body,
    "",
  ].join("\n");
}

class Writer {
  readonly registers: readonly ClassicalRegister[];
  readonly definitions = new Set<string>();
  /** Names for bits that stand in no register side by side, by what they are. */
  readonly aliases = new Map<string, string>();
  readonly #places: ReturnType<typeof placesOf>;

  constructor(registers: readonly ClassicalRegister[]) {
    this.registers = registers;
    this.#places = placesOf(registers);
  }

  lines(operations: readonly Operation[], indent: string): string[] {
    if (indent.length > 2 * deepestWritten) tooDeep();
    return operations.flatMap((operation) => this.#operation(operation, indent));
  }

  #operation(operation: Operation, indent: string): string[] {
    switch (operation.kind) {
      case "gate":
        return [`${indent}${this.#gate(operation)}`];
      case "measure":
        return [`${indent}${this.#bit(operation.clbit)} = measure q[${operation.qubit}];`];
      case "reset":
        return [`${indent}reset q[${operation.qubit}];`];
      case "barrier":
        return operation.qubits.length > 0 ? [`${indent}barrier ${qubitList(operation.qubits)};`] : [];
      case "unitary":
        return refuse("A unitary given as a matrix", "decompose it into gates first");
      case "delay":
        return [`${indent}delay[${operation.seconds}s] q[${operation.qubit}];`];
      case "while":
        return [
          `${indent}while (${this.#condition(operation.condition, 0)}) {`,
          ...this.lines(operation.body, `${indent}  `),
          `${indent}}`,
        ];
      case "assign": {
        const { clbits, value } = operation;
        return [`${indent}${this.#bits(clbits)} = bit[${clbits.length}](${this.#expression(value, 0)});`];
      }
      case "if": {
        const { condition, then, otherwise = [] } = operation;
        const opened = [`${indent}if (${this.#condition(condition, 0)}) {`, ...this.lines(then, `${indent}  `)];
        if (otherwise.length === 0) return [...opened, `${indent}}`];
        return [...opened, `${indent}} else {`, ...this.lines(otherwise, `${indent}  `), `${indent}}`];
      }
    }
  }

  #gate({ gate, qubits, params = [], controls = [] }: GateOperation): string {
    const found = controlledGate(gate, qubits, params, controls);
    const name = inLibrary[found.gate];
    if (name === undefined) this.definitions.add(definitionOf(found.gate));
    const more = found.controls ?? [];
    const modifier = more.length === 0 ? "" : more.length === 1 ? "ctrl @ " : `ctrl(${more.length}) @ `;
    return `${modifier}${writeGateName(name ?? found.gate, found)} ${qubitList([...more, ...found.qubits])};`;
  }

  #condition(condition: Condition, depth: number): string {
    if (depth > deepestWritten) tooDeep();
    switch (condition.kind) {
      case "compare":
        return `${this.#bits(condition.clbits)} ${condition.operator} ${condition.value}`;
      case "not":
        return `!(${this.#condition(condition.operand, depth + 1)})`;
      case "and":
      case "or": {
        if (condition.operands.length === 0) return condition.kind === "and" ? "true" : "false";
        const operands = condition.operands.map((operand) => `(${this.#condition(operand, depth + 1)})`);
        return operands.join(condition.kind === "and" ? " && " : " || ");
      }
    }
  }

  /** Every part says how wide it is, so that nothing depends on how a reader would widen it. */
  #expression(expression: Expression, depth: number): string {
    if (depth > deepestWritten) tooDeep();
    switch (expression.kind) {
      case "bits":
        return `uint[${expression.clbits.length}](${this.#bits(expression.clbits)})`;
      case "number":
        return `uint[${expression.width}](${expression.value})`;
      case "real":
      case "real bits":
        return refuse("A calculation with real numbers", "use whole numbers");
      case "cast":
        if (expression.to === "real") return refuse("A calculation with real numbers", "use whole numbers");
        return `uint[${expression.to}](${this.#expression(expression.operand, depth + 1)})`;
      case "unary":
        return `${expression.operator}(${this.#expression(expression.operand, depth + 1)})`;
      case "binary": {
        const { operator, left, right } = expression;
        const text = `(${this.#expression(left, depth + 1)}) ${operator} (${this.#expression(right, depth + 1)})`;
        return isComparison(operator) ? `uint[1](${text})` : text;
      }
    }
  }

  #bit(clbit: number): string {
    const place = this.#places[clbit];
    return place ? `${place.register.name}[${place.index}]` : refuse(`The classical bit ${clbit}`, "declare it");
  }

  /** Some bits as a number: a register, a part of one, or an alias. */
  #bits(clbits: readonly number[]): string {
    const [first = -1, ...rest] = clbits;
    const place = this.#places[first];
    if (!place) return refuse(`The classical bit ${first}`, "declare it");
    if (rest.length === 0 && place.register.clbits.length > 1) return this.#bit(first);
    const { register, index } = place;
    const isRun = rest.every((clbit, k) => clbit === first + k + 1) && index + rest.length < register.clbits.length;
    if (isRun && clbits.length === register.clbits.length) return register.name;
    if (isRun) return `${register.name}[${index}:${index + rest.length}]`;
    return this.#alias(clbits);
  }

  #alias(clbits: readonly number[]): string {
    const of = `{${clbits.map((clbit) => this.#bit(clbit)).join(", ")}}`;
    const known = this.aliases.get(of);
    if (known !== undefined) return known;
    const names = new Set([...this.registers.map(({ name }) => name), ...this.aliases.values()]);
    let number = this.aliases.size;
    while (names.has(`bits${number}`)) number++;
    this.aliases.set(of, `bits${number}`);
    return `bits${number}`;
  }
}

const qubitList = (qubits: readonly number[]) => qubits.map((qubit) => `q[${qubit}]`).join(", ");
