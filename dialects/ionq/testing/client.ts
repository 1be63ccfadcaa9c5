import type { Cloud } from "@naru/dialect";
import { ionq } from "../src/index.ts";

/** What a request gave. `text` is the body as it travelled, for what parsing hides: the order of keys. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; a wrong guess fails the test
  readonly body: any;
  readonly text: string;
}

export interface Options {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the dialect as a client with a key would. Bugs of the dialect are thrown. */
export class Client {
  readonly #handle: (request: Request) => Promise<Response>;
  readonly #key: string | null;

  constructor(cloud: Cloud, key: string | null) {
    this.#key = key;
    this.#handle = ionq.serve(cloud, (bug) => {
      throw bug;
    });
  }

  async send(method: string, path: string, { body, headers = {} }: Options = {}): Promise<Answer> {
    const response = await this.#handle(
      new Request(`http://naru.test${path}`, {
        method,
        headers: { ...headers, ...(this.#key !== null && { authorization: `apiKey ${this.#key}` }) },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) };
  }

  get = (path: string, options?: Options): Promise<Answer> => this.send("GET", path, options);
  post = (path: string, body: unknown, options?: Options): Promise<Answer> =>
    this.send("POST", path, { ...options, body });

  /** Submits a job and waits for it. */
  async finished(body: object): Promise<Answer> {
    const answer = await this.post("/v0.4/jobs", { type: "ionq.circuit.v1", backend: "simulator", ...body });
    if (answer.status !== 201) throw new Error(answer.text);
    return this.get(`/v0.4/jobs/${answer.body.id}`);
  }

  /** The probabilities of a circuit on the simulator, or with what `job` says. */
  async probabilities(input: object, job: object = {}): Promise<Record<string, number>> {
    const { body } = await this.finished({ input, ...job });
    if (body.status !== "completed") throw new Error(JSON.stringify(body.failure));
    return (await this.get(`/v0.4/jobs/${body.id}/results/probabilities`)).body;
  }
}

export const bell = {
  gateset: "qis",
  qubits: 2,
  circuit: [
    { gate: "h", target: 0 },
    { gate: "cnot", control: 0, target: 1 },
  ],
};
