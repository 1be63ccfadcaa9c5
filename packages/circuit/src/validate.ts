import { InvalidInputError, TooLargeError } from "@naru/base";
import { checkExpression } from "./check-expression.ts";
import type { Assign, Circuit, Condition, GateOperation, Operation, UnitaryOperation } from "./circuit.ts";
import { realWidth } from "./expression.ts";
import { gateNames, gates } from "./gates.ts";

/** What a circuit may have at most. */
export interface CircuitLimits {
  readonly maxQubits: number;
  readonly maxClbits: number;
  /** Operations, those inside of conditionals and loops included. */
  readonly maxOperations: number;
  /** Conditionals and loops inside one another, and likewise conditions. */
  readonly maxDepth: number;
  /** Qubits of one unitary that is given as a matrix, which has 4 to this power of entries. */
  readonly maxUnitaryQubits: number;
}

export const defaultCircuitLimits: CircuitLimits = {
  maxQubits: 10_000,
  maxClbits: 100_000,
  maxOperations: 2_000_000,
  maxDepth: 256,
  maxUnitaryQubits: 8,
};

/**
 * Whether whatever runs circuits may take this one at its word: every index is in range, the qubits of an operation are
 * different, gates have their parameters and all are finite, matrices are unitary, conditions ask for bits that exist.
 *
 * Throws `InvalidInputError` at the first operation that is wrong, with its number (from 0) in the message and its
 * path in `details.path`: `[4, "then", 0]` is the first operation under the condition that is operation 4. Throws
 * `TooLargeError` beyond the limits. The circuit may come from JSON: only its types are believed, not its values.
 */
export function checkCircuit(circuit: Circuit, limits: Partial<CircuitLimits> = {}): void {
  const asked = { ...defaultCircuitLimits, ...limits };
  const checked = checkedUnder.get(circuit);
  if (checked && isWithin(checked, asked)) return;
  new Checker(circuit, asked).check();
  checkedUnder.set(circuit, asked);
}

/**
 * Circuits that were found right, and the limits that they kept: who makes a circuit checks it, and whoever runs it does so
 * again. A circuit is never changed once it is made.
 */
const checkedUnder = new WeakMap<Circuit, CircuitLimits>();

const isWithin = (limits: CircuitLimits, others: CircuitLimits): boolean =>
  (Object.keys(limits) as (keyof CircuitLimits)[]).every((name) => limits[name] <= others[name]);

type Path = readonly (number | "then" | "otherwise" | "body")[];

class Checker {
  readonly #circuit: Circuit;
  readonly #limits: CircuitLimits;
  #operations = 0;

  constructor(circuit: Circuit, limits: CircuitLimits) {
    this.#circuit = circuit;
    this.#limits = limits;
  }

  check(): void {
    const { qubitCount, clbitCount, operations } = this.#circuit;
    const { maxQubits, maxClbits } = this.#limits;
    this.#expectCount(qubitCount, "qubits", maxQubits);
    this.#expectCount(clbitCount, "classical bits", maxClbits);
    this.#registers();
    this.#walk(operations, []);
  }

