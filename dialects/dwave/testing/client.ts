import type { Cloud } from "@naru/dialect";
import { deflate } from "@naru/workload";
import { dwave } from "../src/index.ts";

/** What a request gave. `text` is the body as it travelled. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; a wrong guess fails the test
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

export interface Options {
  /** JSON; texts and bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the dialect as a client with a key would. Bugs of the dialect are thrown. */
export class Client {
  readonly #handle: (request: Request) => Promise<Response>;
  readonly #secret: string | null;

  constructor(cloud: Cloud, secret: string | null) {
    this.#secret = secret;
    this.#handle = dwave.serve(cloud, (bug) => {
      throw bug;
    });
  }

  /** A path is one below the endpoint, unless it begins with `/metadata` or `/sapi`. */
  async raw(method: string, path: string, { body, headers = {} }: Options = {}): Promise<Response> {
    const whole = /^\/(metadata|sapi)\b/.test(path) ? path : `/sapi/v2/${path}`;
    const sent = body instanceof Uint8Array || typeof body === "string" ? (body as BodyInit) : JSON.stringify(body);
    return this.#handle(
      new Request(`http://naru.test${whole}`, {
        method,
        headers: { ...(this.#secret !== null && { "x-auth-token": this.#secret }), ...headers },
        ...(body !== undefined && { body: sent }),
      }),
    );
  }

  async send(method: string, path: string, options: Options = {}): Promise<Answer> {
    const response = await this.raw(method, path, options);
    const text = await response.text();
    const isJson = text !== "" && /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, text, body: isJson ? JSON.parse(text) : null, headers: response.headers };
  }

  get = (path: string, options?: Options): Promise<Answer> => this.send("GET", path, options);
  post = (path: string, body?: unknown, options?: Options): Promise<Answer> =>
    this.send("POST", path, { ...options, ...(body !== undefined && { body }) });

  /** Submits as the vendor's client does: packed, without a type. */
  submit = (problems: unknown): Promise<Answer> =>
    this.post("problems/", deflate(new TextEncoder().encode(JSON.stringify(problems))), {
      headers: { "content-encoding": "deflate" },
    });

  /** Uploads a file of one part; its id. */
  async uploaded(content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { body } = await this.post("bqm/multipart", { size: content.length });
    const { createHash } = await import("node:crypto");
    const md5 = createHash("md5").update(content).digest();
    const put = await this.send("PUT", `bqm/multipart/${body.id}/part/1`, {
      body: content,
      headers: { "content-md5": md5.toString("base64"), "content-type": "application/octet-stream" },
    });
    if (put.status !== 200) throw new Error(put.text);
    const checksum = createHash("md5").update(md5).digest("hex");
    const combined = await this.post(`bqm/multipart/${body.id}/combine`, { checksum });
    if (combined.status !== 200) throw new Error(combined.text);
    return body.id;
  }
}
