import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@naru/base";
import { sql } from "kysely";
import type { Log } from "../config/index.ts";
import type { Database, Queries, Transaction } from "../db/index.ts";

/** The first key of the workers' advisory locks, "Na" in ASCII; the second is the worker's number. */
const lockClass = 0x4e61;
/** How often the session that holds the lock is tried, so that a lost one is replaced before its leases are missed. */
const tryEveryMs = 1_000;

export interface WorkerPresence {
  /** Signs off: from now on the others see that this worker is gone. */
  stop(): Promise<void>;
}

/**
 * Signs a worker in. As long as its process lives, a session of its own holds an advisory lock; the database releases it
 * the moment the process dies, however it dies, so that nobody has to guess from silence. Should the session be lost
 * while the process lives, the others take the worker for dead and its results no longer count; it signs in again.
 */
export async function signIn(database: Database, workerId: string, threads: number, log: Log): Promise<WorkerPresence> {
  const { rows } = await sql<{ number: number }>`
    select nextval(pg_get_serial_sequence('queue.worker', 'number'))::int as number`.execute(database.kysely);
  const number = rows[0]?.number ?? 0;
  const enrol = (queries: Queries) =>
    sql`
    insert into queue.worker (id, number, host, pid, threads) overriding system value
    values (${workerId}, ${number}, ${hostname()}, ${process.pid}, ${threads})
    on conflict (id) do nothing`.execute(queries);
  const signOff = async () => {
    await sql`delete from queue.worker where id = ${workerId}`.execute(database.kysely);
  };
  if (database.kind === "pglite") {
    // PGlite has one session and serves one process: there the row says it all.
    await enrol(database.kysely);
    return { stop: signOff };
  }

  const stopping = new AbortController();
  const isSignedIn = Promise.withResolvers<void>();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => {});

  /** First the lock, then the row: whoever sees the row finds the lock held. */
  async function holdOn(session: Queries): Promise<void> {
    await sql`select pg_advisory_lock(${lockClass}::int, ${number}::int)`.execute(session);
    await enrol(session);
    isSignedIn.resolve();
    while (!stopping.signal.aborted) {
      await pause(tryEveryMs);
      await sql`select 1`.execute(session);
    }
    await sql`select pg_advisory_unlock(${lockClass}::int, ${number}::int)`.execute(session);
  }

  async function hold(): Promise<void> {
    for (let waitMs = 100; !stopping.signal.aborted; waitMs = Math.min(2 * waitMs, tryEveryMs)) {
      try {
        await database.kysely.connection().execute(holdOn);
      } catch (error) {
        log.warn({ reason: messageOf(error) }, "the worker's session was lost and is opened again");
        await pause(waitMs);
      }
    }
  }

  const holding = hold();
  await isSignedIn.promise;
  return {
    async stop() {
      stopping.abort();
      await holding;
      await signOff();
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
