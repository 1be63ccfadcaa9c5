import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { zlibSync } from "fflate";
import { expect, test } from "vitest";
import { fixture } from "../../fixtures/models/load.ts";
import { type Bqm, readBqm } from "./bqm.ts";
import { readCqm } from "./cqm.ts";
import { readDqm } from "./dqm.ts";
import { readLabels } from "./labels.ts";
import { expressionMagnitude } from "./magnitude.ts";
import { readNl } from "./nl.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readFloats } from "./numbers.ts";
import { mostInflatedBytes, readZip } from "./zip.ts";
import { writeZip } from "./zip-writer.ts";

const interactionsOf = ({ starts, neighbours, biases }: Bqm): number[][] =>
  Array.from({ length: starts.length - 1 }, (_, i) => i).flatMap((i) =>
    Array.from({ length: starts[i + 1]! - starts[i]! }, (_, k) => [
      i,
      neighbours[starts[i]! + k]!,
      biases[starts[i]! + k]!,
    ]).filter(([own, other]) => own! < other!),
  );

test.each(["bqm-1-spin", "bqm-1-binary", "bqm-2-spin", "bqm-2-binary"])("%s holds what dimod wrote into it", (name) => {
  const { bytes, linear, interactions, offset } = fixture(name);
  const bqm = readBqm(bytes);
  expect(bqm.vartype).toBe(name.split("-")[2]);
  expect(bqm.labels).toEqual(["a", ["b", 1], 7]);
  expect([...bqm.linear]).toEqual(linear);
  expect(interactionsOf(bqm)).toEqual(interactions);
  expect(bqm.offset).toBe(offset);
});

test("a model of single precision is read", () => {
  const bqm = readBqm(fixture("bqm-single").bytes);
  expect([...bqm.linear]).toEqual(bqm.labels.map((label) => Number(label) / 4));
});

/** A file with one byte, or some, put in place of others. */
function patched(name: string, at: (bytes: Uint8Array) => number, bytes: readonly number[]): Uint8Array {
  const file = fixture(name).bytes.slice();
  file.set(bytes, at(file));
  return file;
}

const find = (text: string) => (bytes: Uint8Array) => Buffer.from(bytes).indexOf(text);
const nan = [...new Uint8Array(new Float64Array([Number.NaN]).buffer)];
const infinity = [...new Uint8Array(new Float64Array([Number.POSITIVE_INFINITY]).buffer)];

test("biases and offsets that are no finite numbers are refused", () => {
  const data = (bytes: Uint8Array) => 14 + new DataView(bytes.buffer).getUint32(10, true);
  for (const value of [nan, infinity]) {
    expect(() => readBqm(patched("bqm-2-spin", data, value))).toThrow(InvalidInputError);
    expect(() => readBqm(patched("bqm-2-spin", (bytes) => data(bytes) + 8 + 4, value))).toThrow(
      /linear bias of variable 0/,
    );
    expect(() => readBqm(patched("bqm-2-spin", (bytes) => data(bytes) + 8 + 36 + 4, value))).toThrow(InvalidInputError);
  }
});

test("finite numbers that add up to energies beyond all numbers are refused", () => {
  const huge = [...new Uint8Array(Float64Array.of(-1e308).buffer)];
  const file = fixture("bqm-2-spin").bytes.slice();
  const data = 14 + new DataView(file.buffer).getUint32(10, true);
  // An offset and three linear biases, each behind four bytes.
  for (const at of [0, 8 + 4, 8 + 16]) file.set(huge, data + at);
  expect(() => readBqm(file)).toThrow(/energies are not finite/);
});

test("the largest energy of an expression is reckoned from the bounds of its variables", () => {
  const expression = {
    ...{ offset: -3, variables: Int32Array.of(0, 2), linear: Float64Array.of(2, -1) },
    ...{ first: Int32Array.of(0, 2), second: Int32Array.of(2, 2), quadratic: Float64Array.of(-0.5, 1) },
  };
  const [lower, upper] = [Float64Array.of(-4, 0, -1), Float64Array.of(2, 99, 5)];
  // 3 + 2·4 + 1·5 + 0.5·4·5 + 5·5
  expect(expressionMagnitude(expression, lower, upper)).toBe(51);
});

test("counts that the file does not hold are refused before anything is allocated", () => {
  const many = [..."9999999"].map((digit) => digit.charCodeAt(0));
  const shape = patched("bqm-2-spin", (bytes) => find('"shape": [3')(bytes) + 10, many);
  expect(() => readBqm(shape)).toThrow(InvalidInputError);
});

