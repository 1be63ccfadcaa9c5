import type { Cursor } from "./cursor.ts";
import type { Budget } from "./limits.ts";
import type { QpyLayout } from "./model.ts";
import { readRegister } from "./read-register.ts";

/** Reads how a circuit was placed, if the file says it. Counts below 0 mean that a list is absent. */
export function readLayout(cursor: Cursor, version: number, budget: Budget): QpyLayout | undefined {
  const exists = cursor.flag();
  const initialCount = cursor.i32();
  const inputCount = cursor.i32();
  const finalCount = cursor.i32();
  const registerCount = cursor.u32();
  const inputQubitCount = cursor.i32();
  if (!exists) return undefined;
  cursor.count(registerCount, 9, "registers of the layout");
  for (let k = 0; k < registerCount; k++) readRegister(cursor, version, budget);
  const initial: { index: number; register?: string }[] = [];
  cursor.count(initialCount, 4, "qubits of the initial layout");
  for (let k = 0; k < initialCount; k++) {
    const index = cursor.i32();
    const nameLength = version >= 18 && index === -1 ? -1 : cursor.i32();
    initial.push(nameLength < 0 ? { index } : { index, register: cursor.text(nameLength) });
  }
  const indices = (count: number): number[] =>
    count <= 0 ? [] : Array.from({ length: cursor.count(count, 4, "qubits of the layout") }, () => cursor.u32());
  return { initial, inputMapping: indices(inputCount), final: indices(finalCount), inputQubitCount };
}
