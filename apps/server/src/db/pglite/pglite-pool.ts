import type { PGlite } from "@electric-sql/pglite";
import type { NotificationHandler, QueryResult, Session, SessionPool, Subscriptions } from "../session-pool.ts";

/**
 * PGlite's one session as a pool of one: whoever borrows it has it alone until it is given back, and the others wait in
 * order. Results look as node-postgres's do.
 */
export function pglitePool(pglite: PGlite): SessionPool {
  let last: Promise<void> = Promise.resolve();
  return {
    async connect(): Promise<Session> {
      const before = last;
      const turn = Promise.withResolvers<void>();
      last = turn.promise;
      await before;
      return { query: (text, values) => run(pglite, text, values), release: () => turn.resolve() };
    },
    end: () => last,
  };
}

async function run<Row>(pglite: PGlite, text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
  // Only the simple protocol takes several statements at once.
  const result = values.length === 0 ? (await pglite.exec(text)).at(-1) : await pglite.query(text, values as unknown[]);
  if (result === undefined) return { command: "", rowCount: 0, rows: [] };
  // "INSERT 0 1" and "SELECT 1" come without their counts.
  return { command: result.command ?? "", rowCount: result.rowCount ?? 0, rows: result.rows as Row[] };
}

/** Notifications of PGlite: there is one process, so every one of them arrives and there are no gaps. */
export function pgliteSubscriptions(pglite: PGlite): Subscriptions {
  const channels = new Map<string, Set<NotificationHandler>>();
  pglite.onNotification((channel, payload) => {
    for (const handler of channels.get(channel) ?? []) handler(payload);
  });
  const quoted = (channel: string) => `"${channel.replaceAll('"', '""')}"`;
  return {
    async listen(channel, handler) {
      const handlers = channels.get(channel) ?? new Set();
      // A function of its own, so that one that is given twice is called twice.
      const own: NotificationHandler = (payload) => handler(payload);
      channels.set(channel, handlers.add(own));
      await pglite.exec(`listen ${quoted(channel)}`);
      return async () => {
        handlers.delete(own);
        if (handlers.size > 0 || channels.get(channel) !== handlers) return;
        channels.delete(channel);
        await pglite.exec(`unlisten ${quoted(channel)}`);
      };
    },
    end: async () => {},
  };
}
