import { setImmediate as breathe } from "node:timers/promises";
import type { StoredModel } from "../uploads/index.ts";

/** Larger texts leave the row for the object store, so that listing and vacuuming the tables stay quick. */
export const inlineBytes = 64 * 1024;

/** The part of the object store that jobs use. */
export interface ObjectTexts {
  /** Durable when it resolves; gives the name under which the text is found. May be given in UTF-8. */
  put(text: string | Uint8Array<ArrayBuffer>): Promise<string>;
  get(name: string): Promise<string>;
}

/** A text as its row keeps it: in place, or by the name of an object. Exactly one of the two is not null. */
export interface StoredText {
  readonly text: string | null;
  readonly objectHash: string | null;
}

/** To be called before the transaction that names the text: an object without a row is swept, a row without one is broken. */
export async function storeText(objects: ObjectTexts, text: string): Promise<StoredText> {
  return Buffer.byteLength(text) > inlineBytes
    ? { text: null, objectHash: await objects.put(text) }
    : { text, objectHash: null };
}

export async function loadText(objects: ObjectTexts, stored: StoredText): Promise<string> {
  return stored.objectHash === null ? (stored.text ?? "") : objects.get(stored.objectHash);
}

/**
 * What was ordered: the workload in Naru's JSON, and the request as received, without what both have. Two texts, since each
 * has its reader.
 */
export interface StoredProgram {
  readonly workload: string | null;
  readonly original: string | null;
  readonly objectHash: string | null;
  /** The model that was uploaded before, where the order names one. */
  readonly model: StoredModel | null;
}

/** Of tens of megabytes, each step alone takes some ten milliseconds; others get their turn between them. */
export async function storeProgram(
  objects: ObjectTexts,
  workload: string,
  original: string,
): Promise<Omit<StoredProgram, "model">> {
  if (Buffer.byteLength(workload) + Buffer.byteLength(original) <= inlineBytes) {
    return { workload, original, objectHash: null };
  }
  const first = Buffer.from(workload);
  await breathe();
  // JSON.stringify writes no line breaks, so one parts the two.
  const whole = Buffer.concat([first, Buffer.from(`\n${original}`)]);
  return { workload: null, original: null, objectHash: await objects.put(whole) };
}

export async function loadProgram(
  objects: ObjectTexts,
  stored: Omit<StoredProgram, "model">,
): Promise<{ readonly workload: string; readonly original: string }> {
  if (stored.objectHash === null) return { workload: stored.workload ?? "", original: stored.original ?? "" };
  const text = await objects.get(stored.objectHash);
  const end = text.indexOf("\n");
  return { workload: text.slice(0, end), original: text.slice(end + 1) };
}
