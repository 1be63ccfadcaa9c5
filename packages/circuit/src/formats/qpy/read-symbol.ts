import type { Cursor } from "./cursor.ts";
import type { QpySymbol } from "./model.ts";
import type { Scope } from "./scope.ts";

export function readSymbol(cursor: Cursor): QpySymbol {
  const nameLength = cursor.u16();
  const id = cursor.uuid();
  return { kind: "symbol", id, name: cursor.text(nameLength) };
}

/** An element of a parameter vector. Up to version 17 it carries its own id, later that of the vector plus its index. */
export function readElement(cursor: Cursor, scope: Scope): QpySymbol {
  if (scope.version >= 18) {
    const vector = scope.vectors[cursor.u16()];
    const index = cursor.u64();
    if (!vector || index >= vector.size) throw cursor.invalid("the circuit has no such element of a parameter vector");
    return elementOf(vector.name, index, idOfElement(vector.id, index));
  }
  const nameLength = cursor.u16();
  const size = cursor.u64();
  const id = cursor.uuid();
  const index = cursor.u64();
  const name = cursor.text(nameLength);
  if (index >= size)
    throw cursor.invalid(`the parameter vector "${name}" has ${size} elements and no element ${index}`);
  return elementOf(name, index, id);
}

const elementOf = (vector: string, index: number, id: string): QpySymbol => ({
  kind: "symbol",
  id,
  name: `${vector}[${index}]`,
  vector: { name: vector, index },
});

/** The sum of an id of 32 hexadecimal digits and an index, modulo 2^128. */
function idOfElement(id: string, index: number): string {
  const low = Number.parseInt(id.slice(20), 16) + index;
  if (low < 2 ** 48) return id.slice(0, 20) + low.toString(16).padStart(12, "0");
  return BigInt.asUintN(128, BigInt(`0x${id}`) + BigInt(index))
    .toString(16)
    .padStart(32, "0");
}
