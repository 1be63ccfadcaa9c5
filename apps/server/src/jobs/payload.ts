/** Larger texts leave the row for the object store, so that listing and vacuuming the tables stay quick. */
export const inlineBytes = 64 * 1024;

/** The part of the object store that jobs use. */
export interface ObjectTexts {
  /** Durable when it resolves; gives the name under which the text is found. */
  put(text: string): Promise<string>;
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

/** What was ordered: the workload in Naru's JSON, and the request as received. Two texts, since each has its reader. */
export interface StoredProgram {
  readonly workload: string | null;
  readonly original: string | null;
  readonly objectHash: string | null;
}

export async function storeProgram(objects: ObjectTexts, workload: string, original: string): Promise<StoredProgram> {
  if (Buffer.byteLength(workload) + Buffer.byteLength(original) <= inlineBytes) {
    return { workload, original, objectHash: null };
  }
  // JSON.stringify writes no line breaks, so one parts the two.
  return { workload: null, original: null, objectHash: await objects.put(`${workload}\n${original}`) };
}

export async function loadProgram(
  objects: ObjectTexts,
  stored: StoredProgram,
): Promise<{ readonly workload: string; readonly original: string }> {
  if (stored.objectHash === null) return { workload: stored.workload ?? "", original: stored.original ?? "" };
  const text = await objects.get(stored.objectHash);
  const end = text.indexOf("\n");
  return { workload: text.slice(0, end), original: text.slice(end + 1) };
}
