import { Agent, request } from "node:http";

/** A bare HTTP client on kept-alive connections: cheap enough that the server is what is measured. */
export class HttpClient {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: Agent;

  /** `headers` go with every request: the key among them. */
  constructor(origin: string, headers: Readonly<Record<string, string>>, connections: number) {
    this.#origin = origin;
    this.#headers = headers;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** `text` is JSON that is sent as it is. What comes is not read. */
  exchange(method: string, path: string, text?: string | Buffer): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#origin}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            ...this.#headers,
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () =>
            resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
          incoming.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const { status, text } = await this.exchange(method, path, body === undefined ? undefined : JSON.stringify(body));
    return { status, body: text === "" ? null : JSON.parse(text) };
  }

  close(): void {
    this.#agent.destroy();
  }
}
