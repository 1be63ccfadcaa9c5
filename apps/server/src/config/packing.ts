import { promisify } from "node:util";
import { inflate, inflateSync, type ZlibOptions } from "node:zlib";
import type { PackingHost } from "@naru/workload";

/** Node's own base64 and zlib, as strict as ours. */
export const nodePacking: PackingHost = {
  readBase64(text) {
    // What Node reads beside the alphabet of RFC 4648 §4, it leaves out, so that bytes are missing, but for these two and
    // for characters of several bytes, of which it looks at the last.
    if (text.length < leastText || text.includes("-") || text.includes("_")) return undefined;
    if (Buffer.byteLength(text, "utf8") !== text.length) return undefined;
    const bytes = Buffer.from(text, "base64");
    return bytes.length === byteCountOf(text) ? alone(bytes) : undefined;
  },
  writeBase64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  inflate(bytes, maxBytes) {
    try {
      return within(inflateSync(bytes, optionsOf(bytes, maxBytes)), maxBytes);
    } catch {
      return undefined; // who asked is told why by ours
    }
  },
  async inflateAside(bytes, maxBytes) {
    try {
      return within(await inflateInPool(bytes, optionsOf(bytes, maxBytes)), maxBytes);
    } catch {
      return undefined;
    }
  },
};

const inflateInPool: (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer> = promisify(inflate);

/** Pieces are as large as what may come of them, within bounds: each takes a turn of its own. */
const optionsOf = (bytes: Uint8Array, maxBytes: number): ZlibOptions => ({
  maxOutputLength: Math.max(1, maxBytes),
  chunkSize: Math.min(largestChunk, Math.max(smallestChunk, 4 * bytes.length)),
});

const within = (whole: Buffer, maxBytes: number): Uint8Array<ArrayBuffer> | undefined =>
  whole.length <= maxBytes ? alone(whole) : undefined;

/** Shorter ones are read as quickly by the language, and Node would put them into a buffer with others. */
const leastText = 8 * 1024;
const smallestChunk = 1024;
const largestChunk = 256 * 1024;

/** How many bytes a text in base64 has, with its padding or without; NaN where it was cut off. */
function byteCountOf(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = text.length - padding;
  return length % 4 === 1 ? Number.NaN : Math.floor((length * 3) / 4);
}

/** The bytes in a buffer of their own. */
const alone = ({ buffer, byteOffset, length }: Buffer): Uint8Array<ArrayBuffer> =>
  buffer instanceof ArrayBuffer && buffer.byteLength === length
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer, byteOffset, length).slice();
