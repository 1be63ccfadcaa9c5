import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { expect, test } from "vitest";
import { gate } from "../../build.ts";
import { ByteWriter } from "./byte-writer.ts";
import { circuitOfQpy, readQpy, writeQpy } from "./index.ts";

const recorded: { entries: { name: string; files: Record<string, string> }[]; several: Record<string, string> } =
  JSON.parse(readFileSync(new URL("../../../fixtures/qpy/qpy.json", import.meta.url), "utf8"));
function fileOf(name: string, version = 18): Uint8Array {
  const entry = recorded.entries.find((each) => each.name === name);
  return new Uint8Array(inflateSync(Buffer.from(entry?.files[version] ?? "", "base64")));
}
function circuitIn(bytes: Uint8Array) {
  const [circuit] = readQpy(bytes).circuits;
  if (!circuit) throw new Error("There is no circuit.");
  return circuit;
}
const lower = (name: string) => () => circuitOfQpy(circuitIn(fileOf(name)));

const bell = writeQpy([
  { qubitCount: 2, clbitCount: 0, operations: [gate("h", [0]), gate("cx", [0, 1])], name: "bell" },
]);
const withByte = (bytes: Uint8Array, at: number, value: number) => bytes.with(at, value);

test("a newer version is refused with what to do", () => {
  expect(() => readQpy(withByte(bell, 6, 19))).toThrow(UnsupportedError);
  expect(() => readQpy(withByte(bell, 6, 19))).toThrow("qpy.dump(circuits, file, version=18)");
});

test("an older version, which has text of SymPy or symengine, is refused with what to do", () => {
  expect(() => readQpy(withByte(bell, 6, 12))).toThrow(UnsupportedError);
  expect(() => readQpy(withByte(bell, 6, 10))).toThrow("load it with Qiskit 1.3 or newer and save it again");
});

test("the letter of symengine means nothing from version 13 on", () => {
  expect(readQpy(withByte(bell, 18, "e".charCodeAt(0)))).toEqual(readQpy(bell));
});

test.each([
  ["nothing", new Uint8Array()],
  ["a compressed file", Uint8Array.of(0x78, 0x9c, 0x4b, 0x04)],
  ["a text", new TextEncoder().encode("OPENQASM 3.0;")],
])("%s is no QPY file", (_, bytes) => {
  expect(() => readQpy(bytes)).toThrow(InvalidInputError);
  expect(() => readQpy(bytes)).toThrow("byte 0: a QPY file begins with");
});

test("pulse schedules are refused", () => {
  expect(() => readQpy(withByte(bell, 19, "s".charCodeAt(0)))).toThrow(UnsupportedError);
});

test("a count of circuits that cannot be there is refused before anything is made", () => {
  expect(() => readQpy(withByte(bell, 17, 200))).toThrow(InvalidInputError);
  expect(() => readQpy(withByte(bell, 10, 1))).toThrow(InvalidInputError);
  expect(() => readQpy(withByte(bell, 14, 1))).toThrow(TooLargeError);
});

test("limits are kept", () => {
  expect(() => readQpy(bell, { maxBytes: 100 })).toThrow(TooLargeError);
  expect(() => readQpy(bell, { maxQubits: 1 })).toThrow(TooLargeError);
  expect(() => readQpy(bell, { maxInstructions: 1 })).toThrow(TooLargeError);
  expect(() => readQpy(fileOf("definitions and their controls"), { maxDepth: 1 })).toThrow(TooLargeError);
  expect(() => readQpy(fileOf("matrices, permutations and multiplexers"), { maxMatrixEntries: 16 })).toThrow(
    TooLargeError,
  );
  expect(() => readQpy(fileOf("a long sum"), { maxExpressionSteps: 50 })).toThrow(TooLargeError);
  expect(() => circuitOfQpy(circuitIn(bell), { maxOperations: 1 })).toThrow(TooLargeError);
});

test("a file whose table sends two circuits to one place is refused", () => {
  const bytes = new Uint8Array(inflateSync(Buffer.from(recorded.several[18] ?? "", "base64")));
  bytes.copyWithin(28, 20, 28); // each place takes eight bytes behind a header of twenty
  expect(() => readQpy(bytes)).toThrow("the table says that circuit 1 begins at byte 44, which cannot be");
});

