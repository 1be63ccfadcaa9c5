import { utf8Of } from "./utf8.ts";

/** Bytes that grow; numbers are big-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }
  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value);
  }
  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value);
  }
  i32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, value);
  }
  /** A whole number of 64 bits, with or without a sign. */
  i64(value: number | bigint): void {
    const at = this.#grow(8);
    this.#view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)));
  }
  f64(value: number, isLittleEndian = false): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, isLittleEndian);
  }
  letter(letter: string): void {
    this.u8(letter.charCodeAt(0));
  }
  text(text: string): void {
    this.bytes(utf8Of(text));
  }
  bytes(bytes: ArrayLike<number>): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A copy of all bytes so far. */
  result(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Makes room, which may replace the view, and says where. */
  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** The bytes that `write` writes, by themselves. */
export function bytesOf(write: (to: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.result();
}
