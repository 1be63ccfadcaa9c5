import { damaged, type Fields } from "./fields.ts";
import { readPackedArray } from "./packed-array.ts";
import { type Gates, isRegisterType, newGates, type RegisterType, sizeOfGroup, widthOf } from "./register.ts";

/** Gates that a samplex brings along, one for each subsystem. */
export interface FixedGates {
  readonly type: RegisterType;
  readonly subsystems: number;
  readonly gates: Gates;
}

const typeOfId: Readonly<Record<string, RegisterType>> = { V0: "pauli", V1: "u2", V2: "z2", V3: "c1" };

/** Reads such gates; basis changes of version 1 name the type in place of an id. */
export function readFixedGates(fields: Fields): FixedGates {
  const id = fields.has("id") ? fields.text("id") : undefined;
  const type = id === undefined ? fields.text("type") : Object.hasOwn(typeOfId, id) ? typeOfId[id] : undefined;
  if (!isRegisterType(type)) throw damaged(fields.where, "there is no such type of gates");
  const { shape, isComplex, numbers } = readPackedArray(fields.text("array"), fields.where);
  const axes = type === "u2" ? 4 : 2;
  const isMatrix = type !== "u2" || (shape[2] === 2 && shape[3] === 2);
  if (shape.length !== axes || shape[1] !== 1 || !isMatrix || isComplex !== (type === "u2")) {
    throw damaged(fields.where, `the shape of fixed gates of type ${type} should not be [${shape.join(", ")}]`);
  }
  const gates = newGates(type, shape[0]);
  if (type !== "u2" && numbers.some((number) => number < 0 || number >= sizeOfGroup[type])) {
    throw damaged(fields.where, `a number is that of no gate of type ${type}`);
  }
  gates.set(numbers);
  return { type, subsystems: shape[0], gates };
}

/** Copies a fixed gate to a place of a register of the same type. */
export function copyFixed({ type, gates }: FixedGates, from: number, target: Gates, to: number): void {
  const width = widthOf(type);
  for (let k = 0; k < width; k++) target[to * width + k] = gates[from * width + k];
}
