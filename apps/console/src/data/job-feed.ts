import type { JobEvent, NaruClient } from "@naru/sdk";

/** What a listener is told: something happened to a job, or something may have happened while nobody could tell. */
export type News = { readonly kind: "event"; readonly event: JobEvent } | { readonly kind: "missed" };
type Listener = (news: News) => void;

/** How often listeners look for themselves while no stream stands. */
const retryMs = 3000;

/**
 * The service's stream of job events, shared by everything on the page that listens: one connection from the first
 * listener to the last. As the stream opens, listeners are told that they may have missed something until then. While
 * it is down it is tried again every three seconds, and each time they are told so as well: that is the polling
 * fallback.
 */
export class JobFeed {
  readonly #client: Pick<NaruClient, "events">;
  readonly #pauseMs: number;
  readonly #listeners = new Set<Listener>();
  #running: AbortController | null = null;

  constructor(client: Pick<NaruClient, "events">, pauseMs = retryMs) {
    this.#client = client;
    this.#pauseMs = pauseMs;
  }

  /** Returns the way to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = new AbortController();
      void this.#run(this.#running.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#running?.abort();
      this.#running = null;
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const onOpen = () => this.#tell({ kind: "missed" });
        for await (const event of this.#client.events({ signal, onOpen })) {
          this.#tell({ kind: "event", event });
          if (signal.aborted) return;
        }
      } catch {
        // Whatever the reason, the answer is the same: look for oneself, and try again.
      }
      if (signal.aborted) return;
      this.#tell({ kind: "missed" });
      await pause(this.#pauseMs, signal);
    }
  }

  #tell(news: News): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
