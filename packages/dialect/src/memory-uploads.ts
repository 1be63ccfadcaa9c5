import { NotFoundError } from "@naru/base";
import type { Caller } from "./job.ts";
import { hexOf, md5 } from "./memory-md5.ts";
import type { Upload, UploadId, UploadOrder, UploadPart, Uploads } from "./upload.ts";
import {
  alreadyComplete,
  joinedMd5s,
  notComplete,
  requireFits,
  requirePart,
  requireRoom,
  requireWhole,
} from "./upload-rules.ts";

/** As the service's: a day for open uploads, a week for complete ones. */
const lifetimeMs = { open: 86_400_000, complete: 7 * 86_400_000 } as const;

interface Entry {
  readonly projectId: string;
  readonly order: UploadOrder;
  readonly contents: Map<number, { readonly part: UploadPart; readonly content: Uint8Array<ArrayBuffer> }>;
  readonly createdAt: Date;
  state: Upload["state"];
  expiresAt: Date;
}

/** The uploads of a cloud in memory. */
export class MemoryUploads implements Uploads {
  readonly #entries = new Map<UploadId, Entry>();
  readonly #newId: () => UploadId;
  readonly #now: () => Date;

  constructor(parts: { newId(): UploadId; now(): Date }) {
    this.#newId = parts.newId;
    this.#now = parts.now;
  }

  async openUpload({ projectId }: Caller, order: UploadOrder): Promise<Upload> {
    const own = [...this.#entries.values()].filter((entry) => entry.projectId === projectId && !this.#isOver(entry));
    requireRoom(order, { uploads: own.length, bytes: own.reduce((sum, entry) => sum + entry.order.bytes, 0) });
    const id = this.#newId();
    const createdAt = this.#now();
    const entry: Entry = { projectId, order, contents: new Map(), createdAt, state: "open", expiresAt: createdAt };
    this.#entries.set(id, entry);
    return this.#used(id, entry);
  }

  async upload(caller: Caller, id: UploadId): Promise<Upload> {
    return uploadOf(id, this.#entry(caller, id));
  }

  async putPart(caller: Caller, id: UploadId, given: Parameters<Uploads["putPart"]>[2]): Promise<UploadPart> {
    const entry = this.#entry(caller, id);
    if (entry.state === "complete") throw alreadyComplete(id);
    const { number, content } = given;
    const part = { number, bytes: content.length, md5: hexOf(md5(content)) };
    requirePart(part, given.md5);
    requireFits(part, partsOf(entry), entry.order.bytes);
    entry.contents.set(number, { part, content: content.slice() });
    return part;
  }

  async completeUpload(caller: Caller, id: UploadId, checksum: string): Promise<Upload> {
    const entry = this.#entry(caller, id);
    const parts = partsOf(entry);
    requireWhole(parts, entry.order.bytes, { own: hexOf(md5(joinedMd5s(parts))), sent: checksum });
    entry.state = "complete";
    return this.#used(id, entry);
  }

  async uploadContent(
    caller: Caller,
    id: UploadId,
    range?: { readonly from: number; readonly to: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entry(caller, id);
    if (entry.state !== "complete") throw notComplete(id);
    const whole = new Uint8Array(entry.order.bytes);
    let end = 0;
    for (const { number } of partsOf(entry)) {
      const { content } = entry.contents.get(number) ?? { content: new Uint8Array() };
      whole.set(content, end);
      end += content.length;
    }
    this.#used(id, entry);
    return range ? whole.slice(range.from, range.to) : whole;
  }

  async removeUpload(caller: Caller, id: UploadId): Promise<void> {
    this.#entry(caller, id);
    this.#entries.delete(id);
  }

  #entry({ projectId }: Caller, id: UploadId): Entry {
    const entry = this.#entries.get(id);
    if (!entry || entry.projectId !== projectId || this.#isOver(entry)) throw new NotFoundError("upload", id);
    return entry;
  }

  #isOver = ({ expiresAt }: Entry): boolean => expiresAt <= this.#now();

  #used(id: UploadId, entry: Entry): Upload {
    entry.expiresAt = new Date(this.#now().getTime() + lifetimeMs[entry.state]);
    return uploadOf(id, entry);
  }
}

const partsOf = ({ contents }: Entry): UploadPart[] =>
  [...contents.values()].map(({ part }) => part).sort((a, b) => a.number - b.number);

const uploadOf = (id: UploadId, entry: Entry): Upload => ({
  ...entry.order,
  id,
  state: entry.state,
  parts: partsOf(entry),
  createdAt: entry.createdAt,
  expiresAt: entry.expiresAt,
});
