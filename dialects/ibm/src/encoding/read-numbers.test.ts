import { deflateSync } from "node:zlib";
import { TooLargeError, UnsupportedError } from "@naru/base";
import { writeNpy } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ReadBudget } from "./budget.ts";
import { readNumbers } from "./read-numbers.ts";
import { tagged } from "./tagged.ts";
import { writeNumbers } from "./write.ts";

const anyShape = fc.array(fc.nat(4), { maxLength: 5 });
const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const read = (value: unknown, budget = new ReadBudget()) => readNumbers(value, "here", budget);
const packedFile = (file: Uint8Array) => tagged("ndarray", deflateSync(file).toString("base64"));

test("arrays that are written read back", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyShape,
      fc.infiniteStream(fc.double({ noNaN: true, noDefaultInfinity: true })),
      async (shape, numbers) => {
        const data = Float64Array.from({ length: sizeOf(shape) }, () => numbers.next().value ?? 0);
        expect(await read(await writeNumbers(shape, data))).toEqual({ shape, data });
      },
    ),
  );
});

test("large arrays are written beside the event loop, and read back as well", async () => {
  const data = Float64Array.from({ length: 100_000 }, (_, k) => 1 / (k + 1));
  const back = await read(await writeNumbers([1000, 100], data));
  expect(back.shape).toEqual([1000, 100]);
  expect(back.data.every((value, k) => value === data[k])).toBe(true);
});

test("nested lists and single numbers are arrays, tagged or not", async () => {
  const expected = { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const lists = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  expect(await read(lists)).toEqual(expected);
  expect(await read(tagged("ndarray", lists))).toEqual(expected);
  expect(await read(0.5)).toEqual({ shape: [], data: Float64Array.of(0.5) });
  expect(await read([])).toEqual({ shape: [0], data: new Float64Array(0) });
});

test("what is no array of real numbers is refused with its place", async () => {
  await expect(read([[1, 2], [3]])).rejects.toThrow('"here": has lists of different lengths.');
  await expect(read([1, "2"])).rejects.toThrow(/must hold numbers alone/);
  await expect(read([[1], 2])).rejects.toThrow(/lists of different lengths/);
  await expect(read("eJw=")).rejects.toThrow(/"here": /);
  await expect(read("x")).rejects.toThrow(/base64/);
  await expect(read(null)).rejects.toThrow(/must hold numbers alone/);
  await expect(read(tagged("set", [1]))).rejects.toThrow(/not of the type "set"/);
  await expect(read(tagged("BindingsArray", {}))).rejects.toThrow(UnsupportedError);
  await expect(read(packedFile(writeNpy("<c16", [1], new Uint8Array(16))))).rejects.toThrow(/complex numbers/);
  const nan = new Uint8Array(Float64Array.of(1, Number.NaN).buffer);
  await expect(read(packedFile(writeNpy("<f8", [2], nan)))).rejects.toThrow('"here": entry 1 is not a finite number.');
});

test("lists may nest 32 deep", async () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  expect((await read(nested(32))).shape).toHaveLength(32);
  await expect(read(nested(33))).rejects.toThrow(TooLargeError);
  await expect(read(nested(5000))).rejects.toThrow(TooLargeError);
});

test("a small text that unpacks to much is refused, at once or in many pieces", async () => {
  const bomb = (bytes: number) => packedFile(writeNpy("|u1", [bytes], new Uint8Array(bytes)));
  await expect(read(bomb(70_000_000))).rejects.toThrow(/more than 67108864 bytes/);
  // As numbers of eight bytes they would take more than their file.
  await expect(read(bomb(10_000_000))).rejects.toThrow(TooLargeError);
  const budget = new ReadBudget();
  const small = bomb(1_000_000);
  const all = async () => {
    for (let k = 0; k < 10; k++) await read(small, budget);
  };
  await expect(all()).rejects.toThrow(TooLargeError);
});
