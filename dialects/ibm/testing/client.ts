import type { Cloud } from "@naru/dialect";
import { ibm } from "../src/index.ts";

/** What a request gave. `text` is the body as it travelled. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; a wrong guess fails the test
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

export interface Options {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the dialect as a client with a key would. Bugs of the dialect are thrown. */
export class Client {
  readonly #handle: (request: Request) => Promise<Response>;
  readonly #secret: string | null;

  constructor(cloud: Cloud, secret: string | null) {
    this.#secret = secret;
    this.#handle = ibm.serve(cloud, (bug) => {
      throw bug;
    });
  }

  /** A path that does not begin with `/ibm` or `/api` is one of the runtime API. */
  async send(method: string, path: string, { body, headers = {} }: Options = {}): Promise<Answer> {
    const whole = /^\/(ibm|api|identity|v3)\b/.test(path) ? path : `/ibm/experimental${path}`;
    const response = await this.#handle(
      new Request(`http://naru.test${whole}`, {
        method,
        headers: { ...(this.#secret !== null && { authorization: `Bearer ${this.#secret}` }), ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = text !== "" && /^application\/json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, text, body: isJson ? JSON.parse(text) : null, headers: response.headers };
  }

  get = (path: string, options?: Options): Promise<Answer> => this.send("GET", path, options);
  post = (path: string, body?: unknown, options?: Options): Promise<Answer> =>
    this.send("POST", path, { ...options, ...(body !== undefined && { body }) });

  /** Submits a job of the sampler, with other fields of the body in `more`; its id. */
  async submitted(more: object = {}): Promise<string> {
    const { status, body, text } = await this.post("/jobs", { ...bell, ...more });
    if (status !== 200) throw new Error(text);
    return body.id;
  }
}

/** A Bell pair as qiskit-ibm-runtime 0.51 sends it (fixtures/05-sampler-bell.json), transpiled and measured. */
export const bellCircuit =
  "eJwL9Az29gwRZGJjYoAAxoJCKEuGgSWNgQPIYAdimDQTEpsXRCSl5uQ4MN2sqTdWvFFdW8gIVs/ICDMEBhiR9IMAM5RmgdKsUJotmRGsioUxNzWxGIchUKVQEUYG7CAoyj2xJBXskDSoEIeErkvIb8Wf9mDNmEYiQHAEXDPlFhGnmZESVzJSxyImTH1gM50RXqSibTT3Fjtub4GBU2JRUWZqEZK/YDpwWekLTJWlRZCQSAaLkKCDMRmihhGqjf0/EECdx1QISfjArPMfDYBlWBnYGRPzkjNzchLR5XEBmMMKYa6DZUp2qEFQcSQuEyqXGZXLgsqF+ZoJqpKFAZKP2QBCjpdx";

export const backend = "emu_heron_r2";

/** Body of a job of 16 shots. */
export const bell = {
  program_id: "sampler",
  params: {
    pubs: [[{ __type__: "QuantumCircuit", __value__: bellCircuit }, null, 16]],
    options: {},
    version: 2,
    support_qiskit: true,
  },
  log_level: "WARNING",
  backend,
};
