import { expect, test } from "vitest";
import { systemPlatform } from "../config/index.ts";
import { hashOf, isKeySecret, makeSecret, prefixOf } from "./secret.ts";

test("a secret has the mark and 43 letters and digits, and is recognised", () => {
  for (let k = 0; k < 100; k++) {
    const secret = makeSecret(systemPlatform.entropy);
    expect(secret).toMatch(/^naru_[0-9A-Za-z]{43}$/);
    expect(isKeySecret(secret)).toBe(true);
  }
});

test("all 256 bits reach the secret, the lowest and the highest too", () => {
  const secrets = new Set<string>();
  for (let bit = 0; bit < 256; bit++) {
    const bytes = new Uint8Array(32);
    bytes[bit >> 3] = 1 << (bit & 7);
    secrets.add(makeSecret(() => bytes));
  }
  secrets.add(makeSecret(() => new Uint8Array(32)));
  secrets.add(makeSecret(() => new Uint8Array(32).fill(255)));
  expect(secrets.size).toBe(258);
});

test("what has not the form of a key is not one", () => {
  const secret = makeSecret(systemPlatform.entropy);
  for (const other of [
    "",
    "naru_",
    secret.slice(1),
    secret.slice(0, -1),
    `${secret}x`,
    `${secret}\n`,
    `Naru${secret.slice(4)}`,
  ]) {
    expect(isKeySecret(other)).toBe(false);
  }
});

test("the part that is shown is a small part of the secret", () => {
  const secret = makeSecret(systemPlatform.entropy);
  expect(secret.startsWith(prefixOf(secret))).toBe(true);
  expect(prefixOf(secret)).toHaveLength(11);
});

test("a key is stored as the SHA-256 of its text", () => {
  expect(hashOf("abc").toString("hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
