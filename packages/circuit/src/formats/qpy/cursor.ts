import { InvalidInputError, UnsupportedError } from "@naru/base";
import { Names } from "./names.ts";
import { textOfUtf8 } from "./utf8.ts";

/**
 * A place in a window of the file's bytes, which moves as things are read; numbers are big-endian. Whatever reads
 * beyond the window is refused with the place in the file.
 */
export class Cursor {
  at: number;
  readonly end: number;
  /** All bytes of the file, for what reads many fields of fixed places at once; `take` first. */
  readonly file: DataView;
  readonly #bytes: Uint8Array;
  readonly #names: Names;

  constructor(bytes: Uint8Array, file: DataView, names: Names, at: number, end: number) {
    this.#bytes = bytes;
    this.file = file;
    this.#names = names;
    this.at = at;
    this.end = end;
  }

  static of(bytes: Uint8Array): Cursor {
    const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Cursor(bytes, file, new Names(), 0, bytes.length);
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Moves over so many bytes and says where they began. */
  take(count: number): number {
    const from = this.at;
    if (count > this.end - from) {
      throw this.invalid(
        `${count} bytes should follow and ${this.end - from} are left; the file is cut off or damaged`,
      );
    }
    this.at = from + count;
    return from;
  }

  /** A cursor of its own over the next bytes. */
  window(count: number): Cursor {
    const from = this.take(count);
    return new Cursor(this.#bytes, this.file, this.#names, from, from + count);
  }

  /** Refuses a count of things that take at least so many bytes each, if they cannot be there. */
  count(value: number, leastBytes: number, what: string): number {
    if (value * leastBytes > this.left) {
      throw this.invalid(`${value} ${what} should follow and ${this.left} bytes are left; the file is damaged`);
    }
    return value;
  }

  u8(): number {
    return this.file.getUint8(this.take(1));
  }
  flag(): boolean {
    return this.u8() !== 0;
  }
  u16(): number {
    return this.file.getUint16(this.take(2));
  }
  u32(): number {
    return this.file.getUint32(this.take(4));
  }
  i32(): number {
    return this.file.getInt32(this.take(4));
  }
  f64(isLittleEndian = false): number {
    return this.file.getFloat64(this.take(8), isLittleEndian);
  }

  /** An unsigned number that something is counted with. */
  u64(): number {
    const at = this.take(8);
    const value = this.file.getUint32(at) * 2 ** 32 + this.file.getUint32(at + 4);
    if (value > Number.MAX_SAFE_INTEGER) {
      this.at = at;
      throw this.invalid("this count has more than 53 bits; the file is damaged");
    }
    return value;
  }

  /** A signed number, as a bigint where a number would lose digits. */
  i64(isLittleEndian = false): number | bigint {
    return integerAt(this.file, this.take(8), isLittleEndian);
  }

  /** One character of ASCII, which says what follows. */
  letter(): string {
    return String.fromCharCode(this.u8());
  }

  text(length: number): string {
    const from = this.take(length);
    const text = textOfUtf8(this.#bytes, from, from + length);
    if (text !== undefined) return text;
    this.at = from;
    throw this.invalid("this text is not UTF-8; the file is damaged");
  }

  /** A text that comes again and again, such as the name of a class. */
  name(length: number): string {
    const from = this.take(length);
    const known = this.#names.find(this.#bytes, from, length);
    if (known !== undefined) return known;
    this.at = from;
    const name = this.text(length);
    this.#names.keep(name, this.#bytes, from, length);
    return name;
  }

  /** Sixteen bytes as 32 hexadecimal digits. */
  uuid(): string {
    const from = this.take(16);
    let text = "";
    for (let k = 0; k < 16; k += 4) text += hexOf(this.file.getUint32(from + k));
    return text;
  }

  /** A copy of the next bytes. */
  bytes(length: number): Uint8Array {
    const from = this.take(length);
    return Uint8Array.from(this.#bytes.subarray(from, from + length));
  }

  /** The next bytes as a view; its places are counted from its beginning. */
  view(length: number): DataView {
    const from = this.take(length);
    return new DataView(this.file.buffer, this.file.byteOffset + from, length);
  }

  /** Refuses bytes that nothing has read. */
  expectEnd(what: string): void {
    if (this.at !== this.end) throw this.invalid(`${this.left} bytes follow the end of ${what}; the file is damaged`);
  }

  invalid(message: string, details: Record<string, unknown> = {}): InvalidInputError {
    return new InvalidInputError(`byte ${this.at}: ${message}.`, { offset: this.at, ...details });
  }
  unsupported(message: string, details: Record<string, unknown> = {}): UnsupportedError {
    return new UnsupportedError(`byte ${this.at}: ${message}.`, { offset: this.at, ...details });
  }
}

/** A signed number of 64 bits, as a bigint where a number would lose digits. */
export function integerAt(file: DataView, at: number, isLittleEndian = false): number | bigint {
  const high = file.getInt32(isLittleEndian ? at + 4 : at, isLittleEndian);
  const low = file.getUint32(isLittleEndian ? at : at + 4, isLittleEndian);
  const value = high * 2 ** 32 + low;
  return Number.isSafeInteger(value) ? value : file.getBigInt64(at, isLittleEndian);
}

const hexOf = (word: number): string => word.toString(16).padStart(8, "0");
