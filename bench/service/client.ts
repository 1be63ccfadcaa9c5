import { HttpClient } from "./http.ts";

/** A client of IonQ's API. */
export class WireClient {
  readonly #http: HttpClient;

  constructor(origin: string, key: string, connections: number) {
    this.#http = new HttpClient(origin, { authorization: `apiKey ${key}` }, connections);
  }

  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    return this.#http.send(method, path, body);
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
    this.#http.close();
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
