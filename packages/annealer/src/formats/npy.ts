import { InvalidInputError, UnsupportedError } from "@naru/base";
import { strToU8 } from "fflate";
import { Cursor } from "./cursor.ts";
import { latin1 } from "./header.ts";
import { type NumberType, numberType } from "./numbers.ts";

/** An array of numpy (.npy, NEP 1), not yet turned into numbers. */
export interface Npy {
  readonly shape: readonly number[];
  readonly size: number;
  readonly type: NumberType;
  /** Exactly those of the numbers, the last axis fastest. */
  readonly data: Uint8Array;
}

/** Throws InvalidInputError for what is damaged, UnsupportedError for arrays in Fortran's order of more than one axis. */
export function readNpy(bytes: Uint8Array, what: string): Npy {
  const cursor = new Cursor(bytes);
  if (latin1(cursor.take(6, what)) !== "\x93NUMPY") throw new InvalidInputError(`${what} is no .npy file.`);
  const major = cursor.u8(what);
  cursor.u8(what);
  const length = major === 1 ? cursor.u8(what) + 256 * cursor.u8(what) : cursor.u32(what);
  const header = latin1(cursor.take(length, what));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const axes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || axes === undefined) {
    throw new InvalidInputError(`The header of ${what} is damaged.`);
  }
  const shape = axes.split(",").flatMap((axis) => (axis.trim() === "" ? [] : [Number(axis)]));
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (shape.length > mostAxes || !Number.isSafeInteger(size))
    throw new InvalidInputError(`The shape of ${what} is damaged.`);
  if (order === "True" && shape.filter((axis) => axis > 1).length > 1) {
    throw new UnsupportedError(`${what} is in Fortran's order. Write it in C's order (numpy.ascontiguousarray).`);
  }
  const type = numberType(descr, what);
  return { shape, size, type, data: cursor.take(size * type.bytes, what) };
}

const mostAxes = 32;

/** An array of 64-bit floats, or of bytes (int8), as a .npy file of version 1.0. */
export function writeNpy(shape: readonly number[], values: Float64Array | Int8Array): Uint8Array<ArrayBuffer> {
  const descr = values instanceof Int8Array ? "|i1" : "<f8";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  const padded = `${text}${" ".repeat(63 - ((10 + text.length) % 64))}\n`;
  const file = new Uint8Array(10 + padded.length + values.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  file.set(strToU8(padded, true), 10);
  const view = new DataView(file.buffer, 10 + padded.length);
  if (values instanceof Int8Array) {
    values.forEach((value, k) => {
      view.setInt8(k, value);
    });
  } else {
    values.forEach((value, k) => {
      view.setFloat64(8 * k, value, true);
    });
  }
  return file;
}
