import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { Inflate, strFromU8 } from "fflate";
import { Cursor } from "./cursor.ts";

/** What a zip archive holds, by name. Files are inflated when they are asked for. */
export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Throws InvalidInputError when there is no such file or it is damaged, TooLargeError beyond what may be inflated. */
  read(name: string): Uint8Array;
}

/**
 * What all files of an archive of so many bytes may become together, whatever they claim. Models are mostly numbers that
 * pack to a half; lists of equal numbers pack to a thousandth, and may while they are small. So nobody fills the memory by
 * sending little.
 */
export const mostInflatedBytes = (archiveBytes: number): number =>
  Math.min(2 ** 30, Math.max(2 ** 26, 16 * archiveBytes));

interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

const endMagic = 0x06054b50;
const end64Magic = 0x06064b50;
const locatorMagic = 0x07064b50;
const entryMagic = 0x02014b50;
const localMagic = 0x04034b50;

/**
 * Reads a zip archive (APPNOTE 6.3, zip64 too) by its central directory, since writers that cannot go back leave no
 * sizes elsewhere. Stored offsets may be from the archive's beginning or from that of a file around it: where the directory
 * is tells which.
 */
export function readZip(bytes: Uint8Array): Archive {
  const cursor = new Cursor(bytes);
  const { view } = cursor;
  const directory = findDirectory(bytes, view);
  const entries = new Map<string, Entry>();
  cursor.at = directory.at;
  for (let k = 0; k < directory.count; k++) {
    const { name, entry } = readEntry(cursor, directory.shift);
    if (entries.has(name)) throw new InvalidInputError(`The archive holds ${name.slice(0, 80)} twice.`);
    entries.set(name, entry);
  }
  const limit = mostInflatedBytes(bytes.length);
  let budget = limit;
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read(name) {
      const entry = entries.get(name);
      if (!entry) throw new InvalidInputError(`The file is damaged: it does not hold ${name.slice(0, 80)}.`);
      budget -= entry.bytes;
      if (budget < 0) {
        throw new TooLargeError(
          `The archive becomes more than ${limit} bytes, which is much for its size. Send it less compressed, or a smaller model.`,
          { limit },
        );
      }
      return unpacked(bytes, view, entry, name);
    },
  };
}

function findDirectory(bytes: Uint8Array, view: DataView): { at: number; count: number; shift: number } {
  let at = bytes.length - 22;
  const least = Math.max(0, at - 65535);
  while (at >= least && view.getUint32(at, true) !== endMagic) at--;
  if (at < least || at < 0)
    throw new InvalidInputError("The file ends early or is damaged: its archive has no directory.");
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let offset = view.getUint32(at + 16, true);
  let end = at;
  if (at >= 20 + 56 && view.getUint32(at - 20, true) === locatorMagic) {
    // Written right before its locator; the offset there is from the archive's beginning, which is not yet known.
    end = at - 20 - 56;
    if (view.getUint32(end, true) !== end64Magic)
      throw new InvalidInputError("The directory of the archive is damaged.");
    [count, size, offset] = [u64(view, end + 32), u64(view, end + 40), u64(view, end + 48)];
  }
  const shift = end - size - offset;
  if (!(size <= end) || count * 46 > size) throw new InvalidInputError("The directory of the archive is damaged.");
  return { at: end - size, count, shift };
}

const u64 = (view: DataView, at: number): number => view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);

function readEntry(cursor: Cursor, shift: number): { name: string; entry: Entry } {
  const what = "the archive's directory";
  const { view } = cursor;
  const at = cursor.at;
  cursor.take(46, what);
  if (view.getUint32(at, true) !== entryMagic) throw new InvalidInputError("The directory of the archive is damaged.");
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  let [packedBytes, bytes, offset] = [20, 24, 42].map((k) => view.getUint32(at + k, true)) as [number, number, number];
  const name = strFromU8(cursor.take(view.getUint16(at + 28, true), what));
  const extra = new Cursor(cursor.take(view.getUint16(at + 30, true), what));
  cursor.take(view.getUint16(at + 32, true), what);
  if (flags & 1) throw new UnsupportedError("The archive is encrypted. Send it without.");
  while (extra.left >= 4) {
    const [id, length] = [extra.view.getUint16(extra.at, true), extra.view.getUint16(extra.at + 2, true)];
    extra.at += 4;
    const field = new Cursor(extra.take(length, what));
    if (id !== 1) continue;
    if (bytes === 0xffffffff) bytes = field.u64(what);
    if (packedBytes === 0xffffffff) packedBytes = field.u64(what);
    if (offset === 0xffffffff) offset = field.u64(what);
  }
  return { name, entry: { method, packedBytes, bytes, at: offset + shift } };
}

/** What deflate makes of a byte at most. */
const mostExpansion = 1032;
/** Input is inflated in pieces so small that what one of them becomes is bearable. */
const pieceBytes = 16 * 1024;

function unpacked(file: Uint8Array, view: DataView, entry: Entry, name: string): Uint8Array {
  const { at, method, packedBytes, bytes } = entry;
  const damaged = () => new InvalidInputError(`The file is damaged: its part ${name.slice(0, 80)} cannot be unpacked.`);
  if (!(at >= 0 && at + 30 <= file.length) || view.getUint32(at, true) !== localMagic) throw damaged();
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (!(from + packedBytes <= file.length)) throw damaged();
  const packed = file.subarray(from, from + packedBytes);
  if (method === 0) {
    if (bytes !== packedBytes) throw damaged();
    return packed;
  }
  if (method !== 8) throw new UnsupportedError(`Archives packed by method ${method} are not read. Use deflate.`);
  if (bytes > mostExpansion * packedBytes + 64) throw damaged();
  const whole = new Uint8Array(bytes);
  let length = 0;
  const stream = new Inflate((piece) => {
    if (length + piece.length > bytes) throw damaged();
    whole.set(piece, length);
    length += piece.length;
  });
  try {
    for (let k = 0; k < packed.length; k += pieceBytes) {
      stream.push(packed.subarray(k, k + pieceBytes), k + pieceBytes >= packed.length);
    }
  } catch {
    throw damaged();
  }
  if (length !== bytes) throw damaged();
  return whole;
}
