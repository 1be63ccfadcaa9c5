import type { Cursor } from "./cursor.ts";
import type { QpySymbol, QpyValue } from "./model.ts";
import { readArray } from "./read-array.ts";
import { readExpression } from "./read-expression.ts";
import { readParameterExpression } from "./read-parameter-expression.ts";
import { readElement, readSymbol } from "./read-symbol.ts";
import type { Scope } from "./scope.ts";

/** Reads a value of a type from all of its bytes; numbers are big-endian. */
export function readValue(type: string, content: Cursor, scope: Scope): QpyValue {
  switch (type) {
    case "i":
      return content.i64();
    case "f":
      return content.f64();
    case "c":
      return { kind: "complex", re: content.f64(), im: content.f64() };
    case "s":
      return content.text(content.left);
    case "z":
      return null;
    case "d":
      return { kind: "default" };
    case "n":
      return readArray(content, scope.budget);
    case "p":
      return used(readSymbol(content), scope);
    case "v":
      return used(readElement(content, scope), scope);
    case "e":
      return readParameterExpression(content, scope, readValue);
    case "x":
      return { kind: "classical", expression: readExpression(content, scope, 0) };
    default:
      throw content.invalid(`there is no type of value ${JSON.stringify(type)}; the file is damaged`);
  }
}

function used(symbol: QpySymbol, scope: Scope): QpySymbol {
  scope.parameters.set(symbol.id, symbol);
  return symbol;
}
