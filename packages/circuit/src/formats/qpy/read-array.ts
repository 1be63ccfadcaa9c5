import { Cursor } from "./cursor.ts";
import { Budget } from "./limits.ts";
import type { QpyArray } from "./model.ts";

const magic = "\x93NUMPY";

/** What NumPy itself has at most. */
const mostAxes = 64;

/** How numbers of a type of NumPy are read, and how many bytes they take. */
type ReadNumber = (view: DataView, at: number, isLittleEndian: boolean) => number;
const numberTypes: Readonly<Record<string, readonly [number, ReadNumber]>> = {
  f8: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
  f4: [4, (view, at, isLittle) => view.getFloat32(at, isLittle)],
  i8: [8, (view, at, isLittle) => Number(view.getBigInt64(at, isLittle))],
  i4: [4, (view, at, isLittle) => view.getInt32(at, isLittle)],
  i2: [2, (view, at, isLittle) => view.getInt16(at, isLittle)],
  i1: [1, (view, at) => view.getInt8(at)],
  u8: [8, (view, at, isLittle) => Number(view.getBigUint64(at, isLittle))],
  u4: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  u2: [2, (view, at, isLittle) => view.getUint16(at, isLittle)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => Number(view.getUint8(at) !== 0)],
  c16: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
  c8: [4, (view, at, isLittle) => view.getFloat32(at, isLittle)],
};

/**
 * Reads a file in NumPy's .npy format: numbers, complex numbers or booleans of any shape, in either order of bytes and of
 * axes; they come row by row.
 *
 * Throws InvalidInputError for what is no such file, with the place; UnsupportedError for other types of entries;
 * TooLargeError for more than `maxEntries`, before anything is allocated.
 */
export const readNpy = (bytes: Uint8Array, { maxEntries }: { readonly maxEntries: number }): QpyArray =>
  readArray(Cursor.of(bytes), new Budget({ maxMatrixEntries: maxEntries }));

/** Reads an array in NumPy's .npy format from all of the bytes, and puts columns first into rows. */
export function readArray(cursor: Cursor, budget: Budget): QpyArray {
  const { type, isFortran, shape } = readArrayHeader(cursor);
  const code = type.slice(1);
  const entry = Object.hasOwn(numberTypes, code) ? numberTypes[code] : undefined;
  if (!entry) throw cursor.unsupported(`arrays of the type ${JSON.stringify(type.slice(0, 20))} are not known here`);
  const [bytes, read] = entry;
  const isComplex = code.startsWith("c");
  const count = shape.reduce((product, size) => product * size, 1);
  budget.expect(count, budget.limits.maxMatrixEntries, "entries of an array", cursor.at);
  const parts = isComplex ? 2 : 1;
  const view = cursor.view(count * parts * bytes);
  cursor.expectEnd("an array");
  const data = new Float64Array(count * parts);
  const isLittleEndian = !type.startsWith(">");
  const places = isFortran && shape.length > 1 ? fortranPlaces(shape, count) : undefined;
  for (let k = 0; k < count; k++) {
    const from = places ? (places[k] ?? 0) : k;
    for (let part = 0; part < parts; part++) {
      data[parts * k + part] = read(view, (parts * from + part) * bytes, isLittleEndian);
    }
  }
  return { kind: "array", shape, isComplex, data };
}

/** Where the entries, row by row, are in an array that is written column by column. */
function fortranPlaces(shape: readonly number[], count: number): Uint32Array {
  const strides: number[] = [];
  shape.reduce((stride, size, axis) => {
    strides[axis] = stride;
    return stride * size;
  }, 1);
  const places = new Uint32Array(count);
  const index = shape.map(() => 0);
  let place = 0;
  for (let k = 0; k < count; k++) {
    places[k] = place;
    // The index after this one: the last axis is the fastest, and full axes begin anew.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      place += strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      place -= next * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return places;
}

/** Reads the header of an array: what its entries are, in which order, and how many along each axis. */
export function readArrayHeader(cursor: Cursor): { type: string; isFortran: boolean; shape: number[] } {
  for (const letter of magic) {
    if (cursor.letter() !== letter) throw cursor.invalid("an array should begin as .npy files do");
  }
  const major = cursor.u8();
  cursor.u8();
  if (major < 1 || major > 3) throw cursor.invalid("an array should have version 1, 2 or 3 of the .npy format");
  const low = cursor.u8() | (cursor.u8() << 8);
  const length = major === 1 ? low : low + (cursor.u8() | (cursor.u8() << 8)) * 65_536;
  if (length > 4096) throw cursor.invalid("the header of an array is too long");
  const header = cursor.text(length);
  const type = /'descr':\s*(?:'([^']*)'|\[[^\]]*\])/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!type || !shape) throw cursor.invalid("the header of an array should say its type and its shape");
  const axes = (shape[1]?.match(/\d+/g) ?? []).map(Number);
  if (axes.length > mostAxes) throw cursor.invalid(`an array should have ${mostAxes} axes at most`);
  if (!axes.every(Number.isSafeInteger)) throw cursor.invalid("an axis of an array is too long");
  return {
    type: type[1] ?? type[0].replace(/^'descr':\s*/, ""),
    isFortran: /'fortran_order':\s*True/.test(header),
    shape: axes,
  };
}
