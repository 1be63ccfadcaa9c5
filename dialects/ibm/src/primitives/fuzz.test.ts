import { deflateSync, inflateSync } from "node:zlib";
import { NaruError, type Random, seeded } from "@naru/base";
import { sizeOfShape, type Workload } from "@naru/workload";
import { expect, test } from "vitest";
import { readTagged, tagged } from "../encoding/index.ts";
import type { ProgramOrder } from "../program.ts";
import { programNamed } from "../programs.ts";
import { contextOf, modelNamed, recordedJob } from "./recorded.testing.ts";

/** Damages that are tried of each kind; all kinds together are a hundred thousand. */
const damagesOfTexts = 80_000;
const damagesOfArrays = 20_000;

const recorded = [
  ["sampler", "05-sampler-bell"],
  ["sampler", "07-sampler-parameters"],
  ["sampler", "08-sampler-dynamic"],
  ["estimator", "09-estimator-parameters"],
  ["estimator", "09-estimator-parameters"],
] as const;

/** What was sent, with arrays that are packed but not compressed: unpacking Huffman's codes would take most of the time. */
const jobs = recorded.map(([program, name]) => {
  const { params } = recordedJob(name);
  const [pub = []] = params.pubs;
  const at = pub.findIndex((part) => readTagged(part)?.__type__ === "ndarray");
  const file = inflateSync(Buffer.from(String(readTagged(pub[at])?.__value__), "base64"));
  const withArray = (array: unknown) => ({ ...params, pubs: [pub.with(at, array)] });
  return { program, file, withArray, params: withArray(arrayOf(deflateSync(file, { level: 0 }))) };
});

function arrayOf(packed: Uint8Array) {
  return tagged("ndarray", Buffer.from(packed).toString("base64"));
}
const contexts = [contextOf(), contextOf(modelNamed("heron"))];

/** Reads as the server would. What is no refusal is thrown on. */
async function attempt(program: string, params: unknown, random: Random): Promise<ProgramOrder | null> {
  try {
    const order = await programNamed(program).read(params, contexts[random.below(contexts.length)] ?? never());
    expectBounded(order.workload);
    return order;
  } catch (thrown) {
    if (!(thrown instanceof NaruError)) throw thrown;
    must(refusals.has(thrown.code) && thrown.message.length < 1000, thrown.message);
    return null;
  }
}

const refusals: ReadonlySet<string> = new Set(["invalid_input", "unsupported", "too_large"]);

/** `expect` would take most of the time. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function never(): never {
  throw new RangeError("a place in a list is below its length");
}

/** Nothing is larger than what it may be, whatever sizes were claimed. */
function expectBounded(workload: Workload): void {
  if (!("items" in workload)) throw new TypeError("these programs have no samples");
  for (const { values } of workload.items) {
    if ("samplex" in values) throw new TypeError("these programs have no samplex");
    must(sizeOfShape(values.shape.slice(0, -1)) <= 5000, "too many sets");
    must(values.base64.length < 100_000, "too many values");
  }
  if (workload.kind !== "estimate") return;
  for (const { shape, outputs } of workload.items) {
    must(outputs.set.length === sizeOfShape(shape), "a set for each value");
    must(outputs.observable.length === sizeOfShape(shape), "an observable for each value");
  }
}

/** What breaks readers: the wrong types, extreme numbers, deep and tagged things. */
const junk: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e308, 2 ** 53, "", "x", "eJw=", [], {}, [[]], [[], []], [{}], { "": 1 }],
  ...[{ ZZZZZZZ: 1 }, { IIIIIII: -0.1 }, { "01+-rlX": 2 }, [[[[{ IIIIIIZ: 1 }]]]]],
  ...[
    { __type__: "ndarray", __value__: [[1, 2], [3]] },
    { __type__: "ndarray", __value__: 3 },
  ],
  ...[
    { __type__: "BindingsArray", __value__: {} },
    { __type__: "QuantumCircuit", __value__: "" },
  ],
  ...[
    { __type__: "complex", __value__: [1, 0] },
    { __type__: "ObservablesArray", __value__: [{ XYZXYZI: 1 }] },
  ],
];
const optionNames = ["default_shots", "twirling", "resilience", "execution", "simulator", "experimental", "zne", "pec"];

