import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { deflate, writeBase64 } from "@naru/workload";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTensor, type TensorDtype, writeBits } from "./tensor.ts";

const tensor = (dtype: string, shape: readonly number[], bytes: readonly number[]) => ({
  data: writeBase64(deflate(Uint8Array.from(bytes))),
  shape,
  dtype,
});

test("bits are packed lowest first over the whole array, and read back", () => {
  const { data, shape, dtype } = writeBits({ shape: [2, 5], bits: Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]) });
  expect({ shape, dtype }).toEqual({ shape: [2, 5], dtype: "bool" });
  expect(data).toBe(tensor("bool", [], [1, 2]).data);
  fc.assert(
    fc.property(fc.array(fc.nat(1), { maxLength: 40 }), (bits) => {
      const written = writeBits({ shape: [bits.length], bits: Uint8Array.from(bits) });
      expect([...readTensor(written, "bits").numbers]).toEqual(bits);
    }),
  );
});

describe("every dtype is read, little-endian", () => {
  const samples: readonly (readonly [TensorDtype, readonly number[], readonly number[]])[] = [
    ["bool", [5], [1]],
    ["i8", [255], [-1]],
    ["u8", [255], [255]],
    ["i16", [254, 255], [-2]],
    ["u16", [1, 2], [513]],
    ["f16", [0, 0xc0], [-2]],
    ["i32", [254, 255, 255, 255], [-2]],
    ["u32", [0, 0, 0, 128], [2 ** 31]],
    ["f32", [0, 0, 192, 63], [1.5]],
    ["i64", [255, 255, 255, 255, 255, 255, 255, 255], [-1]],
    ["u64", [0, 0, 0, 0, 1, 0, 0, 0], [2 ** 32]],
    ["f64", [0, 0, 0, 0, 0, 0, 248, 191], [-1.5]],
    ["c64", [0, 0, 192, 63, 0, 0, 192, 191], [1.5, -1.5]],
    ["c128", [0, 0, 0, 0, 0, 0, 248, 63, 0, 0, 0, 0, 0, 0, 0, 192], [1.5, -2]],
  ];
  test.each(samples)("%s", (dtype, bytes, numbers) => {
    expect([...readTensor(tensor(dtype, [1], bytes), "x").numbers]).toEqual(numbers);
  });

  test("half floats that are small, infinite or none", () => {
    const { numbers } = readTensor(tensor("f16", [4], [1, 0, 0, 124, 0, 252, 1, 124]), "x");
    expect([...numbers]).toEqual([2 ** -24, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  });
});

describe("a tensor is refused", () => {
  test.each([
    ["that is none", 7, InvalidInputError],
    ["with another dtype", tensor("f80", [1], [0]), UnsupportedError],
    ["with the dtype of a property of objects", tensor("toString", [1], [0]), UnsupportedError],
    ["with fewer bytes than its shape takes", tensor("f64", [2], new Array(8).fill(0)), InvalidInputError],
    ["with more", tensor("u8", [1], [1, 2]), InvalidInputError],
    ["whose stream holds far more than its shape", tensor("u8", [1], new Array(100_000).fill(0)), InvalidInputError],
    ["that no memory holds", tensor("u8", [2 ** 50], [1]), TooLargeError],
    ["whose shape is negative", tensor("u8", [-1], [1]), InvalidInputError],
    ["whose shape is no list", { data: "", shape: 3, dtype: "u8" }, InvalidInputError],
    ["that is no base64", { data: "%", shape: [1], dtype: "u8" }, InvalidInputError],
    ["that is no zlib stream", { data: "AAAA", shape: [1], dtype: "u8" }, InvalidInputError],
  ])("%s", (_, value, kind) => {
    expect(() => readTensor(value, "Argument x")).toThrow(kind);
    expect(() => readTensor(value, "Argument x")).toThrow(/^Argument x|^The shape of Argument x/);
  });
});
