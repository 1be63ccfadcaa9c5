import { InvalidInputError } from "@naru/base";

/** Reads little-endian numbers and pieces of a file one after another, never beyond its end. */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next bytes, not copied. */
  take(length: number, what: string): Uint8Array {
    if (!Number.isSafeInteger(length) || length < 0 || length > this.left) {
      throw new InvalidInputError(
        `The file ends early or is damaged: ${what} has ${length} bytes from byte ${this.at} on, of which ${this.left} are there.`,
      );
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  u8(what: string): number {
    return this.take(1, what)[0] as number;
  }

  u32(what: string): number {
    this.take(4, what);
    return this.view.getUint32(this.at - 4, true);
  }

  /** A number of 64 bits, as far as a double tells whole numbers apart: longer ones are beyond every file. */
  u64(what: string): number {
    this.take(8, what);
    return this.view.getUint32(this.at - 8, true) + 2 ** 32 * this.view.getUint32(this.at - 4, true);
  }
}
