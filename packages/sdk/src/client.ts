import { readApiError, UnreachableError } from "./errors.ts";
import { readEvents } from "./events.ts";
import {
  type BackendView,
  type CreatedKey,
  type CreateKeyRequest,
  type Info,
  isFinal,
  type JobEvent,
  type JobPageView,
  type JobsQuery,
  type JobView,
  type KeyView,
  type ProgramView,
  type ResultView,
  type SubmitRequest,
  type WhoAmI,
} from "./types.ts";

export interface ClientOptions {
  /** Scheme, host and port, such as `http://127.0.0.1:8787`; in a page of the console, `location.origin`. */
  readonly origin: string;
  /** An API key (`naru_…`); without one, only `info` and `backends` answer. */
  readonly key?: string | undefined;
  /** In place of the platform's own, for tests. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The longest that one request asks the service to hold an answer. */
const holdMs = 10_000;

/**
 * Naru's own API. Methods throw ApiError when the service refuses and UnreachableError when nothing answers; an
 * aborted request throws what the platform throws.
 */
export class NaruClient {
  readonly origin: string;
  readonly #key: string | undefined;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: ClientOptions) {
    this.origin = options.origin.replace(/\/+$/, "");
    this.#key = options.key;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  info(): Promise<Info> {
    return this.#get("/info");
  }

  backends(): Promise<readonly BackendView[]> {
    return this.#get("/backends");
  }

  whoami(): Promise<WhoAmI> {
    return this.#get("/whoami");
  }

  jobs(query: JobsQuery = {}): Promise<JobPageView> {
    return this.#get("/jobs", { limit: query.limit, after: query.after, state: [query.state ?? []].flat().join(",") });
  }

  /** With `waitMs`, the answer is held until the job is final, at most that long and at most 30 s. */
  job(id: string, options: { readonly waitMs?: number; readonly signal?: AbortSignal } = {}): Promise<JobView> {
    return this.#get(`/jobs/${encodeURIComponent(id)}`, { wait: options.waitMs }, options.signal);
  }

  /** Waits until the job is final. Ends early, with the job as it stands, after `timeoutMs`. */
  async wait(
    id: string,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal; onChange?(job: JobView): void } = {},
  ): Promise<JobView> {
    const endsAt = Date.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
    const signal = options.signal && { signal: options.signal };
    for (;;) {
      const waitMs = Math.max(0, Math.min(holdMs, endsAt - Date.now()));
      const job = await this.job(id, { waitMs, ...signal });
      options.onChange?.(job);
      if (isFinal(job.state) || Date.now() >= endsAt) return job;
    }
  }

  /** The result of a job that succeeded. `top` is how many outcomes are listed of each circuit; 1024 when left out. */
  result(id: string, options: { readonly top?: number } = {}): Promise<ResultView> {
    return this.#get(`/jobs/${encodeURIComponent(id)}/result`, { top: options.top });
  }

  program(id: string): Promise<ProgramView> {
    return this.#get(`/jobs/${encodeURIComponent(id)}/program`);
  }

  /** When this returns, the job is durable. */
  submit(request: SubmitRequest): Promise<JobView> {
    return this.#send("POST", "/jobs", request);
  }

  /** Asks a job to stop. A finished job stays as it is. */
  cancel(id: string): Promise<JobView> {
    return this.#send("POST", `/jobs/${encodeURIComponent(id)}/cancel`);
  }

  /** Forgets a job, its program and its result. */
  async remove(id: string): Promise<void> {
    await this.#send("DELETE", `/jobs/${encodeURIComponent(id)}`);
  }

  /** The caller's own keys in this project, newest first. */
  keys(): Promise<readonly KeyView[]> {
    return this.#get("/keys");
  }

  createKey(request: CreateKeyRequest): Promise<CreatedKey> {
    return this.#send("POST", "/keys", request);
  }

  async revokeKey(id: string): Promise<void> {
    await this.#send("DELETE", `/keys/${encodeURIComponent(id)}`);
  }

  /**
   * What happens to the project's jobs from now on, until `signal` aborts or the connection ends; then it returns.
   * Events that were missed in between are not repeated: list the jobs when `onOpen` says that the stream stands.
   */
  async *events(
    options: { readonly signal?: AbortSignal; onOpen?(): void } = {},
  ): AsyncGenerator<JobEvent, void, void> {
    const response = await this.#request(
      "GET",
      "/jobs/events",
      { accept: "text/event-stream" },
      undefined,
      options.signal,
    );
    options.onOpen?.();
    if (response.body) yield* readEvents(response.body, options.signal);
  }

  async #get<T>(
    path: string,
    query: Record<string, string | number | undefined> = {},
    signal?: AbortSignal,
  ): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    const response = await this.#request("GET", search ? `${path}?${search}` : path, {}, undefined, signal);
    return (await response.json()) as T;
  }

  async #send<T>(method: "POST" | "DELETE", path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = body ? { "content-type": "application/json" } : {};
    const response = await this.#request(method, path, headers, body && JSON.stringify(body));
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async #request(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    const authorization = this.#key && { authorization: `Bearer ${this.#key}` };
    let response: Response;
    try {
      response = await this.#fetch(`${this.origin}/naru/v1${path}`, {
        method,
        headers: { accept: "application/json", ...authorization, ...headers },
        ...(body !== undefined && { body }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new UnreachableError(this.origin, error);
    }
    if (!response.ok) throw readApiError(response.status, await response.text());
    return response;
  }
}
