/** A text, its tag (RFC 9110 §8.8.3), and what gzip (RFC 1952) makes of it. */
interface Cached {
  readonly text: string;
  readonly tag: Promise<string>;
  /** Once somebody has asked for it. */
  packed: Promise<ArrayBuffer> | null;
}

/** JSON that is long, changes seldom, and is asked for again and again: written once, packed once. */
export class CachedTexts {
  /** By name; the one that was asked for last is at the end. */
  readonly #texts = new Map<string, Cached>();
  readonly #most: number;

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * The text of a name, which `write` gives the first time; packed for who takes that, and nothing but its tag (304) for who
   * has it already. `headers` are added, or stand instead of the usual ones (in small letters).
   */
  async answer(
    request: Request,
    name: string,
    write: () => string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const cached = this.#texts.get(name) ?? cachedOf(write());
    this.#texts.delete(name);
    this.#texts.set(name, cached);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= this.#most) break;
      this.#texts.delete(oldest);
    }
    const etag = await cached.tag;
    const all = { "content-type": "application/json", vary: "accept-encoding", ...headers, etag };
    if (hasAlready(request, etag)) return new Response(null, { status: 304, headers: all });
    if (!takesGzip(request)) return new Response(cached.text, { headers: all });
    cached.packed ??= gzip(cached.text);
    return new Response(await cached.packed, { headers: { ...all, "content-encoding": "gzip" } });
  }
}

const cachedOf = (text: string): Cached => ({ text, tag: tagOf(text), packed: null });

/** Weak, since the same text travels packed and plain. */
async function tagOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `W/"${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

const hasAlready = ({ headers }: Request, etag: string): boolean =>
  (headers.get("if-none-match") ?? "").split(",").some((tag) => tag.trim() === etag || tag.trim() === "*");

const takesGzip = ({ headers }: Request): boolean =>
  /(^|,)\s*gzip\s*(;\s*q=(1|0?\.\d*[1-9])\d*\s*)?(,|$)/i.test(headers.get("accept-encoding") ?? "");

async function gzip(text: string): Promise<ArrayBuffer> {
  const packing = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(packing).arrayBuffer();
}
