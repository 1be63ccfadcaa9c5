import { InvalidInputError, type KeyId } from "@naru/base";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Submissions } from "./submissions.ts";

const me = "key-1" as KeyId;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Jobs, of which only the id matters here, that are accepted when the test says so. */
function open() {
  const submissions = new Submissions<string>();
  const keys: string[] = [];
  const gates: ReturnType<typeof Promise.withResolvers<string>>[] = [];
  const send = (body = "a", key = me) =>
    submissions.accept(key, body, (idempotencyKey) => {
      keys.push(idempotencyKey);
      const gate = Promise.withResolvers<string>();
      gates.push(gate);
      return gate.promise;
    });
  /** Until the digest of a body is there. */
  const settle = () => vi.waitFor(() => expect(gates.length).toBeGreaterThan(0));
  return { send, keys, gates, settle };
}

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

async function answered(parts: ReturnType<typeof open>, id: string, afterSeconds = 0, body = "a"): Promise<string> {
  const before = parts.gates.length;
  const sent = parts.send(body);
  await vi.waitFor(() => expect(parts.gates.length).toBe(before + 1));
  pass(afterSeconds);
  parts.gates[before]?.resolve(id);
  return sent;
}

test("the same circuit twice in a row is two jobs", async () => {
  const parts = open();
  await answered(parts, "1");
  expect(await answered(parts, "2")).toEqual("2");
  expect(new Set(parts.keys).size).toBe(2);
});

test("programs that submit the same in parallel get a job each", async () => {
  const parts = open();
  const all = [parts.send(), parts.send(), parts.send()];
  await vi.waitFor(() => expect(parts.gates).toHaveLength(3));
  parts.gates.forEach((gate, k) => {
    gate.resolve(String(k));
  });
  expect(new Set(await Promise.all(all)).size).toBe(3);
});

test("what comes again while the first is still being answered gets the first one's job", async () => {
  const parts = open();
  const first = parts.send();
  await parts.settle();
  pass(60);
  const again = parts.send();
  parts.gates[0]?.resolve("1");
  expect(await again).toEqual(await first);
  expect(parts.gates).toHaveLength(1);
});

test("an answer that took long is given again for a minute, and then no more", async () => {
  const parts = open();
  await answered(parts, "1", 30);
  pass(16);
  expect(await parts.send()).toEqual("1");
  pass(60);
  expect(await answered(parts, "2")).toEqual("2");
});

test("after a fault of ours the same key is used again, so that a job that was accepted in spite of it is found", async () => {
  const parts = open();
  const first = parts.send();
  await parts.settle();
  parts.gates[0]?.reject(new Error("the database went away"));
  await expect(first).rejects.toThrow("went away");
  pass(16);
  await answered(parts, "1");
  expect(parts.keys[1]).toBe(parts.keys[0]);
  await answered(parts, "2");
  expect(parts.keys[2]).not.toBe(parts.keys[0]);
});

test("after a refusal there is nothing to repeat", async () => {
  const parts = open();
  const first = parts.send();
  await parts.settle();
  pass(30);
  parts.gates[0]?.reject(new InvalidInputError("no"));
  await expect(first).rejects.toThrow("no");
  await answered(parts, "1");
  expect(parts.keys[1]).not.toBe(parts.keys[0]);
});

test("another body, or another key's same body, is never a repeat", async () => {
  const parts = open();
  await answered(parts, "1", 30);
  expect(await answered(parts, "2", 0, "b")).toEqual("2");
  const stranger = parts.send("a", "key-2" as KeyId);
  await vi.waitFor(() => expect(parts.gates).toHaveLength(3));
  parts.gates[2]?.resolve("3");
  expect(await stranger).toEqual("3");
});
