import { ByteWriter } from "./byte-writer.ts";

/** Types of entries as NumPy names them, and how many bytes each takes. */
const widths = { "|u1": 1, "|b1": 1, "<f8": 8, "<c16": 16 };

/**
 * Writes a file in NumPy's .npy format (version 1.0).
 *
 * @param shape lengths of the axes; none for a single entry
 * @param entries the bytes of the entries, row by row (the last axis fastest)
 */
export function writeNpy(type: keyof typeof widths, shape: readonly number[], entries: Uint8Array): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  if (entries.length !== count * widths[type]) throw new RangeError("The shape does not hold so many entries.");
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Everything before the entries, the line's end included, is a multiple of 64 bytes.
  const padded = `${header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11)}\n`;
  const to = new ByteWriter();
  to.bytes([0x93]);
  to.text("NUMPY");
  to.bytes([1, 0, padded.length & 0xff, padded.length >> 8]);
  to.text(padded);
  to.bytes(entries);
  return to.result();
}
