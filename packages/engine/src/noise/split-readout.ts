import { clbitsOfExpression } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import { clbitsOf } from "./condition.ts";
import type { NoiseItem } from "./noise-program.ts";
import type { Misreading } from "./readings.ts";

/** Items, and what may as well be read of the state that they leave. */
export interface SplitReadout {
  readonly rest: readonly NoiseItem[];
  /** Entry c is the qubit that bit c shows in the end, or −1 for a bit that keeps what the items wrote. */
  readonly readout: readonly number[];
  /** How the bits err after that, in order. */
  readonly misreadings: readonly Misreading[];
}

/**
 * Takes the measurements that may as well be made at the very end out of the items: nothing acts on their qubit later, no
 * condition reads their bit, and no measurement that stays writes it. Misreadings of such bits come after them.
 */
export function splitReadout(items: readonly NoiseItem[], qubitCount: number, bitCount: number): SplitReadout {
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
      case "while":
        for (const clbit of clbitsOf(item.condition)) isBusy[clbit] = 1;
        item.body.forEach(mark);
        return;
      case "assign":
        for (const clbit of [...item.clbits, ...clbitsOfExpression(item.value)]) isBusy[clbit] = 1;
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
