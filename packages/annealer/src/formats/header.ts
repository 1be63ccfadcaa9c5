import { InvalidInputError, UnsupportedError } from "@naru/base";
import { strFromU8 } from "fflate";
import type { Cursor } from "./cursor.ts";

export interface FileHeader {
  readonly version: readonly [major: number, minor: number];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Magic bytes, a version of those that are read ("2.0"), and a header in JSON. The cursor then stands at the data. */
export function readHeader(cursor: Cursor, magic: string, versions: readonly string[]): FileHeader {
  const found = cursor.take(Math.min(magic.length, cursor.left), "the beginning");
  if (latin1(found) !== magic) {
    throw new InvalidInputError(`This is no ${magic} file: it does not begin with these letters.`);
  }
  const version = [cursor.u8("the version"), cursor.u8("the version")] as const;
  if (!versions.includes(version.join("."))) {
    throw new UnsupportedError(
      `${magic} files of version ${version.join(".")} are not read. Write version ${versions.join(" or ")}.`,
    );
  }
  const length = cursor.u32("the header's length");
  return { version, data: objectOf(parseJson(cursor.take(length, "the header"), "the header"), "the header") };
}

/** A piece of a file that says by four letters what it is, and how long. */
export function readSection(cursor: Cursor, magic: string, lengthBytes: 4 | 8 = 4): Cursor {
  const found = latin1(cursor.take(4, `the section ${magic}`));
  if (found !== magic) {
    throw new InvalidInputError(`The file is damaged: at byte ${cursor.at - 4} is no section ${magic}.`);
  }
  const length = lengthBytes === 4 ? cursor.u32(magic) : cursor.u64(magic);
  return inside(cursor, length, `the section ${magic}`);
}

const inside = (cursor: Cursor, length: number, what: string): Cursor => {
  const Same = cursor.constructor as typeof Cursor;
  return new Same(cursor.take(length, what));
};

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return strFromU8(bytes, true);
}

/** Text in JSON, of at most 256 MiB. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.length > mostJsonBytes) {
    throw new InvalidInputError(`${what} has ${bytes.length} bytes of JSON. At most ${mostJsonBytes} are read.`);
  }
  try {
    return JSON.parse(strFromU8(bytes));
  } catch {
    throw new InvalidInputError(`The file is damaged: ${what} is not valid JSON.`);
  }
}

const mostJsonBytes = 2 ** 28;

export function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidInputError(`The file is damaged: ${what} is no object.`);
}

/** A whole number from 0, which the file cannot contradict with its length. */
export function countOf(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new InvalidInputError(
    `The file is damaged: ${what} is ${JSON.stringify(value)?.slice(0, 40)}, not a count below 2³¹.`,
  );
}

export function shapeOf(value: unknown, what: string): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2)
    throw new InvalidInputError(`The file is damaged: ${what} has no shape.`);
  return [countOf(value[0], what), countOf(value[1], what)];
}
