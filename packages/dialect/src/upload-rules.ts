import { InvalidInputError, NaruError, TooLargeError } from "@naru/base";
import { type UploadId, type UploadOrder, type UploadPart, uploadLimits } from "./upload.ts";

/** What the project's other uploads are already. */
export interface UploadsInUse {
  readonly uploads: number;
  readonly bytes: number;
}

/** Throws unless an upload may be opened beside the project's others. */
export function requireRoom({ bytes, kind }: UploadOrder, inUse: UploadsInUse): void {
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new InvalidInputError("The size of an upload is a whole number of bytes, at least 1.", { bytes });
  }
  if (kind.length > 100) throw new InvalidInputError("The kind of an upload has 100 characters at most.");
  if (bytes > uploadLimits.bytes) {
    throw new TooLargeError(
      `The upload of ${bytes} bytes is bigger than the maximum of ${uploadLimits.bytes} bytes. Send a smaller model.`,
      { bytes, limitBytes: uploadLimits.bytes },
    );
  }
  const { uploads, projectBytes } = { uploads: inUse.uploads + 1, projectBytes: inUse.bytes + bytes };
  if (uploads > uploadLimits.projectUploads || projectBytes > uploadLimits.projectBytes) {
    throw new TooLargeError(
      `With this upload the project's would be ${uploads} of ${projectBytes} bytes, which is bigger than the maximum of ${uploadLimits.projectUploads} uploads and ${uploadLimits.projectBytes} bytes. Unused ones go by themselves after some days; try again later.`,
      {
        uploads,
        bytes: projectBytes,
        limitUploads: uploadLimits.projectUploads,
        limitBytes: uploadLimits.projectBytes,
      },
    );
  }
}

/** Throws unless this may be a part of an upload, and its content is what was sent: `sent` is the MD5 that came along. */
export function requirePart(part: UploadPart, sent: string | undefined): void {
  const { number, bytes } = part;
  if (!Number.isInteger(number) || number < 1 || number > uploadLimits.parts) {
    throw new InvalidInputError(`Parts are numbered from 1 to ${uploadLimits.parts}.`, { number });
  }
  if (bytes < 1) throw new InvalidInputError(`Part ${number} is empty. Send its content as the body.`);
  if (bytes > uploadLimits.partBytes) {
    throw new TooLargeError(`A part has ${uploadLimits.partBytes} bytes at most; send smaller ones.`, {
      ...{ bytes, limitBytes: uploadLimits.partBytes },
    });
  }
  if (sent !== undefined && sent.toLowerCase() !== part.md5) {
    throw new InvalidInputError(
      `The MD5 of part ${number} is ${part.md5}, and ${sent} was announced: it was damaged on the way. Send it again.`,
      { number, md5: part.md5 },
    );
  }
}

/** Throws when the other parts and this one are more than was announced. */
export function requireFits(part: UploadPart, others: readonly UploadPart[], totalBytes: number): void {
  const bytes = others.reduce((sum, other) => sum + (other.number === part.number ? 0 : other.bytes), part.bytes);
  if (bytes > totalBytes) {
    throw new TooLargeError(
      `With part ${part.number} the upload would have ${bytes} bytes; ${totalBytes} were announced.`,
      { bytes, limitBytes: totalBytes },
    );
  }
}

/** Throws unless these parts, ascending by number, are all of an upload and `checksum` is theirs. */
export function requireWhole(
  parts: readonly UploadPart[],
  totalBytes: number,
  { own, sent }: { readonly own: string; readonly sent: string },
): void {
  const missing = parts.findIndex(({ number }, i) => number !== i + 1);
  if (missing >= 0) throw new InvalidInputError(`Part ${missing + 1} is missing. Send it first.`);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes !== totalBytes) {
    throw new InvalidInputError(
      `The parts have ${bytes} bytes together; ${totalBytes} were announced. Send what is missing first.`,
      { bytes, announcedBytes: totalBytes },
    );
  }
  if (sent.toLowerCase() !== own) {
    throw new InvalidInputError(`The checksum of the parts is ${own}, not ${sent}. Send the parts again.`, { own });
  }
}

export const alreadyComplete = (id: UploadId): NaruError =>
  new NaruError("conflict", `The upload "${id}" is complete and changes no more. Open another one.`, { id });

export const notComplete = (id: UploadId): NaruError =>
  new NaruError("conflict", `The upload "${id}" is not complete. Send all parts and combine them first.`, { id });

/** The MD5s of parts, one after the other: 16 bytes each. */
export function joinedMd5s(parts: readonly UploadPart[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(16 * parts.length);
  parts.forEach(({ md5 }, i) => {
    for (let k = 0; k < 16; k++) joined[16 * i + k] = Number.parseInt(md5.slice(2 * k, 2 * k + 2), 16);
  });
  return joined;
}
