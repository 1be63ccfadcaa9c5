import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@naru/base";
import pg from "pg";
import type { Log } from "../config/index.ts";
import { connectionOptions, type ServerAddress } from "./postgres-pool.ts";
import type { NotificationHandler, Subscriptions } from "./session-pool.ts";

interface Subscriber {
  readonly handler: NotificationHandler;
  readonly onGap: (() => void) | undefined;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * One connection that listens for a whole process. It is open from the start, so that the server can be seen to be in
 * use, and when it is lost it connects again, listens again and tells every subscriber that there was a gap. Before
 * each attempt it calls `revive`, which may start a server that has died.
 */
export async function postgresSubscriptions(
  address: ServerAddress,
  name: string,
  log: Log,
  revive: () => Promise<void>,
): Promise<Subscriptions> {
  const channels = new Map<string, Set<Subscriber>>();
  let client: pg.Client | null = null;
  let ended = false;
  let lastCommand: Promise<unknown> = Promise.resolve();

  /** One after the other, as a connection takes them. While it is lost there is nothing to say: see `connect`. */
  function command(text: string): Promise<unknown> {
    const next = lastCommand.then(() => client?.query(text));
    lastCommand = next.catch(() => {});
    return next;
  }

  /** Connects, and listens to every channel that somebody has asked for. */
  async function connect(): Promise<void> {
    const next = new pg.Client(connectionOptions(address, name));
    next.on("notification", ({ channel, payload }) => {
      for (const subscriber of channels.get(channel) ?? []) subscriber.handler(payload ?? "");
    });
    next.on("error", (error) => log.warn({ reason: error.message }, "the listening connection was lost"));
    await next.connect();
    for (const channel of channels.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    next.once("end", () => {
      client = null;
      if (!ended) void reconnect();
    });
    client = next;
  }

  async function reconnect(): Promise<void> {
    for (let waitMs = firstRetryMs; !ended; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      await sleep(waitMs, undefined, { ref: false });
      if (ended) return;
      try {
        await revive();
        if (ended) return;
        await connect();
        for (const subscribers of channels.values()) for (const { onGap } of subscribers) onGap?.();
        return;
      } catch (error) {
        log.warn({ reason: messageOf(error) }, "the listening connection could not be opened again yet");
      }
    }
  }

  await connect();
  return {
    async listen(channel, handler, onGap) {
      const subscriber: Subscriber = { handler, onGap };
      const subscribers = channels.get(channel) ?? new Set();
      channels.set(channel, subscribers.add(subscriber));
      await command(`listen ${pg.escapeIdentifier(channel)}`);
      return async () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0 || channels.get(channel) !== subscribers) return;
        channels.delete(channel);
        await command(`unlisten ${pg.escapeIdentifier(channel)}`);
      };
    },
    async end() {
      ended = true;
      await client?.end();
    },
  };
}
