import { Agent, request } from "node:http";

/** A bare HTTP client on kept-alive connections: cheap enough that the server is what is measured. */
export class WireClient {
  readonly #origin: string;
  readonly #key: string;
  readonly #agent: Agent;

  constructor(origin: string, key: string, connections: number) {
    this.#origin = origin;
    this.#key = key;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#origin}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `apiKey ${this.#key}`,
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () => {
            const received = Buffer.concat(chunks).toString();
            resolve({ status: incoming.statusCode ?? 0, body: received === "" ? null : JSON.parse(received) });
          });
          incoming.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }

  async submit(order: object): Promise<string> {
    const { status, body } = await this.send("POST", "/v0.4/jobs", order);
    if (status !== 201) throw new Error(`submit answered ${status}: ${JSON.stringify(body)}`);
    return (body as { id: string }).id;
  }

  /** Asks until the job is final, as the SDKs do; the server holds each question for up to a second. */
  async finished(id: string): Promise<string> {
    for (;;) {
      const { status, body } = await this.send("GET", `/v0.4/jobs/${id}`);
      if (status !== 200) throw new Error(`job answered ${status}: ${JSON.stringify(body)}`);
      const state = (body as { status: string }).status;
      if (state === "completed") return state;
      if (state === "failed" || state === "canceled") throw new Error(`job ${id} ended ${state}`);
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

export const bell = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  shots: 1000,
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [
      { gate: "h", target: 0 },
      { gate: "cnot", control: 0, target: 1 },
    ],
  },
};
