import { type Circuit, measureAll, type Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel, ReadoutError } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type BitTest, bitTest, clbitsOf } from "./condition.ts";
import { ErrorSites, errorSitesOf } from "./error-sites.ts";

/** A circuit as the shot tree walks it: what can be shared comes in stretches, what splits the shots between them. */
export interface ShotProgram {
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly body: Block;
  /** Entry c is the qubit that bit c shows of the final state, or −1 for a bit that keeps what the body wrote. */
  readonly readout: readonly number[];
  /** Entry c is how the readout of bit c errs; absent where it does not. */
  readonly readoutErrors: readonly (ReadoutError | undefined)[];
}

export type Block = readonly Instruction[];

export type Instruction =
  | { readonly kind: "stretch"; readonly steps: readonly UnitaryStep[]; readonly errors?: ErrorSites }
  | { readonly kind: "measure"; readonly qubit: number; readonly clbit: number }
  /** The measurement just made may have written the wrong bit. */
  | { readonly kind: "misread"; readonly clbit: number; readonly error: ReadoutError }
  | { readonly kind: "reset"; readonly qubit: number }
  | { readonly kind: "if"; readonly test: BitTest; readonly whenTrue: Block; readonly whenFalse: Block };

/** Reads a circuit; one without classical bits has qubit k measured into bit k. The noise model must support it. */
export function programOf(circuit: Circuit, noise?: NoiseModel): ShotProgram {
  const { qubitCount, clbitCount, operations } = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
  const { rest, readout } = splitReadout(operations, qubitCount, clbitCount);
  return {
    qubitCount,
    bitCount: clbitCount,
    body: blockOf(rest, noise),
    readout,
    readoutErrors: readout.map((qubit) => (qubit < 0 ? undefined : readoutErrorOf(qubit, noise))),
  };
}

/** How often the shots of a program can part at a measurement or a reset, on the longest way through it. */
export function branchPoints(block: Block): number {
  return block.reduce((sum, instruction) => {
    if (instruction.kind === "measure" || instruction.kind === "reset") return sum + 1;
    if (instruction.kind !== "if") return sum;
    return sum + Math.max(branchPoints(instruction.whenTrue), branchPoints(instruction.whenFalse));
  }, 0);
}

/**
 * Takes the measurements that may as well be made at the very end out of the operations: nothing acts on their qubit
 * later, no condition reads their bit, and no measurement that stays writes it.
 */
function splitReadout(operations: readonly Operation[], qubitCount: number, bitCount: number) {
  const readout = new Array<number>(bitCount).fill(-1);
  const isActedOn = new Uint8Array(qubitCount);
  const isBusy = new Uint8Array(bitCount); // read or written by what stays
  const mark = (operation: Operation): void => {
    switch (operation.kind) {
      case "barrier":
        return;
      case "measure":
        isActedOn[operation.qubit] = 1;
        isBusy[operation.clbit] = 1;
        return;
      case "reset":
        isActedOn[operation.qubit] = 1;
        return;
      case "if":
        for (const clbit of clbitsOf(operation.condition)) isBusy[clbit] = 1;
        operation.then.forEach(mark);
        operation.otherwise?.forEach(mark);
        return;
      default:
        for (const qubit of operandsOf(operation)) isActedOn[qubit] = 1;
    }
  };
  const rest: Operation[] = [];
  for (const operation of operations.toReversed()) {
    if (operation.kind === "measure" && !isActedOn[operation.qubit] && !isBusy[operation.clbit]) {
      // Written again at the end: the earlier value is seen by nobody.
      if (readout[operation.clbit] < 0) readout[operation.clbit] = operation.qubit;
      continue;
    }
    mark(operation);
    rest.push(operation);
  }
  return { rest: rest.reverse(), readout };
}

function blockOf(operations: readonly Operation[], noise?: NoiseModel): Block {
  const block: Instruction[] = [];
  let steps: UnitaryStep[] = [];
  const closeStretch = () => {
    if (steps.length > 0) block.push(stretchOf(steps, noise));
    steps = [];
  };
  for (const operation of operations) {
    if (operation.kind === "barrier") continue;
    if (operation.kind === "gate" || operation.kind === "unitary") {
      steps.push(operation);
      continue;
    }
    closeStretch();
    if (operation.kind === "reset") block.push({ kind: "reset", qubit: operation.qubit });
    else if (operation.kind === "measure") {
      const { qubit, clbit } = operation;
      block.push({ kind: "measure", qubit, clbit });
      const error = readoutErrorOf(qubit, noise);
      if (error) block.push({ kind: "misread", clbit, error });
    } else {
      block.push({
        kind: "if",
        test: bitTest(operation.condition),
        whenTrue: blockOf(operation.then, noise),
        whenFalse: blockOf(operation.otherwise ?? [], noise),
      });
    }
  }
  closeStretch();
  return block;
}

function stretchOf(steps: readonly UnitaryStep[], noise?: NoiseModel): Instruction {
  const sites = noise ? errorSitesOf(steps, noise) : [];
  return sites.length > 0 ? { kind: "stretch", steps, errors: new ErrorSites(sites) } : { kind: "stretch", steps };
}

function readoutErrorOf(qubit: number, noise?: NoiseModel): ReadoutError | undefined {
  const readout = noise?.readout;
  if (!readout) return undefined;
  const error = "oneGivenZero" in readout ? readout : readout[qubit];
  return error && (error.oneGivenZero > 0 || error.zeroGivenOne > 0) ? error : undefined;
}
