import type { Circuit } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import { type BitTest, bitTest, clbitsOf } from "./condition.ts";
import { type NoiseItem, noiseProgram } from "./noise-program.ts";
import type { Misreading } from "./readings.ts";
import { Stretch } from "./stretch.ts";

/** A circuit as the shot tree walks it: what can be shared comes in stretches, what splits the shots between them. */
export interface ShotProgram {
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly body: Block;
  /** Entry c is the qubit that bit c shows of the final state, or −1 for a bit that keeps what the body wrote. */
  readonly readout: readonly number[];
  /** How the bits err at the very end, in order. */
  readonly misreadings: readonly Misreading[];
}

export type Block = readonly Instruction[];

export type Instruction =
  | Stretch
  | { readonly kind: "measure"; readonly qubit: number; readonly clbit: number }
  | Misreading
  | { readonly kind: "reset"; readonly qubit: number }
  | { readonly kind: "if"; readonly test: BitTest; readonly whenTrue: Block; readonly whenFalse: Block };

/** Reads a circuit; one without classical bits has qubit k measured into bit k. The noise model must support it. */
export function programOf(circuit: Circuit, noise?: NoiseModel): ShotProgram {
  const { qubitCount, bitCount, items } = noiseProgram(circuit, noise);
  const { rest, readout, misreadings } = splitReadout(items, qubitCount, bitCount);
  return { qubitCount, bitCount, body: blockOf(rest), readout, misreadings };
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
 * Takes the measurements that may as well be made at the very end out of the items: nothing acts on their qubit later, no
 * condition reads their bit, and no measurement that stays writes it. Misreadings of such bits come after them.
 */
function splitReadout(items: readonly NoiseItem[], qubitCount: number, bitCount: number) {
  const readout = new Array<number>(bitCount).fill(-1);
  const misreadings: Misreading[] = [];
  const isActedOn = new Uint8Array(qubitCount);
  const isBusy = new Uint8Array(bitCount); // read or written by what stays
  const mark = (item: NoiseItem): void => {
    switch (item.kind) {
      case "measure":
        isActedOn[item.qubit] = 1;
        isBusy[item.clbit] = 1;
        return;
      case "misread":
        for (const clbit of item.clbits) isBusy[clbit] = 1;
        return;
      case "reset":
        isActedOn[item.qubit] = 1;
        return;
      case "if":
        for (const clbit of clbitsOf(item.condition)) isBusy[clbit] = 1;
        item.whenTrue.forEach(mark);
        item.whenFalse.forEach(mark);
        return;
      case "noise":
        for (const qubit of item.qubits) isActedOn[qubit] = 1;
        return;
      case "step":
        for (const qubit of operandsOf(item.step)) isActedOn[qubit] = 1;
    }
  };
  const rest: NoiseItem[] = [];
  for (const item of items.toReversed()) {
    if (item.kind === "measure" && !isActedOn[item.qubit] && !isBusy[item.clbit]) {
      // Written again at the end: the earlier value is seen by nobody.
      if (readout[item.clbit] < 0) readout[item.clbit] = item.qubit;
      continue;
    }
    if (item.kind === "misread" && !item.clbits.some((clbit) => isBusy[clbit])) {
      const overwritten = item.clbits.filter((clbit) => readout[clbit] >= 0).length;
      if (overwritten === 0) misreadings.push(item);
      if (overwritten === 0 || overwritten === item.clbits.length) continue;
    }
    mark(item);
    rest.push(item);
  }
  return { rest: rest.reverse(), readout, misreadings: misreadings.reverse() };
}

function blockOf(items: readonly NoiseItem[]): Block {
  const block: Instruction[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item.kind === "if") {
      const { condition, whenTrue, whenFalse } = item;
      const branches = { whenTrue: blockOf(whenTrue), whenFalse: blockOf(whenFalse) };
      block.push({ kind: "if", test: bitTest(condition), ...branches });
    } else if (item.kind === "step" || item.kind === "noise") {
      const together = [item];
      for (let next = items[i + 1]; next?.kind === "step" || next?.kind === "noise"; next = items[++i + 1]) {
        together.push(next);
      }
      block.push(new Stretch(together));
    } else block.push(item);
  }
  return block;
}
