import { createHash } from "node:crypto";
import type { Entropy } from "../config/index.ts";

/** Says whose key it is, to people and to the programs that look for leaked ones. */
const mark = "naru_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62⁴³ is a little more than 2²⁵⁶. Letters and digits alone, so that a double click takes the whole key. */
const digitCount = 43;
const shownDigits = 6;

/** A fresh secret: the mark and 256 random bits. */
export function makeSecret(entropy: Entropy): string {
  let rest = BigInt(`0x${Buffer.from(entropy(32)).toString("hex")}`);
  let text = "";
  for (let k = 0; k < digitCount; k++) {
    text = digits[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return mark + text;
}

const form = new RegExp(`^${mark}[0-9A-Za-z]{${digitCount}}$`);

/** Whether a text has the form of a key of ours; what has not need not be looked up. */
export const isKeySecret = (text: string): boolean => form.test(text);

/** The part that tells a person's keys apart: the mark and 6 of the 43 digits. */
export const prefixOf = (secret: string): string => secret.slice(0, mark.length + shownDigits);

/**
 * What is stored. One round of SHA-256 is enough, as 256 random bits cannot be guessed; and looking a key up by its hash
 * takes no time that depends on how much of a guess was right.
 */
export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
