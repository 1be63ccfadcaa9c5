import type { Id } from "@naru/base";
import type { Caller } from "./job.ts";

export type UploadId = Id<"upload">;

/** What an upload may be, through whichever door it comes; more is refused with a TooLargeError. */
export const uploadLimits = {
  /** Of the whole. */
  bytes: 256 * 2 ** 20,
  /** Of one part. */
  partBytes: 16 * 2 ** 20,
  /** Parts are numbered from 1. */
  parts: 1_000,
  /** Of one project's uploads together, as they were announced. */
  projectBytes: 4 * 2 ** 30,
  /** Of one project at the same time. */
  projectUploads: 1_000,
} as const;

/** What is to be uploaded. */
export interface UploadOrder {
  /** Of the whole. */
  readonly bytes: number;
  /** What it is for, in the dialect's words: up to 100 characters. */
  readonly kind: string;
}

/**
 * A large file that is brought in parts before the orders that name it. Its owner's project sees it, and nobody else. Open
 * ones that nobody completes and complete ones that nobody reads go after a while.
 */
export interface Upload extends UploadOrder {
  readonly id: UploadId;
  readonly state: "open" | "complete";
  /** Ascending by number; those that are there. */
  readonly parts: readonly UploadPart[];
  readonly createdAt: Date;
  /** When it goes; later, each time that it is read. */
  readonly expiresAt: Date;
}

export interface UploadPart {
  readonly number: number;
  readonly bytes: number;
  /** 32 hexadecimal digits in lower case. */
  readonly md5: string;
}

/** What uploads ask of a cloud. Everything is scoped by the caller's project: another's upload is not found. */
export interface Uploads {
  /** Throws TooLargeError for what no upload may be, and for a project that has too many. */
  openUpload(caller: Caller, order: UploadOrder): Promise<Upload>;
  upload(caller: Caller, id: UploadId): Promise<Upload>;
  /**
   * Keeps one part, in any order, several at a time; the same number again replaces it. Throws InvalidInputError when
   * `md5`, as in UploadPart, is not that of the content; TooLargeError when the parts become more than was announced;
   * `conflict` once the upload is complete.
   */
  putPart(
    caller: Caller,
    id: UploadId,
    part: { readonly number: number; readonly content: Uint8Array<ArrayBuffer>; readonly md5?: string },
  ): Promise<UploadPart>;
  /**
   * Ends an upload; nothing changes it afterwards. `checksum` is the MD5 of the parts' MD5s (16 bytes each), written one
   * after the other, in hexadecimal digits. Throws InvalidInputError for another one, for parts that are missing, and for
   * fewer bytes than were announced. Doing it again with the same checksum changes nothing.
   */
  completeUpload(caller: Caller, id: UploadId, checksum: string): Promise<Upload>;
  /**
   * What a complete upload holds, in a buffer of its own; `conflict` before. As often as one likes. With a range, bytes
   * `from` (inclusive) … `to` (exclusive) of it alone, cut at its end. An order that runs it names it instead
   * (`ModelFile.upload`), so that it goes from the store to the worker.
   */
  uploadContent(
    caller: Caller,
    id: UploadId,
    range?: { readonly from: number; readonly to: number },
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Forgets an upload, complete or not. Jobs that came of it stay. */
  removeUpload(caller: Caller, id: UploadId): Promise<void>;
}
