import type { Cloud, Dialect } from "@naru/dialect";
import { iqm } from "../src/index.ts";

/** What a request gave. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; a wrong guess fails the test
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

/** Calls the dialect as a client with a key would. Bugs of the dialect are thrown. */
export class Client {
  readonly #handle: (request: Request) => Promise<Response>;
  readonly #key: string | null;

  constructor(cloud: Cloud, key: string | null, dialect: Dialect = iqm) {
    this.#key = key;
    this.#handle = dialect.serve(cloud, (bug) => {
      throw bug;
    });
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#handle(
      new Request(`http://naru.test/api/v1${path}`, {
        method,
        headers: this.#key === null ? {} : { authorization: `Bearer ${this.#key}` },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === "" ? null : JSON.parse(text) };
  }

  get = (path: string): Promise<Answer> => this.send("GET", path);
  post = (path: string, body?: unknown): Promise<Answer> => this.send("POST", path, body);

  /** Submits instructions as one circuit, and gives the job when it is over. */
  async finished(qc: string, instructions: readonly object[], more: object = {}): Promise<Answer> {
    const answer = await this.post(`/jobs/${qc}/circuit`, { circuits: [{ name: "c", instructions }], ...more });
    if (answer.status !== 201) throw new Error(answer.text);
    return this.get(`/jobs/${answer.body.id}?wait_until_terminal=true&timeout_seconds=5`);
  }

  /** What the shots read: for each circuit, key → rows. */
  async measurements(job: Answer): Promise<Record<string, number[][]>[]> {
    return (await this.get(`/jobs/${job.body.id}/artifacts/measurements`)).body;
  }
}

export const prx = (qubit: string, angle = Math.PI, phase = 0) => ({
  name: "prx",
  locus: [qubit],
  args: { angle, phase },
});
export const cz = (first: string, second: string) => ({ name: "cz", locus: [first, second], args: {} });
export const move = (qubit: string, resonator = "CR1") => ({ name: "move", locus: [qubit, resonator], args: {} });
export const measure = (locus: readonly string[], key = "m", feedbackKey?: string) => ({
  name: "measure",
  locus,
  args: { key, ...(feedbackKey !== undefined && { feedback_key: feedbackKey }) },
});
/** A Hadamard up to phases that no measurement sees: Y by ±π/2. */
export const turn = (qubit: string, sign: 1 | -1 = 1) => prx(qubit, (sign * Math.PI) / 2, Math.PI / 2);
