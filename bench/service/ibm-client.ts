import { HttpClient } from "./http.ts";
import { Poller } from "./poller.ts";

const root = "/ibm/experimental";
const jobPath = (id: string): string => `/jobs/${id}?exclude_params=true`;

/** Speaks as IBM's client does: with a token, and with the same requests for a job. */
export class IbmClient {
  readonly #http: HttpClient;
  readonly #origin: string;
  readonly #authorization: string;

  private constructor(origin: string, authorization: string, connections: number) {
    this.#http = new HttpClient(origin, { authorization }, connections);
    this.#origin = origin;
    this.#authorization = authorization;
  }

  static async open(origin: string, key: string, connections: number): Promise<IbmClient> {
    const form = new URLSearchParams({ grant_type: "urn:ibm:params:oauth:grant-type:apikey", apikey: key });
    const answer = await fetch(`${origin}/ibm/identity/token`, { method: "POST", body: form });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new IbmClient(origin, `Bearer ${token}`, connections);
  }

  /** The text of the answer. Throws for any status but 200. */
  async ask(method: string, path: string, text?: string | Buffer): Promise<string> {
    const answer = await this.#http.exchange(method, `${root}${path}`, text);
    if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.text;
  }

  async submit(body: string | Buffer): Promise<string> {
    return JSON.parse(await this.ask("POST", "/jobs", body)).id;
  }

  /** What the client asks before it submits. */
  async prepare(backend: string): Promise<void> {
    await this.ask("GET", "/instances/usage");
    await this.ask("GET", `/backends/${backend}/status`);
  }

  /** Asks for the job again and again, on a connection of its own. */
  poller(id: string): Promise<Poller> {
    return Poller.open(this.#origin, `${root}${jobPath(id)}`, this.#authorization);
  }

  async status(id: string): Promise<string> {
    return JSON.parse(await this.ask("GET", jobPath(id))).state.status;
  }

  /** Asks until the job is completed, without the client's sleep between. */
  async finished(id: string): Promise<void> {
    for (;;) {
      const status = await this.status(id);
      if (status === "Completed") return;
      if (status !== "Queued" && status !== "Running") throw new Error(`job ${id} ended ${status}`);
    }
  }

  results(id: string): Promise<string> {
    return this.ask("GET", `/jobs/${id}/results`);
  }

  async cancel(id: string): Promise<void> {
    await this.#http.exchange("POST", `${root}/jobs/${id}/cancel`);
  }

  close(): void {
    this.#http.close();
  }
}
