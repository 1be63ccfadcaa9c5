import { InvalidInputError } from "@naru/base";

/** SHA-256 of an object's bytes, 64 hexadecimal digits in lower case. */
export type ObjectHash = string & { readonly __kind: "object" };

/** Where large payloads are kept. On a disk by default; a bucket at scale has the same five words. */
export interface ObjectStore {
  /** Keeps the bytes (of a text, in UTF-8). When this resolves they are durable. */
  put(content: Uint8Array<ArrayBuffer> | string): Promise<ObjectHash>;
  /** The bytes, or null when there is no such object. Throws when they are not what was put. */
  get(hash: ObjectHash): Promise<Uint8Array | null>;
  /** As `get`, as a text. */
  getText(hash: ObjectHash): Promise<string | null>;
  /**
   * Removes objects that were put before `olderThan` and that `isNamed` does not know, and what unfinished writes left
   * behind. `isNamed` is asked about many at once and returns those that are named. Returns how many objects went.
   *
   * An object must be younger than `olderThan` while a transaction that names it may still commit: give it a day.
   */
  sweep(olderThan: Date, isNamed: (hashes: readonly ObjectHash[]) => Promise<ReadonlySet<string>>): Promise<number>;
}

/** Beside the event loop, which tens of megabytes would hold up for some hundred milliseconds. */
export const objectHash = async (content: Uint8Array<ArrayBuffer> | string): Promise<ObjectHash> => {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex") as ObjectHash;
};

/** Hashes come back from the database; nothing else may become a part of a path. */
export function requireHash(hash: string): asserts hash is ObjectHash {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new InvalidInputError(`"${hash}" is not the name of an object.`);
}
