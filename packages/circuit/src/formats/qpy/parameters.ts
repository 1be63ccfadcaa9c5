import type { QpySymbol } from "./model.ts";

/** Parameters in Qiskit's order: by the name, or the vector's name and the index; names compare by code points. */
export function sortedParameters(parameters: Iterable<QpySymbol>): QpySymbol[] {
  return [...parameters].sort((a, b) => {
    const [left, right] = [a.vector?.name ?? a.name, b.vector?.name ?? b.name];
    if (left !== right) return compareByCodePoints(left, right);
    return (a.vector?.index ?? -1) - (b.vector?.index ?? -1);
  });
}

function compareByCodePoints(left: string, right: string): number {
  for (let k = 0; k < left.length && k < right.length; k++) {
    if (left.charCodeAt(k) === right.charCodeAt(k)) continue;
    // Halves of a pair sort below U+E000 as units, but stand for points above it; a pair that differs in its second half
    // is compared by that.
    const [a = 0, b = 0] = [left.codePointAt(k), right.codePointAt(k)];
    return a - b;
  }
  return left.length - right.length;
}
