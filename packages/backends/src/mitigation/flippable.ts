import { type Circuit, type Condition, clbitsOfExpression, type Operation } from "@naru/circuit";

/**
 * Classical bits whose measurements may be flipped, because the flip can be undone at the end: they are written by
 * measurements outside of control flow alone, and nothing in the circuit asks for them.
 */
export function flippableBits(circuit: Circuit): ReadonlySet<number> {
  const flippable = new Set<number>();
  for (const operation of circuit.operations) if (operation.kind === "measure") flippable.add(operation.clbit);
  const drop = (clbits: readonly number[]) => {
    for (const clbit of clbits) flippable.delete(clbit);
  };
  const walk = (operations: readonly Operation[], isNested: boolean): void => {
    for (const operation of operations) {
      switch (operation.kind) {
        case "measure":
          if (isNested) drop([operation.clbit]);
          break;
        case "assign":
          drop(operation.clbits);
          drop(clbitsOfExpression(operation.value));
          break;
        case "if":
          drop(clbitsOfCondition(operation.condition));
          walk(operation.then, true);
          walk(operation.otherwise ?? [], true);
          break;
        case "while":
          drop(clbitsOfCondition(operation.condition));
          walk(operation.body, true);
          break;
      }
    }
  };
  walk(circuit.operations, false);
  return flippable;
}

function clbitsOfCondition(condition: Condition): readonly number[] {
  if (condition.kind === "compare") return condition.clbits;
  return condition.kind === "not"
    ? clbitsOfCondition(condition.operand)
    : condition.operands.flatMap(clbitsOfCondition);
}
