import fc from "fast-check";
import { expect, test } from "vitest";
import { Cursor } from "./cursor.ts";

/** Texts of few letters, so that many have the same length and begin alike; some have letters of several bytes. */
const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "𝄞"), maxLength: 40 }), { maxLength: 400 });

test("a name that was read before, or one that looks like it, is read as it is written", () => {
  fc.assert(
    fc.property(texts, (names) => {
      const written = names.map((name) => new TextEncoder().encode(name));
      const cursor = Cursor.of(Uint8Array.from(written.flatMap((bytes) => [...bytes])));
      expect(written.map(({ length }) => cursor.name(length))).toEqual(names);
    }),
  );
});

test("bytes that are no text are refused as a name, whatever was read before", () => {
  const cursor = Cursor.of(Uint8Array.of(0x41, 0xff, 0x41, 0xff));
  expect(cursor.name(1)).toBe("A");
  expect(() => cursor.name(2)).toThrow("byte 1: this text is not UTF-8; the file is damaged.");
});
