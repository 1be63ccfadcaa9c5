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
  if (type === "u2") expectUnitary(numbers, fields.where);
  return { type, subsystems: shape[0], gates };
}

/** Rows of length 1 that are orthogonal: then no product of such gates grows. */
function expectUnitary(numbers: Float64Array, where: string): void {
  for (let at = 0; at < numbers.length; at += 8) {
    const [a, b, c, d, e, f, g, h] = numbers.subarray(at, at + 8);
    const apart = Math.max(
      Math.abs(a * a + b * b + c * c + d * d - 1),
      Math.abs(e * e + f * f + g * g + h * h - 1),
      Math.abs(a * e + b * f + c * g + d * h),
      Math.abs(b * e - a * f + d * g - c * h),
    );
    if (!(apart < 1e-6)) throw damaged(where, `gate ${at / 8} is not unitary`);
  }
}

/** Copies a fixed gate to a place of a register of the same type. */
export function copyFixed({ type, gates }: FixedGates, from: number, target: Gates, to: number): void {
  const width = widthOf(type);
  for (let k = 0; k < width; k++) target[to * width + k] = gates[from * width + k];
}
