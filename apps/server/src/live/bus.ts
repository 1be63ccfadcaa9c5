import { randomUUID } from "node:crypto";
import { type JobId, messageOf, type ProjectId } from "@naru/base";
import type { JobState } from "@naru/dialect";
import type { Log } from "../config/index.ts";
import { type Database, notify } from "../db/index.ts";

/** Something that other parts, here or in other processes, may want to know at once. A hint: the database is the truth. */
export type LiveEvent =
  /** Something waits; in this lane of the queue, or it may be any. */
  | { readonly kind: "queued"; readonly lane?: "small" | "large" }
  | { readonly kind: "cancel"; readonly jobId: JobId }
  | {
      readonly kind: "job";
      readonly jobId: JobId;
      readonly projectId: ProjectId;
      readonly state: JobState;
      readonly progress: number;
    }
  /** Events of other processes may have been missed: look for yourself. */
  | { readonly kind: "gap" };

export interface Bus {
  /** Tells this process now and the others within a few milliseconds. To be called after the commit. */
  publish(...events: LiveEvent[]): void;
  /** Returns what stops it. Handlers must not throw. */
  subscribe(handler: (event: LiveEvent) => void): () => void;
  stop(): Promise<void>;
}

const channel = "naru_live";
/** Events are gathered this long, so that a burst costs one notification. */
const gatherMs = 5;
/** A notification carries at most 7999 bytes; the events' texts are plain ASCII. */
const payloadBytes = 7900;

/** Joins the processes on one database. Events pass through no table; who was away asks the database. */
export async function openBus(database: Database, log: Log): Promise<Bus> {
  const self = randomUUID();
  const handlers = new Set<(event: LiveEvent) => void>();
  let gathered = new Map<string, LiveEvent>();
  let timer: NodeJS.Timeout | null = null;
  let sending = Promise.resolve();

  const deliver = (event: LiveEvent) => {
    for (const handler of handlers) handler(event);
  };
  const unlisten = await database.listen(
    channel,
    (payload) => {
      const { from, events } = JSON.parse(payload) as { from: string; events: LiveEvent[] };
      if (from !== self) events.forEach(deliver);
    },
    () => deliver({ kind: "gap" }),
  );

  function send(): void {
    timer = null;
    const events = gathered;
    gathered = new Map();
    sending = sending.then(async () => {
      for (const payload of payloadsOf(self, [...events.keys()])) {
        await notify(database.kysely, channel, payload).catch((error) => {
          log.warn(
            { reason: messageOf(error) },
            "other processes could not be told of news; they will look themselves",
          );
        });
      }
    });
  }

  return {
    publish(...events) {
      events.forEach(deliver);
      for (const event of events) gathered.set(JSON.stringify(event), event);
      timer ??= setTimeout(send, gatherMs);
    },
    subscribe(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    async stop() {
      if (timer) {
        clearTimeout(timer);
        send();
      }
      await sending;
      handlers.clear();
      await unlisten();
    },
  };
}

/** Splits events, as JSON texts, into payloads that fit a notification. */
export function payloadsOf(from: string, events: readonly string[]): string[] {
  const frame = JSON.stringify({ from, events: [] }).length;
  const payloads: string[] = [];
  let part: string[] = [];
  let bytes = frame;
  const close = () => {
    if (part.length > 0) payloads.push(`{"from":${JSON.stringify(from)},"events":[${part.join(",")}]}`);
    part = [];
    bytes = frame;
  };
  for (const event of events) {
    if (bytes + event.length + 1 > payloadBytes) close();
    part.push(event);
    bytes += event.length + 1;
  }
  close();
  return payloads;
}