  #expectCount(count: number, what: string, limit: number): void {
    if (!Number.isInteger(count) || count < 0) {
      throw new InvalidInputError(`The number of ${what} should be a whole number, not ${count}.`, { count });
    }
    if (count > limit)
      throw new TooLargeError(`The circuit has ${count} ${what}; the limit is ${limit}.`, { count, limit });
  }

  #registers(): void {
    const names = new Set<string>();
    for (const { name, clbits } of this.#circuit.registers ?? []) {
      if (names.has(name)) throw new InvalidInputError(`Two registers are named "${name}"; rename one.`, { name });
      names.add(name);
      const problem = this.#rangeProblem(clbits, this.#circuit.clbitCount, "classical bit") ?? repeated(clbits, "bit");
      if (problem) throw new InvalidInputError(`The register "${name}": ${problem}.`, { name });
    }
  }

  #walk(operations: readonly Operation[], path: Path): void {
    if (path.length > 2 * this.#limits.maxDepth) {
      throw new TooLargeError(
        `Conditionals and loops are nested more than ${this.#limits.maxDepth} deep; flatten them.`,
        {
          limit: this.#limits.maxDepth,
          path: path.slice(0, 4),
        },
      );
    }
    this.#operations += operations.length;
    if (this.#operations > this.#limits.maxOperations) {
      const limit = this.#limits.maxOperations;
      throw new TooLargeError(`The circuit has more than ${limit} operations; split it.`, { limit });
    }
    for (let k = 0; k < operations.length; k++) {
      const operation = operations[k];
      const problem = operation === undefined ? "is missing" : this.#problemOf(operation);
      if (problem !== undefined) {
        const full = [...path, k];
        throw new InvalidInputError(`Operation ${full.join(" › ")}${nameOf(operation)}: ${problem}.`, { path: full });
      }
      if (operation?.kind === "while") this.#walk(operation.body, [...path, k, "body"]);
      if (operation?.kind !== "if") continue;
      this.#walk(operation.then, [...path, k, "then"]);
      if (operation.otherwise) this.#walk(operation.otherwise, [...path, k, "otherwise"]);
    }
  }

  #problemOf(operation: Operation): string | undefined {
    const { qubitCount, clbitCount } = this.#circuit;
    switch (operation.kind) {
      case "gate":
        return this.#gateProblem(operation);
      case "unitary":
        return this.#unitaryProblem(operation);
      case "measure":
        return (
          indexProblem(operation.qubit, qubitCount, "qubit") ??
          indexProblem(operation.clbit, clbitCount, "classical bit")
        );
      case "reset":
        return indexProblem(operation.qubit, qubitCount, "qubit");
      case "barrier":
        return this.#rangeProblem(operation.qubits, qubitCount, "qubit") ?? repeated(operation.qubits, "qubit");
      case "delay":
        if (!Number.isFinite(operation.seconds) || operation.seconds < 0) {
          return `it should last a finite number of seconds, 0 or more, not ${operation.seconds}`;
        }
        return indexProblem(operation.qubit, qubitCount, "qubit");
      case "if":
        return this.#conditionProblem(operation.condition, 0);
      case "while":
        if (!Number.isSafeInteger(operation.maxTurns) || operation.maxTurns < 1) {
          return `its bound on turns should be a whole number, 1 or more, not ${operation.maxTurns}`;
        }
        return this.#conditionProblem(operation.condition, 0);
      case "assign":
        return this.#assignProblem(operation);
      default:
        return `there is no operation "${(operation as { kind: unknown }).kind}"; use gate, unitary, measure, reset, barrier, delay, if, while or assign`;
    }
  }

  #assignProblem({ clbits, value }: Assign): string | undefined {
    const problemOfBits = (bits: readonly number[]) =>
      this.#rangeProblem(bits, this.#circuit.clbitCount, "classical bit") ?? repeated(bits, "classical bit");
    const problem = problemOfBits(clbits);
    if (problem !== undefined) return problem;
    const found = checkExpression(value, problemOfBits);
    if ("problem" in found) return found.problem;
    const width = found.width === "real" ? realWidth : found.width;
    if (width === clbits.length) return undefined;
    return `its value has ${width} bits and goes into ${clbits.length}; cast it`;
  }

  #gateProblem({ gate, qubits, params = noNumbers, controls = noNumbers }: GateOperation): string | undefined {
    const counts = countsOf.get(gate);
    if (!counts) return `there is no gate "${gate}"; use one of the gate table`;
    if (qubits.length !== counts.qubits) return `it acts on ${counts.qubits} qubits, not ${qubits.length}`;
    if (params.length !== counts.params) return `it takes ${counts.params} parameters, not ${params.length}`;
    for (const param of params) {
      if (!Number.isFinite(param)) return `the angle ${param} is not a finite number`;
    }
    const { qubitCount } = this.#circuit;
    return (
      this.#rangeProblem(qubits, qubitCount, "qubit") ??
      this.#rangeProblem(controls, qubitCount, "qubit") ??
      repeated(qubits, "qubit") ??
      (controls.length > 0 ? repeated([...qubits, ...controls], "qubit") : undefined)
    );
  }

  #unitaryProblem({ qubits, matrix }: UnitaryOperation): string | undefined {
    const { maxUnitaryQubits } = this.#limits;
    if (qubits.length === 0) return "it names no qubit";
    if (qubits.length > maxUnitaryQubits) return `a matrix acts on ${maxUnitaryQubits} qubits at most; decompose it`;
    const size = 2 ** qubits.length;
    if (matrix.length !== 2 * size * size) {
      return `a matrix on ${qubits.length} qubits has ${2 * size * size} numbers, not ${matrix.length}`;
    }
    const indices = this.#rangeProblem(qubits, this.#circuit.qubitCount, "qubit") ?? repeated(qubits, "qubit");
    if (indices !== undefined) return indices;
    return isUnitary(matrix, size) ? undefined : "its matrix is not unitary; check its rows and the order of re and im";
  }

  #conditionProblem(condition: Condition, depth: number): string | undefined {
    if (depth > this.#limits.maxDepth)
      return `its condition is nested more than ${this.#limits.maxDepth} deep; flatten it`;
    switch (condition.kind) {
      case "compare": {
        const { clbits, operator, value } = condition;
        if (clbits.length === 0) return "its condition names no classical bit";
        if (!operators.has(operator))
          return `its condition has no comparison "${operator}"; use ${[...operators].join(" ")}`;
        if (typeof value !== "string" || !wholeNumber.test(value)) {
          return `its condition compares with "${value}", which should be a whole number in decimal digits`;
        }
        return (
          this.#rangeProblem(clbits, this.#circuit.clbitCount, "classical bit") ?? repeated(clbits, "classical bit")
        );
      }
      case "not":
        return this.#conditionProblem(condition.operand, depth + 1);
      case "and":
      case "or":
        if (condition.operands.length === 0) return `its condition "${condition.kind}" has no operands`;
        for (const operand of condition.operands) {
          const problem = this.#conditionProblem(operand, depth + 1);
          if (problem !== undefined) return problem;
        }
        return undefined;
      default:
        return `there is no condition "${(condition as { kind: unknown }).kind}"; use compare, not, and, or`;
    }
  }

  #rangeProblem(indices: readonly number[], count: number, what: string): string | undefined {
    for (let k = 0; k < indices.length; k++) {
      const problem = indexProblem(indices[k], count, what);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

/** How many qubits and parameters each gate of the table has, in a form that is looked up at once. */
const countsOf: ReadonlyMap<string, { readonly qubits: number; readonly params: number }> = new Map(
  gateNames.map((name) => [name, { qubits: gates[name].qubitCount, params: gates[name].parameterNames.length }]),
);
const noNumbers: readonly number[] = [];
const wholeNumber = /^\d{1,40000}$/;
const operators: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

function indexProblem(index: number | undefined, count: number, what: string): string | undefined {
  if (index !== undefined && Number.isInteger(index) && index >= 0 && index < count) return undefined;
  const existing = count === 0 ? "it has none" : `it has ${count}, from 0 to ${count - 1}`;
  return `there is no ${what} ${index} in this circuit; ${existing}`;
}

/** Pairs are compared by hand: nearly all lists are that short, and a set for each would take most of the time. */
function repeated(indices: readonly number[], what: string): string | undefined {
  const { length } = indices;
  if (length < 2) return undefined;
  const areDifferent = length === 2 ? indices[0] !== indices[1] : new Set(indices).size === length;
  if (areDifferent) return undefined;
  const twice = indices.find((index, k) => indices.indexOf(index) !== k);
  return `it names the ${what} ${twice} twice; its ${what}s must be different`;
}

function nameOf(operation: Operation | undefined): string {
  if (!operation) return "";
  return operation.kind === "gate" ? ` (${operation.gate})` : ` (${operation.kind})`;
}

/** Entries written with six digits still pass; a matrix that loses or gains a thousandth does not. */
const unitaryTolerance = 1e-5;

/** Whether the rows are orthonormal. */
function isUnitary(matrix: readonly number[], size: number): boolean {
  for (let a = 0; a < size; a++) {
    for (let b = a; b < size; b++) {
      let re = a === b ? -1 : 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        const [x = 0, y = 0] = [matrix[2 * (a * size + k)], matrix[2 * (a * size + k) + 1]];
        const [u = 0, v = 0] = [matrix[2 * (b * size + k)], matrix[2 * (b * size + k) + 1]];
        re += x * u + y * v;
        im += y * u - x * v;
      }
      // Written so that NaN is no unitary.
      if (!(Math.abs(re) < unitaryTolerance && Math.abs(im) < unitaryTolerance)) return false;
    }
  }
  return true;
}
