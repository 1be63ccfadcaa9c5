import type { Circuit, ClassicalRegister, Operation } from "../../circuit.ts";
import type { Budget } from "./limits.ts";

/** Gathers the parts of a circuit as they are read, within the budget. */
export class CircuitBuilder {
  readonly budget: Budget;
  readonly #registers: ClassicalRegister[] = [];
  #operations: Operation[] = [];
  #qubitCount = 0;
  #clbitCount = 0;
  #naming: "registers" | "numbers" | undefined;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** All qubits so far. */
  qubits(): number[] {
    return Array.from({ length: this.#qubitCount }, (_, k) => k);
  }

  /** How the circuit's qubits are named so far: by registers or by their numbers, never both. */
  get naming(): "registers" | "numbers" | undefined {
    return this.#naming;
  }

  /** So many fresh qubits. */
  addQubits(size: number, at: number): number[] {
    this.budget.expectBits("qubits", this.#qubitCount, size, at);
    this.#naming = "registers";
    const first = this.#qubitCount;
    this.#qubitCount += size;
    return Array.from({ length: size }, (_, k) => first + k);
  }

  /** Makes room for a qubit that is named by its number. */
  includeQubit(qubit: number, at: number): void {
    this.#naming = "numbers";
    if (qubit < this.#qubitCount) return;
    this.budget.expectBits("qubits", qubit, 1, at);
    this.#qubitCount = qubit + 1;
  }

  /** So many fresh classical bits, as a register if they have a name. */
  addClbits(size: number, name: string | undefined, at: number): number[] {
    this.budget.expectBits("classical bits", this.#clbitCount, size, at);
    const first = this.#clbitCount;
    this.#clbitCount += size;
    const clbits = Array.from({ length: size }, (_, k) => first + k);
    if (name !== undefined) this.#registers.push({ name, clbits });
    return clbits;
  }

  /** Puts an operation behind the others; `operands` counts the qubits and classical bits that it names. */
  add(operation: Operation, operands: number, at: number): void {
    this.budget.spendOperation(operands, at);
    this.#operations.push(operation);
  }

  /** The operations that `read` adds, which go nowhere else. */
  gather(read: () => void): Operation[] {
    const outer = this.#operations;
    this.#operations = [];
    read();
    const gathered = this.#operations;
    this.#operations = outer;
    return gathered;
  }

  circuit(): Circuit {
    return {
      qubitCount: this.#qubitCount,
      clbitCount: this.#clbitCount,
      ...(this.#registers.length > 0 && { registers: this.#registers }),
      operations: this.#operations,
    };
  }
}
