import { InvalidInputError, UnsupportedError } from "@naru/base";

/** A type of numbers of numpy: how many bytes one takes, and how one is read. Little-endian. */
export interface NumberType {
  readonly bytes: number;
  readonly isWhole: boolean;
  read(view: DataView, at: number): number;
}

const types: Readonly<Record<string, NumberType>> = {
  bool: { bytes: 1, isWhole: true, read: (view, at) => view.getUint8(at) },
  int8: { bytes: 1, isWhole: true, read: (view, at) => view.getInt8(at) },
  uint8: { bytes: 1, isWhole: true, read: (view, at) => view.getUint8(at) },
  int16: { bytes: 2, isWhole: true, read: (view, at) => view.getInt16(at, true) },
  uint16: { bytes: 2, isWhole: true, read: (view, at) => view.getUint16(at, true) },
  int32: { bytes: 4, isWhole: true, read: (view, at) => view.getInt32(at, true) },
  uint32: { bytes: 4, isWhole: true, read: (view, at) => view.getUint32(at, true) },
  int64: {
    bytes: 8,
    isWhole: true,
    read: (view, at) => view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true),
  },
  uint64: {
    bytes: 8,
    isWhole: true,
    read: (view, at) => view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true),
  },
  float32: { bytes: 4, isWhole: false, read: (view, at) => view.getFloat32(at, true) },
  float64: { bytes: 8, isWhole: false, read: (view, at) => view.getFloat64(at, true) },
};

/** numpy's short names, as .npy files have them. */
const shortNames: Readonly<Record<string, string>> = {
  b1: "bool",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f4: "float32",
  f8: "float64",
};

/** A type by its name ("float64") or its short one ("<f8"). Throws UnsupportedError for others, and for big-endian ones. */
export function numberType(name: unknown, what: string): NumberType {
  const text = typeof name === "string" ? name : "";
  const long = /^[<|=]?[biuf][1248]$/.test(text) ? shortNames[text.slice(-2)] : text;
  const found = long !== undefined && Object.hasOwn(types, long) ? types[long] : undefined;
  if (!found) {
    throw new UnsupportedError(
      `Numbers of type ${JSON.stringify(name)?.slice(0, 40)} in ${what} are not read. Write them as float64 or int32.`,
    );
  }
  return found;
}

/** As many numbers as the bytes hold, each finite. */
export function readFloats(bytes: Uint8Array, type: NumberType, what: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(Math.floor(bytes.length / type.bytes));
  for (let k = 0; k < numbers.length; k++) {
    const value = type.read(view, k * type.bytes);
    if (!Number.isFinite(value)) {
      throw new InvalidInputError(`Number ${k} of ${what} is ${value}. Models are made of finite numbers.`);
    }
    numbers[k] = value;
  }
  return numbers;
}

/** As many whole numbers as the bytes hold, each from 0 and below `end`. */
export function readPlaces(bytes: Uint8Array, type: NumberType, end: number, what: string): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Int32Array(Math.floor(bytes.length / type.bytes));
  for (let k = 0; k < numbers.length; k++) {
    const value = type.read(view, k * type.bytes);
    if (!type.isWhole || !(value >= 0 && value < end)) {
      throw new InvalidInputError(`Number ${k} of ${what} is ${value}. It is a whole number from 0 and below ${end}.`);
    }
    numbers[k] = value;
  }
  return numbers;
}