/** A copy with one thing in it replaced, removed, doubled or added. */
function damaged(value: unknown, random: Random): unknown {
  const any = () => junk[random.below(junk.length)];
  if (typeof value !== "object" || value === null || random.below(6) === 0) {
    return typeof value === "string" && random.below(2) === 0 ? damagedText(value, random) : any();
  }
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    const rest = value.slice(at + 1);
    switch (random.below(5)) {
      case 0:
        return [...value.slice(0, at), ...rest];
      case 1:
        return [...value.slice(0, at), any(), ...value.slice(at)];
      case 2:
        return [...value, ...value];
      default:
        return at < value.length ? [...value.slice(0, at), damaged(value[at], random), ...rest] : value;
    }
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const [key, inner] = entries[at] ?? [optionNames[random.below(optionNames.length)] ?? "", any()];
  if (random.below(5) === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return { ...value, [key]: damaged(inner, random) };
}

function damagedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const letter = "AZaz09+/=I\u{1f600}"[random.below(11)] ?? "";
  return random.below(3) === 0 ? text.slice(0, at) : text.slice(0, at) + letter + text.slice(at + 1);
}

test("eighty thousand damaged parameters are read or refused", { timeout: 120_000 }, async () => {
  const random = seeded(5);
  let taken = 0;
  for (let k = 0; k < damagesOfTexts; k++) {
    const { program, params } = jobs[random.below(jobs.length)] ?? never();
    let worse: unknown = params;
    for (let left = 1 + random.below(3); left > 0; left--) worse = damaged(worse, random);
    if (await attempt(program, worse, random)) taken++;
  }
  expect(taken).toBeGreaterThan(damagesOfTexts / 20); // otherwise nothing behind the first check was tried
  expect(taken).toBeLessThan(damagesOfTexts);
});

/** Texts that make a header say something else of the same entries. */
const headers: readonly (readonly [string | RegExp, string])[] = [
  [/\([\d, ]*\)/, "(99999999, 99999999)"],
  [/\([\d, ]*\)/, "(0, 99999999999999999999)"],
  [/\([\d, ]*\)/, "(3, 4)"],
  [/\([\d, ]*\)/, `(${"1, ".repeat(40)})`],
  [/\([\d, ]*\)/, "()"],
  ["<f8", "<c16"],
  ["<f8", "|u1"],
  ["<f8", ">f4"],
  ["<f8", "|O8"],
  ["False", "True"],
];

function damagedFile(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.below(4) === 0) {
    const [from, to] = headers[random.below(headers.length)] ?? ["", ""];
    const text = Buffer.from(bytes).toString("latin1");
    const header = text.slice(10, text.indexOf("\n")).trimEnd().replace(from, to);
    const body = Buffer.from(text.slice(text.indexOf("\n") + 1), "latin1");
    const length = header.length + 1;
    return Buffer.concat([
      bytes.subarray(0, 8),
      Buffer.of(length & 255, length >> 8),
      Buffer.from(`${header}\n`),
      body,
    ]);
  }
  const result = Uint8Array.from(bytes);
  for (let left = 1 + random.below(3); left > 0; left--) result[random.below(result.length)] = random.below(256);
  return random.below(3) === 0 ? result.subarray(0, random.below(result.length)) : result;
}

test("twenty thousand damaged arrays are read or refused", { timeout: 120_000 }, async () => {
  const random = seeded(6);
  let taken = 0;
  for (let k = 0; k < damagesOfArrays; k++) {
    const { program, file, withArray } = jobs[random.below(jobs.length)] ?? never();
    // Either the file is damaged and packed, or what it was packed into.
    const packed =
      random.below(4) > 0
        ? deflateSync(damagedFile(file, random), { level: 0 })
        : damagedFile(deflateSync(file, { level: 1 }), random);
    if (await attempt(program, withArray(arrayOf(packed)), random)) taken++;
  }
  expect(taken).toBeGreaterThan(damagesOfArrays / 20);
  expect(taken).toBeLessThan(damagesOfArrays);
});
