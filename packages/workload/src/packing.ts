import { InvalidInputError, TooLargeError } from "@naru/base";
import { Unzlib, zlibSync } from "fflate";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codeOfSextet = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
/** Six bits of a character; 64 for what is none. */
const sextetOfCode = new Uint8Array(128).fill(64);
codeOfSextet.forEach((code, sextet) => {
  sextetOfCode[code] = sextet;
});

/** Bytes as text in base64 (RFC 4648 §4), padded. */
export function writeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const a = bytes[from] ?? 0;
    const b = bytes[from + 1] ?? 0;
    const c = bytes[from + 2] ?? 0;
    codes[to] = codeOfSextet[a >> 2] ?? 0;
    codes[to + 1] = codeOfSextet[((a & 3) << 4) | (b >> 4)] ?? 0;
    codes[to + 2] = from + 1 < bytes.length ? (codeOfSextet[((b & 15) << 2) | (c >> 6)] ?? 0) : equals;
    codes[to + 3] = from + 2 < bytes.length ? (codeOfSextet[c & 63] ?? 0) : equals;
  }
  const pieces: string[] = [];
  for (let from = 0; from < codes.length; from += mostArguments) {
    // Spread, the same call takes eight times as long: arguments then come from an iterator (Node 24).
    pieces.push(String.fromCharCode.apply(null, codes.subarray(from, from + mostArguments) as unknown as number[]));
  }
  return pieces.join("");
}

/** Bytes of a text in base64, with its padding or without. Throws InvalidInputError, with the place, for anything else. */
export function readBase64(text: string): Uint8Array<ArrayBuffer> {
  let length = text.length;
  while (length > 0 && length > text.length - 2 && text.charCodeAt(length - 1) === equals) length--;
  if (length % 4 === 1) throw new InvalidInputError(`A text in base64 has no ${length} characters; it was cut off.`);
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let from = 0;
  let to = 0;
  for (; from + 4 <= length; from += 4, to += 3) {
    const a = text.charCodeAt(from);
    const b = text.charCodeAt(from + 1);
    const c = text.charCodeAt(from + 2);
    const d = text.charCodeAt(from + 3);
    if ((a | b | c | d) > 127) break;
    const i = sextetOfCode[a] as number;
    const j = sextetOfCode[b] as number;
    const k = sextetOfCode[c] as number;
    const l = sextetOfCode[d] as number;
    if ((i | j | k | l) > 63) break;
    bytes[to] = (i << 2) | (j >> 4);
    bytes[to + 1] = ((j & 15) << 4) | (k >> 2);
    bytes[to + 2] = ((k & 3) << 6) | l;
  }
  // The last characters, and those before what is none.
  for (; from < length; from += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) {
      const code = from + k < length ? text.charCodeAt(from + k) : zero;
      const sextet = code < 128 ? (sextetOfCode[code] ?? 64) : 64;
      if (sextet === 64) throw new InvalidInputError(`Character ${from + k} is not one of base64.`, { at: from + k });
      word = (word << 6) | sextet;
    }
    bytes[to++] = word >> 16;
    if (to < bytes.length) bytes[to++] = (word >> 8) & 255;
    if (to < bytes.length) bytes[to++] = word & 255;
  }
  return bytes;
}

const equals = "=".charCodeAt(0);
const zero = "A".charCodeAt(0);
/** Arguments of one call; engines take some ten thousands. */
const mostArguments = 8192;

/**
 * What a zlib stream (RFC 1950) holds. Never takes more memory than twice the limit and a piece, whatever the stream claims.
 * Throws InvalidInputError for what is no such stream or ends early, TooLargeError for what holds more than `maxBytes`.
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const stream = new Unzlib((piece, isLast) => {
    length += piece.length;
    if (length > maxBytes) {
      throw new TooLargeError(`Compressed data holds more than ${maxBytes} bytes. Send less at once.`, {
        limit: maxBytes,
      });
    }
    pieces.push(piece);
    isWhole = isLast;
  });
  try {
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const to = from + pieceBytes;
      stream.push(bytes.subarray(from, to), to >= bytes.length);
    }
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    throw new InvalidInputError("The data is no zlib stream, or a damaged one.");
  }
  if (!isWhole) throw new InvalidInputError("The compressed data ends early. Send the whole of it.");
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Input is inflated in pieces so small that what one of them becomes, 1032 times as much at most, is bearable. */
const pieceBytes = 16 * 1024;

/** A zlib stream that holds these bytes. */
export const deflate = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  zlibSync(bytes, { level: 1 }) as Uint8Array<ArrayBuffer>;

/** Numbers of any shape, row by row (the last axis fastest), as base64 of little-endian 64-bit floats. */
export interface NumberArray {
  /** Lengths of the axes; none for a single number. */
  readonly shape: readonly number[];
  readonly base64: string;
}

export const sizeOfShape = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

export function packNumbers(shape: readonly number[], values: Float64Array): NumberArray {
  if (values.length !== sizeOfShape(shape)) throw new RangeError("The shape does not hold so many numbers.");
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, k) => {
    view.setFloat64(k * 8, value, true);
  });
  return { shape, base64: writeBase64(bytes) };
}

/** Throws InvalidInputError when the shape and the bytes contradict one another. */
export function unpackNumbers({ shape, base64 }: NumberArray): Float64Array<ArrayBuffer> {
  const bytes = readBase64(base64);
  if (bytes.length !== sizeOfShape(shape) * 8) {
    throw new InvalidInputError(`An array of shape [${shape.join(", ")}] does not have ${bytes.length} bytes.`);
  }
  const view = new DataView(bytes.buffer);
  const values = new Float64Array(bytes.length / 8);
  for (let k = 0; k < values.length; k++) values[k] = view.getFloat64(k * 8, true);
  return values;
}
