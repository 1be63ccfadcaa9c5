import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@naru/base";
import { sql } from "kysely";
import type { Log } from "../config/index.ts";
import type { Database, Transaction } from "../db/index.ts";

/** The first key of the workers' advisory locks, "Na" in ASCII; the second is the worker's number. */
const lockClass = 0x4e61;
/** How often the session that holds the lock is tried, so that a lost one is replaced. */
const tryEveryMs = 5_000;

export interface WorkerPresence {
  /** Signs off: from now on the others see that this worker is gone. */
  stop(): Promise<void>;
}

/**
 * Signs a worker in. As long as its process lives, a session of its own holds an advisory lock; the database releases it
 * the moment the process dies, however it dies, so that nobody has to guess from silence.
 */
export async function signIn(database: Database, workerId: string, threads: number, log: Log): Promise<WorkerPresence> {
  const { rows } = await sql<{ number: number }>`
    select nextval(pg_get_serial_sequence('queue.worker', 'number'))::int as number`.execute(database.kysely);
  const number = rows[0]?.number ?? 0;
  const stopping = new AbortController();
  // PGlite has one session and serves one process: there the row says it all.
  const holding = database.kind === "pglite" ? Promise.resolve() : hold();

  /** Keeps the lock on some session until told to stop. */
  async function hold(): Promise<void> {
    while (!stopping.signal.aborted) {
      await database.kysely
        .connection()
        .execute(async (session) => {
          await sql`select pg_advisory_lock(${lockClass}::int, ${number}::int)`.execute(session);
          locked.resolve();
          while (!stopping.signal.aborted) {
            await sleep(tryEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
            await sql`select 1`.execute(session);
          }
          await sql`select pg_advisory_unlock(${lockClass}::int, ${number}::int)`.execute(session);
        })
        .catch((error) => log.warn({ reason: messageOf(error) }, "the worker's session was lost and is opened again"));
      if (!stopping.signal.aborted) await sleep(200, undefined, { ref: false });
    }
  }

  const locked = Promise.withResolvers<void>();
  if (database.kind === "pglite") locked.resolve();
  await locked.promise;
  await sql`
    insert into queue.worker (id, number, host, pid, threads) overriding system value
    values (${workerId}, ${number}, ${hostname()}, ${process.pid}, ${threads})`.execute(database.kysely);
  return {
    async stop() {
      stopping.abort();
      await holding;
      await sql`delete from queue.worker where id = ${workerId}`.execute(database.kysely);
    },
  };
}

/**
 * Strikes dead workers off the list and returns their ids, and those of leases whose worker is on no list. The locks
 * taken to find out are kept until the transaction ends, so that one process cleans up after each.
 */
export async function strikeDead(tx: Transaction, self: string, kind: Database["kind"]): Promise<string[]> {
  const isDead = kind === "pglite" ? sql`true` : sql`pg_try_advisory_xact_lock(${lockClass}::int, number)`;
  const { rows } = await sql<{ id: string }>`
    with other as materialized (select id, number from queue.worker where id <> ${self}),
    dead as materialized (select id from other where ${isDead}),
    struck as (delete from queue.worker w using dead d where w.id = d.id)
    select id from dead
    union
    select e.worker_id from queue.entry e
    where e.worker_id is not null and e.worker_id <> ${self}
      and not exists (select from queue.worker w where w.id = e.worker_id)`.execute(tx);
  return rows.map((row) => row.id);
}
