import type { Cursor } from "./cursor.ts";
import type { QpyClbits } from "./model.ts";
import type { Scope } from "./scope.ts";

/** Reads which bit or register is meant, from all of the bytes. */
export function readClbits(content: Cursor, scope: Scope): QpyClbits {
  if (scope.version >= 18) {
    return content.flag()
      ? registerOf(content.text(content.left), content, scope)
      : clbitOf(content.u32(), content, scope);
  }
  const text = content.text(content.left);
  if (!text.startsWith("\0")) return registerOf(text, content, scope);
  return clbitOf(/^\0\d{1,9}$/.test(text) ? Number(text.slice(1)) : Number.NaN, content, scope);
}

export function clbitOf(clbit: number, cursor: Cursor, scope: Scope): QpyClbits {
  if (clbit < scope.clbitCount) return { kind: "clbit", clbit };
  throw cursor.invalid(`the circuit has ${scope.clbitCount} classical bits and none of this number`);
}

export function registerOf(name: string, cursor: Cursor, scope: Scope): QpyClbits {
  if (scope.registerNames.has(name)) return { kind: "register", name };
  throw cursor.invalid(`the circuit has no classical register ${JSON.stringify(name.slice(0, 40))}`);
}
