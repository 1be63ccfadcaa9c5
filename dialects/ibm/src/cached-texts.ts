/** A text and what gzip (RFC 1952) makes of it. */
interface Cached {
  readonly text: string;
  /** Once somebody has asked for it. */
  packed: Promise<ArrayBuffer> | null;
}

/** JSON that is long, does not change, and is asked for again and again: written once, packed once. */
export class CachedTexts {
  /** By name; the one that was asked for last is at the end. */
  readonly #texts = new Map<string, Cached>();
  readonly #most: number;

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** The text of a name, which `write` gives the first time; packed for who takes that. */
  async answer(request: Request, name: string, write: () => string): Promise<Response> {
    const cached = this.#texts.get(name) ?? { text: write(), packed: null };
    this.#texts.delete(name);
    this.#texts.set(name, cached);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= this.#most) break;
      this.#texts.delete(oldest);
    }
    const headers = { "content-type": "application/json", vary: "accept-encoding" };
    if (!takesGzip(request)) return new Response(cached.text, { headers });
    cached.packed ??= gzip(cached.text);
    return new Response(await cached.packed, { headers: { ...headers, "content-encoding": "gzip" } });
  }
}

const takesGzip = ({ headers }: Request): boolean =>
  /(^|,)\s*gzip\s*(;\s*q=(1|0?\.\d*[1-9])\d*\s*)?(,|$)/i.test(headers.get("accept-encoding") ?? "");

async function gzip(text: string): Promise<ArrayBuffer> {
  const packing = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(packing).arrayBuffer();
}
