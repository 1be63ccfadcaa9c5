import { clbitsOfExpression } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import { clbitsOf } from "../noise/condition.ts";
import type { NoiseItem } from "../noise/index.ts";

/** Takes what may as well be read at the very end out of the items: nothing acts later on the qubits, nor asks for the bits. */
export function splitReadout(items: readonly NoiseItem[]): {
  body: readonly NoiseItem[];
  readout: readonly NoiseItem[];
} {
  const qubits = new Set<number>();
  const clbits = new Set<number>();
  const mark = (item: NoiseItem): void => {
    switch (item.kind) {
      case "step":
        for (const qubit of operandsOf(item.step)) qubits.add(qubit);
        break;
      case "noise":
        for (const qubit of item.qubits) qubits.add(qubit);
        break;
      case "measure":
        qubits.add(item.qubit);
        clbits.add(item.clbit);
        break;
      case "reset":
        qubits.add(item.qubit);
        break;
      case "misread":
        for (const clbit of item.clbits) clbits.add(clbit);
        break;
      case "if":
        for (const clbit of clbitsOf(item.condition)) clbits.add(clbit);
        item.whenTrue.forEach(mark);
        item.whenFalse.forEach(mark);
        break;
      case "while":
        for (const clbit of clbitsOf(item.condition)) clbits.add(clbit);
        item.body.forEach(mark);
        break;
      case "assign":
        for (const clbit of [...item.clbits, ...clbitsOfExpression(item.value)]) clbits.add(clbit);
    }
  };
  const body: NoiseItem[] = [];
  const readout: NoiseItem[] = [];
  for (const item of items.toReversed()) {
    const isLate =
      (item.kind === "measure" && !qubits.has(item.qubit) && !clbits.has(item.clbit)) ||
      (item.kind === "misread" && !item.clbits.some((clbit) => clbits.has(clbit)));
    if (!isLate) mark(item);
    (isLate ? readout : body).push(item);
  }
  return { body: body.reverse(), readout: readout.reverse() };
}