test("labels are one for each variable, and no two are the same", () => {
  expect(readLabels(["a", ["a"], 1, "1"], 4, "variables")).toHaveLength(4);
  expect(() => readLabels(["a", "b", "a"], 3, "variables")).toThrow(/Two variables have the label "a"/);
  expect(() => readLabels(["a"], 2, "variables")).toThrow(InvalidInputError);
  for (const same of [
    [true, 1],
    [
      ["x", 0],
      ["x", false],
    ],
    [1, 1.0],
  ]) {
    expect(() => readLabels(same, 2, "variables")).toThrow(/Two variables have the label/);
  }
  // As a double it is another number, under which its owner would not find his answer.
  for (const long of ["9007199254740993", "-1e400", "[1, 123456789012345678901]"]) {
    expect(() => readLabels([JSON.parse(long)], 1, "variables")).toThrow(/texts/);
  }
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
  expect(() => readLabels([deep], 1, "variables")).toThrow(InvalidInputError);
});

test("other versions and other files are told apart", () => {
  expect(() => readBqm(patched("bqm-2-spin", () => 8, [3]))).toThrow(UnsupportedError);
  expect(() => readBqm(fixture("cqm").bytes)).toThrow(/no DIMODBQM file/);
  expect(() => readBqm(new Uint8Array(0))).toThrow(InvalidInputError);
});

test("a constrained model holds what dimod wrote into it", () => {
  const { bytes } = fixture("cqm");
  const cqm = readCqm(bytes);
  expect(cqm.labels).toHaveLength(8);
  expect(cqm.constraints.map(({ label }) => label)).toEqual(["with-stroke", ["t", 1], 3, "real", "choice"]);
  expect(cqm.constraints.map(({ sense }) => sense)).toEqual(["<=", ">=", ">=", ">=", "=="]);
  expect(cqm.constraints[1]?.soft).toEqual({ weight: 2.5, penalty: "linear" });
  expect(cqm.constraints[4]?.isDiscrete).toBe(true);
});

test("a discrete model is the same, packed and not", () => {
  const [plain, packed] = [readDqm(fixture("dqm-plain").bytes), readDqm(fixture("dqm-packed").bytes)];
  expect(packed).toEqual(plain);
  expect([...plain.starts]).toEqual([0, 3, 5, 9, 12]);
  expect(plain.offset).toBe(1.5);
});

test("a nonlinear model tells its nodes, its objective and its constraints", () => {
  const { nodes, objective, constraints } = readNl(fixture("nl-knapsack").bytes);
  expect(nodes[0]?.type).toBe("SetVariable");
  expect(nodes[objective ?? -1]?.type).toBe("Sum");
  expect(constraints.map((c) => nodes[c]?.type)).toEqual(["LessEqual"]);
});

test("an archive is read as it was written, also behind something else and with more files than fit 16 bits", () => {
  const files = Array.from({ length: 66_000 }, (_, k) => ({
    name: `f/${k}`,
    bytes: Uint8Array.of(k & 255, (k >> 8) & 255),
  }));
  const archive = readZip(writeZip(files, new Uint8Array(100)));
  expect(archive.names).toHaveLength(66_000);
  expect([...archive.read("f/65535")]).toEqual([255, 255]);
  expect(() => archive.read("f/66000")).toThrow(InvalidInputError);
});

test("an array is read as it was written", () => {
  const npy = readNpy(writeNpy([2, 3], Float64Array.of(1, 2, 3, 4, 5, 6.5)), "an array");
  expect(npy.shape).toEqual([2, 3]);
  expect([...readFloats(npy.data, npy.type, "an array")]).toEqual([1, 2, 3, 4, 5, 6.5]);
});

/** An archive of one file that is deflated, and claims to hold so many bytes. */
function bomb(packed: Uint8Array, claimed: number): Uint8Array {
  const archive = writeZip([{ name: "a", bytes: packed }]);
  const view = new DataView(archive.buffer);
  const directory = Buffer.from(archive).lastIndexOf("PK\x01\x02");
  view.setUint16(directory + 10, 8, true);
  view.setUint32(directory + 24, claimed, true);
  return archive;
}

test("an archive never becomes more than it claims, nor claims more than deflate can do", () => {
  const packed = zlibSync(new Uint8Array(5e6)).subarray(2, -4);
  expect(readZip(bomb(packed, 5e6)).read("a")).toHaveLength(5e6);
  expect(() => readZip(bomb(packed, 1000)).read("a")).toThrow(InvalidInputError);
  expect(() => readZip(bomb(packed, 2 ** 25)).read("a")).toThrow(InvalidInputError);
  expect(() => readZip(bomb(packed, 2 ** 31)).read("a")).toThrow(TooLargeError);
});

test("an archive that is small becomes 64 MiB at most, however often its parts are asked for", () => {
  const packed = zlibSync(new Uint8Array(20 * 2 ** 20)).subarray(2, -4);
  expect(packed.length).toBeLessThan(2 ** 15);
  const archive = readZip(bomb(packed, 20 * 2 ** 20));
  for (let reads = 0; reads < 3; reads++) expect(archive.read("a")).toHaveLength(20 * 2 ** 20);
  expect(() => archive.read("a")).toThrow(TooLargeError);
  expect([1e6, 1e7, 2 ** 28].map(mostInflatedBytes)).toEqual([2 ** 26, 1.6e8, 2 ** 30]);
});
