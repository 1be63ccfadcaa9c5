import { UnsupportedError } from "@naru/base";
import {
  type Circuit,
  circuitOfStim,
  type StimInstruction,
  type StimOperation,
  type StimProgram,
  stimElements,
} from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";

/**
 * A program of Stim's format as a circuit and a noise model, for methods that know no programs. Result k of the record is
 * classical bit k.
 *
 * A noise model says what follows every gate of a width, so this is possible where DEPOLARIZE1 follows each gate on one
 * qubit, on the same targets and with the same probability, DEPOLARIZE2 likewise each on two, and all measurements err
 * equally often. Throws UnsupportedError, with the instruction that does not fit, elsewhere.
 */
export function noisyCircuitOfStim(program: StimProgram): { readonly circuit: Circuit; readonly noise: NoiseModel } {
  const rates = new Rates();
  rates.read(program.instructions);
  return { circuit: circuitOfStim(program, { withoutNoise: true }), noise: rates.model() };
}

/** The probability that was met for each kind of operation; all of a kind must have the same. */
class Rates {
  #oneQubit: number | undefined;
  #twoQubit: number | undefined;
  #readout: number | undefined;

  read(instructions: readonly StimInstruction[]): void {
    for (let k = 0; k < instructions.length; k++) {
      const instruction = instructions[k];
      if (instruction.kind === "repeat") {
        this.read(instruction.body);
        continue;
      }
      const next = instructions[k + 1];
      if (this.#operation(instruction, next?.kind === "operation" ? next : undefined)) k++;
    }
  }

  model(): NoiseModel {
    // Depolarising at a rate r strikes with probability 3r/4 on one qubit and 15r/16 on two.
    const [oneQubitRate, twoQubitRate] = [(4 / 3) * (this.#oneQubit ?? 0), (16 / 15) * (this.#twoQubit ?? 0)];
    const error = this.#readout ?? 0;
    if (oneQubitRate > 1 || twoQubitRate > 1)
      throw new UnsupportedError("A noise model mixes qubits fully at most; these errors are more frequent.");
    return { oneQubitRate, twoQubitRate, ...(error > 0 && { readout: { oneGivenZero: error, zeroGivenOne: error } }) };
  }

  /** Whether the next instruction is the noise of this one. */
  #operation(operation: StimOperation, next: StimOperation | undefined): boolean {
    const elements = stimElements(operation);
    const gates = elements.filter(({ kind }) => kind === "gate" || kind === "feedback");
    const isMeasured = elements.some(({ kind }) => kind === "measure");
    const errors = elements.filter((element) => element.kind === "noise" && element.paulis.some(([, p]) => p > 0));
    if (errors.length > 0) throw misplaced(operation);
    if (isMeasured) this.#expectReadout(operation);
    if (gates.length === 0) return false;
    const [first] = gates;
    const width = first.kind === "gate" ? first.qubits.length : 1;
    const isPlain =
      !isMeasured && gates.length === elements.length && gates.length === operation.targets.length / width;
    const isFollowed =
      next?.name === `DEPOLARIZE${width}` && `${next.targets}` === `${operation.targets}` && first.kind === "gate";
    // What is measured in another basis, or made of several gates, has noise within only in a noise model.
    if (!isPlain && (isFollowed || this.#expect(width, 0) > 0)) throw misplaced(operation);
    // Of targets that repeat, later gates come before the first one's noise in a program, and after it in a circuit.
    if (isFollowed && new Set(operation.targets).size < operation.targets.length) throw misplaced(operation);
    const probability = isFollowed ? (next.parameters[0] ?? 0) : 0;
    if (this.#expect(width, probability) !== probability) throw misplaced(operation);
    return isFollowed;
  }

  /** The probability for gates of this width, which is `probability` if none was met before. */
  #expect(width: number, probability: number): number {
    if (width === 1) {
      this.#oneQubit ??= probability;
      return this.#oneQubit;
    }
    this.#twoQubit ??= probability;
    return this.#twoQubit;
  }

  #expectReadout(operation: StimOperation): void {
    const probability = operation.parameters[0] ?? 0;
    this.#readout ??= probability;
    if (this.#readout !== probability) throw misplaced(operation);
  }
}

const misplaced = ({ name, parameters, targets }: StimOperation): UnsupportedError => {
  const written = `${name}${parameters.length > 0 ? `(${parameters.join(", ")})` : ""}`;
  return new UnsupportedError(
    `A noise model cannot say what ${written} on ${targets.length} targets does: it knows one rate for gates of a width and one for readings. Sample the program itself.`,
    { instruction: written },
  );
};
