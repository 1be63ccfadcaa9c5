import type { Cursor } from "./cursor.ts";
import type { QpyModifier, QpyValue } from "./model.ts";
import { readClbits } from "./read-clbits.ts";
import { readValue } from "./read-value.ts";
import type { Scope } from "./scope.ts";

const modifiers: Readonly<Record<string, QpyModifier["modifier"]>> = { c: "control", i: "inverse", p: "power" };

/** Reads a parameter of an instruction: a value, or what only instructions have. Up to version 17, numbers are little-endian. */
export function readParameter(type: string, content: Cursor, scope: Scope, depth: number): QpyValue {
  switch (type) {
    case "i":
      return content.i64(scope.version < 18);
    case "f":
      return content.f64(scope.version < 18);
    case "q": {
      const circuit = scope.readCircuit(content);
      for (const parameter of circuit.parameters) scope.parameters.set(parameter.id, parameter);
      return { kind: "circuit", circuit };
    }
    case "r": {
      const [start, stop, step] = [content.i64(), content.i64(), content.i64()].map(Number);
      return { kind: "range", start: start ?? 0, stop: stop ?? 0, step: step ?? 0 };
    }
    case "t":
      return readTuple(content, scope, depth);
    case "R":
      return readClbits(content, scope);
    case "m": {
      const modifier = modifiers[content.letter()];
      if (modifier === undefined) throw content.invalid("a modifier should be c, i or p");
      const [controlCount, controlState] = [content.u32(), content.u32()];
      return { kind: "modifier", modifier, controlCount, controlState, power: content.f64() };
    }
    default:
      return readValue(type, content, scope);
  }
}

function readTuple(content: Cursor, scope: Scope, depth: number): QpyValue {
  scope.budget.expectDepth(depth, content.at);
  const count = content.count(content.u64(), 9, "items of a tuple");
  const items = Array.from({ length: count }, () => {
    const type = content.letter();
    const window = content.window(content.u64());
    const item = readParameter(type, window, scope, depth + 1);
    window.expectEnd("an item of a tuple");
    return item;
  });
  return { kind: "tuple", items };
}
