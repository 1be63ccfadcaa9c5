import { AsyncLocalStorage } from "node:async_hooks";
import { CompiledQuery, Kysely, type Transaction as KyselyTransaction, PostgresDialect, sql } from "kysely";
import type { Tables } from "./schema.ts";
import type { NotificationHandler, QueryResult, SessionPool, Subscriptions } from "./session-pool.ts";

/** All-or-nothing work in progress. Pass it down; what is not written through it is not part of it. */
export type Transaction = KyselyTransaction<Tables>;

/** What a query can be asked of: the database itself or a transaction. */
export type Queries = Kysely<Tables> | Transaction;

export type DatabaseKind = "embedded" | "server" | "pglite";

export interface Database {
  readonly kind: DatabaseKind;
  /** For statements outside a transaction; each borrows a session of the pool. */
  readonly kysely: Kysely<Tables>;
  /**
   * Listens to a channel in whatever process notifies it. `onGap` is called when notifications may have been missed.
   * Resolves, once listening, to a function that stops it.
   */
  listen(channel: string, handler: NotificationHandler, onGap?: () => void): Promise<() => Promise<void>>;
  /** Lets go of all sessions; stops an embedded server that nobody else uses. */
  close(): Promise<void>;
}

const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** Puts Kysely on a pool of any kind. `stop` runs after all sessions are closed. */
export function databaseOn(
  kind: DatabaseKind,
  pool: SessionPool,
  subscriptions: Subscriptions,
  stop: () => Promise<void>,
): Database {
  const guarded = {
    async connect() {
      if (openTransaction.getStore()?.open === true) {
        throw new Error("The database was asked outside of the transaction in progress; pass the transaction down.");
      }
      const session = await pool.connect();
      return session as Omit<typeof session, "query"> & { query: never };
    },
    end: async () => {}, // the pool is ended below, whether or not Kysely ever used it
    options: {},
  };
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded }) });
  let closing: Promise<void> | null = null;
  return {
    kind,
    kysely,
    listen: subscriptions.listen,
    close() {
      closing ??= (async () => {
        await subscriptions.end();
        await kysely.destroy();
        await pool.end();
        await stop();
      })();
      return closing;
    },
  };
}

/**
 * Runs `work` in one transaction: committed and durable when this resolves, rolled back when it throws.
 *
 * Inside, only the transaction that is handed over may be used. Some kinds of database have a single session, where
 * anything else would wait for ever; so it is refused on all of them.
 */
export function transaction<Result>(database: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return database.kysely.transaction().execute(async (tx) => {
    const mark = { open: true };
    try {
      return await openTransaction.run(mark, () => work(tx));
    } finally {
      mark.open = false;
    }
  });
}

/**
 * Tells every process that listens to `channel`; inside a transaction, once it commits. `payload` is at most 7999 bytes
 * of UTF-8. A notification is a hint: whoever was not listening never hears of it.
 */
export async function notify(queries: Queries, channel: string, payload = ""): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`.execute(queries);
}

/** Runs a text of SQL with `$1`… values; for libraries that write their own SQL, such as a queue engine. */
export async function executeSql<Row = Record<string, unknown>>(
  queries: Queries,
  text: string,
  values: readonly unknown[] = [],
): Promise<Pick<QueryResult<Row>, "rows" | "rowCount">> {
  const { rows, numAffectedRows } = await queries.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) };
}