/** A file of one circuit on one qubit with these custom instructions (name, kind, base), which calls the first. */
function withBases(customs: readonly (readonly [name: string, kind: string, base: string])[]): Uint8Array {
  const instruction = (name: string, hasBits: boolean): Uint8Array => {
    const to = new ByteWriter();
    to.u16(name.length);
    to.u16(0);
    to.u16(0);
    to.u32(1);
    to.u32(0);
    to.u8(0);
    to.u16(0);
    to.i64(0);
    to.u32(0);
    to.u32(0);
    to.text(name);
    if (hasBits) to.text("q");
    if (hasBits) to.u32(0);
    return to.result();
  };
  const to = new ByteWriter();
  to.bytes(bell.subarray(0, 20));
  to.u16(0);
  to.text("f");
  to.u16(8);
  to.u32(1);
  to.u32(0);
  to.i64(2);
  to.u32(0);
  to.i64(1);
  to.u32(0);
  to.f64(0);
  to.text("{}");
  to.i64(customs.length);
  for (const [name, kind, base] of customs) {
    const bytes = instruction(base, false);
    to.u16(name.length);
    to.text(kind);
    to.u32(1);
    to.u32(0);
    to.u8(0);
    to.i64(0);
    to.u32(0);
    to.u32(0);
    to.i64(bytes.length);
    to.text(name);
    to.bytes(bytes);
  }
  to.bytes(instruction(customs[0]?.[0] ?? "XGate", true));
  to.u16(0);
  to.u8(0);
  for (const absent of [-1, -1, -1, 0, 0]) to.i32(absent);
  return to.result();
}

test("a base that comes later in the table is found", () => {
  const file = withBases([
    ["a_0", "a", "b_0"],
    ["b_0", "a", "XGate"],
  ]);
  expect(circuitOfQpy(circuitIn(file)).operations).toEqual([gate("x", [0])]);
});

test("bases that are one another's, or too many inside of one another, are refused", () => {
  const circle = withBases([
    ["a_0", "a", "b_0"],
    ["b_0", "a", "a_0"],
  ]);
  expect(() => readQpy(circle)).toThrow(InvalidInputError);
  expect(() => readQpy(circle)).toThrow("its own base");
  const chain = Array.from({ length: 5000 }, (_, k) => [`a${k}_0`, "a", `a${k + 1}_0`] as const);
  expect(() => readQpy(withBases(chain))).toThrow(TooLargeError);
});

test.each([["gates that nobody defines", /"mystery" cannot be run here: the file does not define it/]])(
  "%s: refused by name, with the place in the file",
  (name, message) => {
    expect(lower(name)).toThrow(UnsupportedError);
    expect(lower(name)).toThrow(message);
    expect(lower(name)).toThrow(/^byte \d+: /);
  },
);

test("every parameter must have a finite value", () => {
  const circuit = circuitIn(fileOf("definitions with parameters"));
  expect(circuit.parameters.map(({ name }) => name)).toEqual(["a", "e", "β"]);
  expect(() => circuitOfQpy(circuit)).toThrow("The circuit has 3 parameters and 0 values are given");
  expect(() => circuitOfQpy(circuit, { parameters: { a: 1, β: 2 } })).toThrow('The parameter "e" has no value');
  expect(() => circuitOfQpy(circuit, { parameters: [1, 2, Number.NaN] })).toThrow(InvalidInputError);
  expect(circuitOfQpy(circuit, { parameters: { a: 1, e: 2, β: 3 } })).toEqual(
    circuitOfQpy(circuit, { parameters: [1, 2, 3] }),
  );
});

test("definitions that double thirty times are refused before they are written out", () => {
  // Thirty gates, each two of the one before: small to write and 2^30 operations.
  let doubled = circuitIn(writeQpy([{ qubitCount: 1, clbitCount: 0, operations: [gate("h", [0]), gate("h", [0])] }]));
  for (let k = 0; k < 30; k++) {
    const call = {
      ...doubled.instructions[0],
      className: "d_0",
      name: "d",
      custom: {
        kind: "gate",
        name: "d",
        qubitCount: 1,
        clbitCount: 0,
        definition: doubled,
        controlCount: 0,
        controlState: 0,
      },
    } as (typeof doubled.instructions)[number];
    doubled = { ...doubled, instructions: [call, call] };
  }
  expect(() => circuitOfQpy(doubled, { maxOperations: 1000 })).toThrow(TooLargeError);
});
