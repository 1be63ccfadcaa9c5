import { strToU8 } from "fflate";

/** A file of an archive. */
export interface ArchiveFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const most16 = 0xffff;

/**
 * A zip archive (APPNOTE 6.3) of files as they are, not compressed; with a zip64 directory where there are more than
 * 65 534 files. The whole stays below 4 GiB. Dates are those of no clock: the archive is the same for the same files.
 */
export function writeZip(
  files: readonly ArchiveFile[],
  before: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const names = files.map(({ name }) => strToU8(name));
  const total = files.reduce((sum, { bytes }, k) => sum + bytes.length + 2 * names[k]!.length + 76, 0);
  const archive = new Uint8Array(before.length + total + 22 + (files.length >= most16 ? 76 : 0));
  const view = new DataView(archive.buffer);
  archive.set(before);
  let at = before.length;
  const sums = files.map(({ bytes }) => crc32(bytes));
  const offsets = files.map(({ bytes }, k) => {
    const offset = at - before.length;
    view.setUint32(at, 0x04034b50, true);
    at = writeCommon(view, at + 4, names[k]!.length, bytes.length, sums[k]!);
    archive.set(names[k]!, at);
    archive.set(bytes, at + names[k]!.length);
    at += names[k]!.length + bytes.length;
    return offset;
  });
  const directory = at;
  files.forEach(({ bytes }, k) => {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    const after = writeCommon(view, at + 6, names[k]!.length, bytes.length, sums[k]!);
    view.setUint32(at + 42, offsets[k]!, true);
    archive.set(names[k]!, after + 14);
    at += 46 + names[k]!.length;
  });
  const size = at - directory;
  if (files.length >= most16) at = writeEnd64(view, at, files.length, size, directory - before.length);
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, Math.min(files.length, most16), true);
  view.setUint16(at + 10, Math.min(files.length, most16), true);
  view.setUint32(at + 12, size, true);
  view.setUint32(at + 16, directory - before.length, true);
  return archive;
}

/** The fields that local headers and the directory share; returns where they end. */
function writeCommon(view: DataView, at: number, nameLength: number, bytes: number, sum: number): number {
  view.setUint16(at, 20, true); // the version that reads it
  view.setUint16(at + 2, 0x800, true); // names in UTF-8
  view.setUint32(at + 6, 0x00210000, true); // midnight of 1 January 1980, where the format's time begins
  view.setUint32(at + 10, sum, true);
  view.setUint32(at + 14, bytes, true);
  view.setUint32(at + 18, bytes, true);
  view.setUint16(at + 22, nameLength, true);
  return at + 26;
}

function writeEnd64(view: DataView, at: number, count: number, size: number, offset: number): number {
  view.setUint32(at, 0x06064b50, true);
  view.setUint32(at + 4, 44, true);
  view.setUint16(at + 12, 45, true);
  view.setUint16(at + 14, 45, true);
  view.setUint32(at + 24, count, true);
  view.setUint32(at + 32, count, true);
  view.setUint32(at + 40, size, true);
  view.setUint32(at + 48, offset, true);
  view.setUint32(at + 56, 0x07064b50, true);
  view.setUint32(at + 64, size + offset, true);
  view.setUint32(at + 72, 1, true);
  return at + 76;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let k = 0; k < 8; k++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The checksum of zip archives (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let k = 0; k < bytes.length; k++) rest = crcTable[(rest ^ bytes[k]!) & 255]! ^ (rest >>> 8);
  return ~rest >>> 0;
}
