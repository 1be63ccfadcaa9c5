import { type Circuit, evaluatorOf } from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";
import { type BitTest, bitTest } from "./condition.ts";
import { type NoiseItem, noiseProgram } from "./noise-program.ts";
import type { Misreading } from "./readings.ts";
import { splitReadout } from "./split-readout.ts";
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
  | { readonly kind: "if"; readonly test: BitTest; readonly whenTrue: Block; readonly whenFalse: Block }
  | { readonly kind: "while"; readonly test: BitTest; readonly body: Block; readonly maxTurns: number }
  /** Entry k of what is worked out goes into `clbits[k]`. */
  | {
      readonly kind: "assign";
      readonly clbits: readonly number[];
      readonly evaluate: (bits: Uint8Array) => Uint8Array;
    };

/** Reads a circuit; one without classical bits has qubit k measured into bit k. The noise model must support it. */
export function programOf(circuit: Circuit, noise?: NoiseModel): ShotProgram {
  const { qubitCount, bitCount, items } = noiseProgram(circuit, noise);
  const { rest, readout, misreadings } = splitReadout(items, qubitCount, bitCount);
  return { qubitCount, bitCount, body: blockOf(rest), readout, misreadings };
}

/**
 * How often the shots of a program can part at a measurement or a reset, on the longest way through it: Infinity with a
 * loop, whose turns nobody knows.
 */
export function branchPoints(block: Block): number {
  return block.reduce((sum, instruction) => {
    if (instruction.kind === "measure" || instruction.kind === "reset") return sum + 1;
    if (instruction.kind === "while") return sum + Number.POSITIVE_INFINITY;
    if (instruction.kind !== "if") return sum;
    return sum + Math.max(branchPoints(instruction.whenTrue), branchPoints(instruction.whenFalse));
  }, 0);
}

function blockOf(items: readonly NoiseItem[]): Block {
  const block: Instruction[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item.kind === "if") {
      const { condition, whenTrue, whenFalse } = item;
      const branches = { whenTrue: blockOf(whenTrue), whenFalse: blockOf(whenFalse) };
      block.push({ kind: "if", test: bitTest(condition), ...branches });
    } else if (item.kind === "while") {
      const { condition, body, maxTurns } = item;
      block.push({ kind: "while", test: bitTest(condition), body: blockOf(body), maxTurns });
    } else if (item.kind === "assign") {
      block.push({ kind: "assign", clbits: item.clbits, evaluate: evaluatorOf(item.value) });
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
