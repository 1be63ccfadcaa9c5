import type { Circuit, Conditional, GateOperation, Operation } from "../../circuit.ts";
import type { GateName } from "../../gates.ts";
import { controlledGate } from "../openqasm/controlled.ts";
import { definitionOf, placesOf, plannedRegisters, refuse, writeGateName } from "../openqasm/write.ts";

/** Our gates that Qiskit's qelib1.inc has, by their names there. */
const inLibrary: Partial<Record<GateName, string>> = {
  ...Object.fromEntries(
    ["id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg", "rx", "ry", "rz", "p", "cx", "cy", "cz", "ch"]
      .concat(["csx", "crx", "cry", "crz", "cp", "cu3", "cu", "swap", "rxx", "rzz", "ccx", "cswap"])
      .map((name) => [name, name]),
  ),
  u: "u3",
};

/** Gates under three or four further controls that the library has, by gate and number of controls. */
const controlledInLibrary: Readonly<Record<string, string>> = { "x 3": "c3x", "x 4": "c4x", "sx 3": "c3sqrtx" };

const registerName = /^[a-z][A-Za-z0-9_]*$/;

/**
 * Writes a circuit as OpenQASM 2 with one quantum register `q`. Gates that `qelib1.inc` lacks are defined at the top;
 * `readOpenQasm2` finds them again. Classical registers keep their names if together they hold all bits in order.
 *
 * Throws `UnsupportedError` for what the language lacks: unitaries given as matrices, other controls than its library
 * has, conditions other than equality on a whole register, `else`. A condition over several operations is written once
 * for each of them.
 */
export function writeOpenQasm2(circuit: Circuit): string {
  const registers = plannedRegisters(circuit, (name) => registerName.test(name));
  const places = placesOf(registers);
  const definitions = new Set<string>();

  const gateText = (operation: GateOperation): string => {
    const { gate, qubits, params = [], controls = [] } = operation;
    const found = controlledGate(gate, qubits, params, controls);
    const more = found.controls ?? [];
    const name = more.length > 0 ? controlledInLibrary[`${found.gate} ${more.length}`] : inLibrary[found.gate];
    if (name === undefined && more.length > 0) {
      refuse(`The gate "${gate}" under ${more.length} further controls`, "write OpenQASM 3");
    }
    if (name === undefined) definitions.add(definitionOf(found.gate));
    return `${writeGateName(name ?? found.gate, found)} ${qubitList([...more, ...found.qubits])};`;
  };

  const bit = (clbit: number): string => {
    const place = places[clbit];
    return place ? `${place.register.name}[${place.index}]` : refuse(`The classical bit ${clbit}`, "declare it");
  };

  const conditionText = ({ condition }: Conditional): string => {
    const { register } = (condition.kind === "compare" ? places[condition.clbits[0] ?? -1] : undefined) ?? {};
    const isWhole =
      condition.kind === "compare" &&
      condition.operator === "==" &&
      register?.clbits.length === condition.clbits.length &&
      register.clbits.every((clbit, k) => clbit === condition.clbits[k]);
    if (!isWhole) refuse("A condition other than a whole register's equality", "write OpenQASM 3");
    return `if (${register.name} == ${condition.value}) `;
  };

  const lines = (operation: Operation): string[] => {
    switch (operation.kind) {
      case "gate":
        return [gateText(operation)];
      case "measure":
        return [`measure q[${operation.qubit}] -> ${bit(operation.clbit)};`];
      case "reset":
        return [`reset q[${operation.qubit}];`];
      case "barrier":
        return operation.qubits.length > 0 ? [`barrier ${qubitList(operation.qubits)};`] : [];
      case "unitary":
        return refuse("A unitary given as a matrix", "decompose it into gates first");
      case "delay":
        return refuse("A delay", "write OpenQASM 3");
      case "while":
        return refuse("A loop that turns as long as results want it", "write OpenQASM 3");
      case "assign":
        return refuse("A calculation with classical bits", "write OpenQASM 3");
      case "if":
        return conditionalLines(operation);
    }
  };

  const conditionalLines = (operation: Conditional): string[] => {
    if (operation.otherwise?.length) refuse('An "else"', "write OpenQASM 3");
    const condition = conditionText(operation);
    const asked = new Set(operation.condition.kind === "compare" ? operation.condition.clbits : []);
    return operation.then.flatMap((inner, k) => {
      if (inner.kind === "if") return refuse("A condition inside another", "write OpenQASM 3");
      // The next line would ask again, and hear another answer.
      const changes = inner.kind === "measure" && asked.has(inner.clbit) && k < operation.then.length - 1;
      if (changes) refuse("A condition whose own bits are measured under it", "write OpenQASM 3");
      return lines(inner).map((line) => (inner.kind === "barrier" ? line : condition + line));
    });
  };

  const body = circuit.operations.flatMap(lines);
  return [
    "OPENQASM 2.0;",
    'include "qelib1.inc";',
    ...definitions,
    ...(circuit.qubitCount > 0 ? [`qreg q[${circuit.qubitCount}];`] : []),
    ...registers.map(({ name, clbits }) => `creg ${name}[${clbits.length}];`),
    ...body,
    "",
  ].join("\n");
}

const qubitList = (qubits: readonly number[]) => qubits.map((qubit) => `q[${qubit}]`).join(", ");
