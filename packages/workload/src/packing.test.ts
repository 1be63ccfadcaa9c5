import { deflateSync } from "node:zlib";
import { InvalidInputError, TooLargeError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deflate, inflate, packNumbers, readBase64, unpackNumbers, writeBase64 } from "./packing.ts";

test("base64 is that of Node, both ways, with and without padding", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(writeBase64(bytes)).toBe(text);
      expect([...readBase64(text)]).toEqual([...bytes]);
      expect([...readBase64(text.replace(/=+$/, ""))]).toEqual([...bytes]);
    }),
  );
});

test.each(["A", "AAAAA", "AA-A", "AAÄA", "A=AA", "===="])("%s is not base64", (text) => {
  expect(() => readBase64(text)).toThrow(InvalidInputError);
});

test("what was deflated is inflated again, up to the limit", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect([...inflate(deflate(bytes), bytes.length)]).toEqual([...bytes]);
    }),
  );
});

test("a bomb goes off nowhere", () => {
  const bomb = deflateSync(new Uint8Array(200 * 2 ** 20), { level: 1 });
  const before = process.memoryUsage().arrayBuffers;
  expect(() => inflate(bomb, 2 ** 20)).toThrow(TooLargeError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
});

test("damaged and shortened streams are refused", () => {
  const whole = deflate(Uint8Array.from({ length: 1000 }, (_, k) => (k * k) % 251));
  for (const cut of [0, 1, 2, 10, whole.length - 5]) {
    expect(() => inflate(whole.subarray(0, cut), 1e6), `${cut}`).toThrow(InvalidInputError);
  }
  expect(() => inflate(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 1e6)).toThrow(InvalidInputError);
});

test("numbers keep every bit", () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 20 }), (values) => {
      expect([...unpackNumbers(packNumbers([values.length], Float64Array.from(values)))]).toEqual(values);
    }),
  );
  expect(() => unpackNumbers({ shape: [2], base64: "AAAAAAAAAAA=" })).toThrow(InvalidInputError);
});
