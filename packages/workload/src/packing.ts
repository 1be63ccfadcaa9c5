import { InvalidInputError, TooLargeError } from "@naru/base";
import { Unzlib, zlibSync } from "fflate";
import { packingHost } from "./packing-host.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codeOfSextet = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
/** Six bits of a character; 64 for what is none. */
const sextetOfCode = new Uint8Array(128).fill(64);
codeOfSextet.forEach((code, sextet) => {
  sextetOfCode[code] = sextet;
});

/** Bytes as text in base64 (RFC 4648 §4), padded. */
export function writeBase64(bytes: Uint8Array): string {
  return packingHost()?.writeBase64(bytes) ?? writeBase64Here(bytes);
}

function writeBase64Here(bytes: Uint8Array): string {
  const { length } = bytes;
  const codes = new Uint8Array(Math.ceil(length / 3) * 4);
  const code = (sextet: number): number => codeOfSextet[sextet] as number;
  let [from, to] = [0, 0];
  for (; from + 3 <= length; from += 3, to += 4) {
    const word = ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    codes[to] = code(word >> 18);
    codes[to + 1] = code((word >> 12) & 63);
    codes[to + 2] = code((word >> 6) & 63);
    codes[to + 3] = code(word & 63);
  }
  if (from < length) {
    const word = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8);
    codes[to] = code(word >> 18);
    codes[to + 1] = code((word >> 12) & 63);
    codes[to + 2] = from + 1 < length ? code((word >> 6) & 63) : equals;
    codes[to + 3] = equals;
  }
  return textOfAscii(codes);
}

/** What browsers and Node have beside the language: many times as quick. */
const { TextDecoder: Decoder } = globalThis as { TextDecoder?: new () => { decode(bytes: Uint8Array): string } };
const decoder = Decoder && new Decoder();

function textOfAscii(codes: Uint8Array): string {
  if (decoder) return decoder.decode(codes);
  const pieces: string[] = [];
  for (let from = 0; from < codes.length; from += mostArguments) {
    // Spread, the same call takes eight times as long: arguments then come from an iterator (Node 24).
    pieces.push(String.fromCharCode.apply(null, codes.subarray(from, from + mostArguments) as unknown as number[]));
  }
  return pieces.join("");
}

/** Bytes of a text in base64, with its padding or without. Throws InvalidInputError, with the place, for anything else. */
export function readBase64(text: string): Uint8Array<ArrayBuffer> {
  return packingHost()?.readBase64(text) ?? readBase64Here(text);
}

function readBase64Here(text: string): Uint8Array<ArrayBuffer> {
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
  return packingHost()?.inflate(bytes, maxBytes) ?? inflateHere(bytes, maxBytes);
}

/**
 * As `inflate`, while this thread does other work; undefined where the platform has nothing for that, or does not take the
 * stream. The bytes must not change meanwhile.
 */
export const inflateAside = async (bytes: Uint8Array, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> =>
  packingHost()?.inflateAside(bytes, maxBytes);

function inflateHere(bytes: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
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
  return { shape, base64: writeBase64(littleEndian(new Float64Array(values))) };
}

/** Throws InvalidInputError when the shape and the bytes contradict one another. */
export function unpackNumbers({ shape, base64 }: NumberArray): Float64Array<ArrayBuffer> {
  const bytes = readBase64(base64);
  if (bytes.length !== sizeOfShape(shape) * 8) {
    throw new InvalidInputError(`An array of shape [${shape.join(", ")}] does not have ${bytes.length} bytes.`);
  }
  return new Float64Array(littleEndian(new Float64Array(bytes.buffer)).buffer);
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The bytes of numbers, turned round in place where this machine has the highest byte first; of such bytes, the numbers. */
function littleEndian(numbers: Float64Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numbers.buffer);
  if (!isLittleEndian) for (let from = 0; from < bytes.length; from += 8) bytes.subarray(from, from + 8).reverse();
  return bytes;
}
