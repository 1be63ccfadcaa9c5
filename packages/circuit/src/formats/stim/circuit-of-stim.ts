import { TooLargeError, UnsupportedError } from "@naru/base";
import { conditional, gate, measure, reset } from "../../build.ts";
import type { Circuit, Operation } from "../../circuit.ts";
import { type StimElement, stimElements } from "./elements.ts";
import type { StimInstruction, StimProgram } from "./program.ts";

export interface CircuitOfStimOptions {
  /** Leaves out noise instead of refusing it. */
  readonly withoutNoise?: boolean;
  /** Operations after repetitions are written out; 2 000 000 if absent. */
  readonly maxOperations?: number;
}

/**
 * The same circuit in Naru's terms: result k of the record is classical bit k. Detectors and observables are left out.
 *
 * Throws UnsupportedError for noise, which has its places in a program and none in a circuit, unless it is to be left
 * out, and TooLargeError if repetitions make too many operations.
 */
export function circuitOfStim(
  program: StimProgram,
  { withoutNoise = false, maxOperations = 2_000_000 }: CircuitOfStimOptions = {},
): Circuit {
  const size = sizeOf(program.instructions);
  if (size > maxOperations) {
    throw new TooLargeError(
      `Written out, this program has about ${size} operations; the limit is ${maxOperations}. Use fewer repetitions.`,
      { operations: size, maxOperations },
    );
  }
  const operations: Operation[] = [];
  let measured = 0;
  const add = (element: StimElement, before: number): void => {
    switch (element.kind) {
      case "gate":
        operations.push(gate(element.gate, element.qubits));
        break;
      case "measure":
        if (element.errorProbability > 0 && !withoutNoise) throw noisy();
        if (element.isInverted) operations.push(gate("x", [element.qubit]));
        operations.push(measure(element.qubit, measured++));
        if (element.isInverted) operations.push(gate("x", [element.qubit]));
        break;
      case "reset":
        operations.push(reset(element.qubit));
        break;
      case "feedback": {
        const condition = { kind: "compare", clbits: [before - element.back], operator: "==", value: "1" } as const;
        operations.push(conditional(condition, [gate(element.gate, [element.qubit])]));
        break;
      }
      case "noise":
        if (!withoutNoise && element.paulis.some(([, probability]) => probability > 0)) throw noisy();
    }
  };
  const run = (instructions: readonly StimInstruction[]): void => {
    for (const instruction of instructions) {
      if (instruction.kind === "repeat") {
        for (let round = 0; round < instruction.times; round++) run(instruction.body);
      } else {
        const before = measured;
        for (const element of stimElements(instruction)) add(element, before);
      }
    }
  };
  run(program.instructions);
  return { qubitCount: program.qubitCount, clbitCount: program.measurementCount, operations };
}

const noisy = () =>
  new UnsupportedError(
    "This program has noise in its places, which a circuit cannot keep; leave it out, or sample the program.",
  );

/** Targets, repetitions counted; an upper bound of the operations up to a small factor. */
function sizeOf(instructions: readonly StimInstruction[]): number {
  return instructions.reduce(
    (sum, each) => sum + (each.kind === "repeat" ? each.times * sizeOf(each.body) : Math.max(1, each.targets.length)),
    0,
  );
}
