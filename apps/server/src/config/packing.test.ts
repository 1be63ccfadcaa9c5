import { deflateSync, gzipSync } from "node:zlib";
import { NaruError, seeded } from "@naru/base";
import { deflate, inflate, type PackingHost, readBase64, usePackingHost, writeBase64 } from "@naru/workload";
import { afterEach, expect, test } from "vitest";
import { nodePacking } from "./packing.ts";

afterEach(() => usePackingHost(undefined));

/** What is given or thrown, with this host. */
function said<Value>(host: PackingHost | undefined, work: () => Value): Value | { code: string; message: string } {
  usePackingHost(host);
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NaruError)) throw error;
    return { code: error.code, message: error.message };
  }
}

const expectAlike = (work: () => unknown): void => expect(said(nodePacking, work)).toEqual(said(undefined, work));

const random = seeded(7);
/** Some bytes, with repetitions. */
const drawn = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, k) => (k % 100 < 50 ? k % 50 : random.below(256)));

test("base64 is read and written as by the language, also what is none", () => {
  const wrong = ["", "-", "_", "=", "==", " ", "\n", "é", "ŁA", "𝄞", "AAA", "A"];
  for (const length of [9_000, 9_001, 9_002]) {
    const bytes = drawn(length);
    const text = writeBase64(bytes);
    expect(said(nodePacking, () => writeBase64(bytes))).toBe(text);
    for (const whole of [text, text.replace(/=+$/, "")]) {
      expect(nodePacking.readBase64(whole)).toEqual(bytes);
      expect(nodePacking.readBase64(whole)?.buffer.byteLength).toBe(length);
      for (const more of wrong) {
        for (const at of [0, 1 + random.below(whole.length - 1), whole.length]) {
          expectAlike(() => readBase64(whole.slice(0, at) + more + whole.slice(at)));
        }
      }
    }
  }
});

test("streams are inflated as by the language, also what is damaged, cut off, followed by more, or too long", async () => {
  for (let times = 0; times < 30; times++) {
    const bytes = drawn(1 + random.below(3_000));
    const packed = deflate(bytes);
    expect(nodePacking.inflate(packed, bytes.length)).toEqual(bytes);
    for (const stream of [
      packed,
      packed.subarray(0, random.below(packed.length)),
      packed.with(random.below(packed.length), random.below(256)),
      Uint8Array.of(...packed, 1, 2, 3),
      new Uint8Array(gzipSync(bytes)),
    ]) {
      for (const most of [1e6, bytes.length, bytes.length - 1]) {
        expectAlike(() => inflate(stream, most));
        expect(await nodePacking.inflateAside(stream, most)).toEqual(nodePacking.inflate(stream, most));
      }
    }
  }
});

test("a bomb goes off nowhere", async () => {
  const bomb = deflateSync(new Uint8Array(64 * 2 ** 20));
  const before = process.memoryUsage().arrayBuffers;
  expect(nodePacking.inflate(bomb, 2 ** 20)).toBeUndefined();
  expect(await nodePacking.inflateAside(bomb, 2 ** 20)).toBeUndefined();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
});
