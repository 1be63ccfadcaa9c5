import { InvalidInputError, messageOf, TooLargeError, UnsupportedError } from "@naru/base";
import { type BitTensor, deflate, inflate, readBase64, writeBase64 } from "@naru/workload";

/** An array as IBM's clients send it, in numbers: row by row, complex entries (re, im), booleans 0 and 1. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** Bits of an entry; those of booleans are packed over the whole array, the lowest bit of a byte first. */
const bitsOf = {
  bool: 1,
  i8: 8,
  u8: 8,
  f16: 16,
  i16: 16,
  u16: 16,
  f32: 32,
  i32: 32,
  u32: 32,
  f64: 64,
  i64: 64,
  u64: 64,
  c64: 64,
  c128: 128,
} as const;
export type TensorDtype = keyof typeof bitsOf;

const mostAxes = 32;
/** The most bytes of a tensor, here and when nothing else is said. */
export const mostTensorBytes = 256 * 1024 * 1024;

/**
 * Reads a tensor: base64 of a zlib stream of little-endian entries. `where` names it in errors. Throws InvalidInputError
 * when its parts contradict one another, TooLargeError when its entries, or the numbers they become, have more than
 * `maxBytes`; nothing is taken before it is checked.
 */
export function readTensor(value: unknown, where: string, maxBytes: number = mostTensorBytes): Tensor {
  const { data, shape, dtype } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof data !== "string" || !Array.isArray(shape) || typeof dtype !== "string") {
    throw new InvalidInputError(`${where} should be a tensor with data, shape and dtype.`, { where });
  }
  if (!isDtype(dtype)) {
    const known = Object.keys(bitsOf).join(", ");
    throw new UnsupportedError(`${where} has another dtype than ${known}. Convert it to one of them.`, { where });
  }
  const lengths = shapeOf(shape, where);
  const size = lengths.reduce((product, length) => product * length, 1);
  const bytesAsked = size * (bitsOf[dtype] === 128 ? 16 : 8);
  if (bytesAsked > maxBytes) {
    throw new TooLargeError(
      `${where} has ${size} entries, and there is room for ${maxBytes} bytes. Send less at once.`,
      {
        where,
        asked: bytesAsked,
        limit: maxBytes,
      },
    );
  }
  const byteCount = Math.ceil((size * bitsOf[dtype]) / 8);
  const bytes = inflateExactly(data, byteCount, where);
  return { shape: lengths, dtype, numbers: numbersOf(bytes, dtype, size) };
}

function inflateExactly(data: string, byteCount: number, where: string): Uint8Array<ArrayBuffer> {
  const wrong = (found: string): InvalidInputError =>
    new InvalidInputError(`${where} has ${found}, and its shape and dtype take ${byteCount} bytes.`, { where });
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = inflate(readBase64(data), byteCount);
  } catch (thrown) {
    if (thrown instanceof TooLargeError) throw wrong("more bytes");
    throw new InvalidInputError(`${where}: ${messageOf(thrown)}`, { where }, thrown);
  }
  if (bytes.length !== byteCount) throw wrong(`${bytes.length} bytes`);
  return bytes;
}

const isDtype = (dtype: string): dtype is TensorDtype => Object.hasOwn(bitsOf, dtype);

/** A shape from JSON: up to 32 whole numbers. */
export function shapeOf(value: unknown, where: string): readonly number[] {
  const isShape =
    Array.isArray(value) &&
    value.length <= mostAxes &&
    value.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (isShape) return value as number[];
  throw new InvalidInputError(`The shape of ${where} should be up to ${mostAxes} whole numbers from 0.`, { where });
}

function numbersOf(bytes: Uint8Array<ArrayBuffer>, dtype: TensorDtype, size: number): Float64Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = readers[dtype];
  const width = bitsOf[dtype] / 8;
  if (dtype === "bool") return Float64Array.from({ length: size }, (_, k) => (bytes[k >> 3] >> (k & 7)) & 1);
  const parts = dtype === "c64" || dtype === "c128" ? 2 : 1;
  const numbers = new Float64Array(size * parts);
  for (let k = 0; k < numbers.length; k++) numbers[k] = read(view, (k * width) / parts);
  return numbers;
}

const readers: Readonly<Record<TensorDtype, (view: DataView, at: number) => number>> = {
  bool: (view, at) => view.getUint8(at),
  i8: (view, at) => view.getInt8(at),
  u8: (view, at) => view.getUint8(at),
  i16: (view, at) => view.getInt16(at, true),
  u16: (view, at) => view.getUint16(at, true),
  i32: (view, at) => view.getInt32(at, true),
  u32: (view, at) => view.getUint32(at, true),
  i64: (view, at) => Number(view.getBigInt64(at, true)),
  u64: (view, at) => Number(view.getBigUint64(at, true)),
  f16: (view, at) => halfFloat(view.getUint16(at, true)),
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
  c64: (view, at) => view.getFloat32(at, true),
  c128: (view, at) => view.getFloat64(at, true),
};

/** The number that 16 bits stand for (IEEE 754 binary16). */
function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** A tensor as IBM's clients read it. */
export interface WireTensor {
  readonly data: string;
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
}

/** Writes bits as a tensor of booleans. */
export function writeBits({ shape, bits }: BitTensor): WireTensor {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let k = 0; k < bits.length; k++) bytes[k >> 3] |= bits[k] << (k & 7);
  return { data: writeBase64(deflate(bytes)), shape, dtype: "bool" };
}
