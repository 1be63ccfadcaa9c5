import { isUuid, NotFoundError } from "@naru/base";
import {
  alreadyComplete,
  type Caller,
  joinedMd5s,
  notComplete,
  requireFits,
  requirePart,
  requireRoom,
  requireWhole,
  type Upload,
  type UploadId,
  type UploadPart,
  type Uploads,
} from "@naru/dialect";
import { newId, type Platform } from "../config/index.ts";
import { type Database, type Transaction, transaction } from "../db/index.ts";
import { md5Of } from "./md5.ts";
import {
  complete,
  deleteExpired,
  deleteUpload,
  extend,
  findUpload,
  insertUpload,
  lockUpload,
  lockUse,
  putPart,
  readParts,
  type StoredPart,
  type UploadRow,
} from "./store.ts";

/** The part of the object store that uploads use. */
export interface UploadObjects {
  /** Durable when it resolves; gives the name under which the bytes are found. */
  put(content: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Throws when there is no such object. */
  get(name: string): Promise<Uint8Array>;
}

/** The files of a complete upload, in order. */
export interface StoredModel {
  readonly bytes: number;
  readonly objectHashes: readonly string[];
}

export interface UploadService extends Uploads {
  /** A complete upload, for an order that names it; it will not go for a while. Throws like `uploadContent`. */
  requireComplete(caller: Caller, id: string): Promise<StoredModel>;
  /** As `requireComplete`; until the transaction ends, it does not go. */
  lockComplete(tx: Transaction, caller: Caller, id: string): Promise<StoredModel>;
  /** The bytes of these files, one after the other, in memory that threads may share. */
  load(model: StoredModel): Promise<Uint8Array<SharedArrayBuffer>>;
  /** Forgets what is over. Returns how many went. */
  sweep(): Promise<number>;
}

/** Open ones wait for their next part; complete ones to be submitted again. */
const lifetimeMs = { open: 24 * 3_600_000, complete: 7 * 24 * 3_600_000 } as const;
/** A use within this time of the last one is not written down. */
const extendAfterMs = 3_600_000;

export function openUploads(parts: {
  readonly database: Database;
  readonly objects: UploadObjects;
  readonly platform: Platform;
}): UploadService {
  const { database, objects, platform } = parts;
  const now = () => platform.clock.now();
  const expiry = (state: Upload["state"]) => new Date(now().getTime() + lifetimeMs[state]);

  async function require({ projectId }: Caller, id: string): Promise<UploadRow> {
    const row = isUuid(id) ? await findUpload(database.kysely, projectId, id as UploadId, now()) : null;
    if (!row) throw new NotFoundError("upload", id);
    return row;
  }

  async function requireLocked(tx: Transaction, { projectId }: Caller, id: string): Promise<UploadRow> {
    const row = isUuid(id) ? await lockUpload(tx, projectId, id as UploadId, now()) : null;
    if (!row) throw new NotFoundError("upload", id);
    return row;
  }

  async function requireUsable(caller: Caller, id: string): Promise<{ row: UploadRow; stored: StoredPart[] }> {
    const row = await require(caller, id);
    if (row.state !== "complete") throw notComplete(row.id);
    const later = expiry("complete");
    if (later.getTime() - row.expires_at.getTime() > extendAfterMs) await extend(database.kysely, row.id, later);
    return { row, stored: await readParts(database.kysely, row.id) };
  }

  return {
    async openUpload(caller, order) {
      const { bytes, kind } = order;
      const { projectId, keyId } = caller;
      const id = newId<"upload">(platform);
      const [createdAt, expiresAt] = [now(), expiry("open")];
      // Before anything is locked for it.
      requireRoom(order, { uploads: 0, bytes: 0 });
      await transaction(database, async (tx) => {
        requireRoom(order, await lockUse(tx, projectId, createdAt));
        await insertUpload(tx, { id, projectId, keyId, kind, bytes, createdAt, expiresAt });
      });
      return { id, kind, bytes, state: "open", parts: [], createdAt, expiresAt };
    },

    async upload(caller, id) {
      const row = await require(caller, id);
      return uploadOf(row, await readParts(database.kysely, row.id));
    },

    async putPart(caller, id, { number, content, md5 }) {
      const row = await require(caller, id);
      if (row.state === "complete") throw alreadyComplete(id);
      // What is refused for its size is not hashed, and what was damaged is not kept.
      const unhashed = { number, bytes: content.length, md5: "" };
      requirePart(unhashed, undefined);
      requireFits(unhashed, [], row.bytes);
      const part: UploadPart = { ...unhashed, md5: await md5Of(content) };
      requirePart(part, md5);
      const objectHash = await objects.put(content);
      await transaction(database, async (tx) => {
        const locked = await requireLocked(tx, caller, id);
        if (locked.state === "complete") throw alreadyComplete(id);
        requireFits(part, await readParts(tx, id), locked.bytes);
        await putPart(tx, id, { ...part, objectHash });
        await extend(tx, id, expiry("open"));
      });
      return part;
    },

    async completeUpload(caller, id, checksum) {
      return transaction(database, async (tx) => {
        const row = await requireLocked(tx, caller, id);
        const stored = await readParts(tx, row.id);
        const own = await md5Of(joinedMd5s(stored));
        requireWhole(stored, row.bytes, { own, sent: checksum });
        if (row.state === "complete") return uploadOf(row, stored);
        const expiresAt = expiry("complete");
        await complete(tx, id, own, expiresAt);
        return uploadOf({ ...row, state: "complete", expires_at: expiresAt }, stored);
      });
    },

    async uploadContent(caller, id, range) {
      const { row, stored } = await requireUsable(caller, id);
      const from = Math.min(Math.max(0, Math.trunc(range?.from ?? 0)), row.bytes);
      const to = Math.min(Math.max(from, Math.trunc(range?.to ?? row.bytes)), row.bytes);
      const content = new Uint8Array(to - from);
      let begin = 0;
      for (const { bytes, objectHash } of stored) {
        const [first, last] = [Math.max(from, begin), Math.min(to, begin + bytes)];
        if (first < last) {
          content.set((await objects.get(objectHash)).subarray(first - begin, last - begin), first - from);
        }
        begin += bytes;
      }
      return content;
    },

    async removeUpload(caller, id) {
      const isGone = isUuid(id) && (await deleteUpload(database.kysely, caller.projectId, id));
      if (!isGone) throw new NotFoundError("upload", id);
    },

    async requireComplete(caller, id) {
      const { row, stored } = await requireUsable(caller, id);
      return { bytes: row.bytes, objectHashes: hashesOf(stored) };
    },

    async lockComplete(tx, caller, id) {
      const row = await requireLocked(tx, caller, id);
      if (row.state !== "complete") throw notComplete(row.id);
      return { bytes: row.bytes, objectHashes: hashesOf(await readParts(tx, row.id)) };
    },

    async load({ bytes, objectHashes }) {
      const whole = new Uint8Array(new SharedArrayBuffer(bytes));
      let end = 0;
      for (const hash of objectHashes) {
        const content = await objects.get(hash);
        whole.set(content, end);
        end += content.length;
      }
      if (end !== bytes) throw new Error(`A model of ${bytes} bytes has files of ${end}.`);
      return whole;
    },

    sweep: () => deleteExpired(database.kysely, now()),
  };
}

const hashesOf = (stored: readonly StoredPart[]): string[] => stored.map(({ objectHash }) => objectHash);

const uploadOf = (row: UploadRow, stored: readonly StoredPart[]): Upload => ({
  id: row.id,
  kind: row.kind,
  bytes: row.bytes,
  state: row.state,
  parts: stored.map(({ number, bytes, md5 }) => ({ number, bytes, md5 })),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
