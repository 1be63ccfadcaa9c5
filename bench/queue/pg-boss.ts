import type { JobId } from "@naru/base";
import { fromKysely, type Job, PgBoss } from "pg-boss";
import { newId, systemPlatform } from "../../apps/server/src/config/index.ts";
import { type Database, executeSql, type Queries, transaction } from "../../apps/server/src/db/index.ts";
import { openQueue } from "../../apps/server/src/queue/index.ts";
import type { Contender, FullContender, Taken } from "./contender.ts";
import { estimate, settled, upTo } from "./naru.ts";

interface JobData {
  readonly jobId: JobId;
}

/** What pg-boss keeps for one kind of job; workers are woken by notifications. */
const queueNames = { plain: "jobs", behindFairPick: "picked_jobs" } as const;

/** Starts pg-boss on the server of `database`, on connections of its own, without its housekeeping. */
export async function startBoss(database: Database): Promise<PgBoss> {
  const { rows } = await executeSql<{ host: string; port: number; user: string; database: string }>(
    database.kysely,
    `select current_setting('unix_socket_directories') as host, current_setting('port')::int as port,
       current_user::text as "user", current_database()::text as database`,
  );
  const boss = new PgBoss({ ...rows[0], supervise: false, schedule: false, useListenNotify: true });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  for (const name of Object.values(queueNames)) await boss.createQueue(name, { retryLimit: 3, notify: true });
  return boss;
}

/**
 * pg-boss alone, as its guide has it: sent inside the caller's transaction, fetched and completed in one statement each,
 * by priority and age. It knows nothing of shares.
 */
export function pgBossQueue(boss: PgBoss, database: Database): FullContender {
  const insert = (queries: Queries, jobs: readonly { jobId: JobId; priority: number }[]) =>
    boss.insert(
      queueNames.plain,
      jobs.map(({ jobId, priority }) => ({ data: { jobId }, priority })),
      { db: fromKysely(queries) },
    );
  return {
    name: "pg-boss 12.35",
    async enqueue(jobs) {
      await transaction(database, async (tx) => {
        const [job] = jobs;
        if (!job || jobs.length > 1) return insert(tx, jobs);
        const { jobId, priority } = job;
        return boss.send(queueNames.plain, { jobId }, { priority, db: fromKysely(tx) });
      });
    },
    claim: async (limit) => taken(boss, queueNames.plain, limit),
    async fill(jobs) {
      const chunk = 10_000;
      await executeSql(database.kysely, "truncate pgboss.job");
      for (let done = 0; done < jobs.length; done += chunk)
        await insert(database.kysely, jobs.slice(done, done + chunk));
      await executeSql(database.kysely, "analyze pgboss.job");
    },
    async watch(onJob) {
      await boss.work(queueNames.plain, async () => onJob());
      return () => boss.offWork(queueNames.plain);
    },
  };
}

/**
 * What a service with fair shares would have on pg-boss: the same pick as ours decides whose turn it is and hands those
 * jobs on to pg-boss in the same transaction, where workers find them.
 */
export function fairPgBossQueue(boss: PgBoss, database: Database): Contender {
  const queue = openQueue(database.kind, systemPlatform.clock);
  const dispatcherId = newId(systemPlatform);
  return {
    name: "fair pick + pg-boss 12.35",
    enqueue: (jobs) =>
      transaction(database, async (tx) => {
        for (const { jobId, projectId, priority } of jobs)
          await queue.add(tx, { jobId, projectId, priority, estimate, backendName: "free", goesFirst: false });
      }),
    async claim(limit) {
      await transaction(database, async (tx) => {
        const leases = await queue.claim(tx, "small", dispatcherId, upTo(limit));
        await queue.complete(tx, settled(leases));
        const jobs = leases.map(({ jobId }) => ({ data: { jobId } }));
        await boss.insert(queueNames.behindFairPick, jobs, { db: fromKysely(tx) });
      });
      return taken(boss, queueNames.behindFairPick, limit);
    },
  };
}

async function taken(boss: PgBoss, queueName: string, limit: number): Promise<Taken> {
  const jobs: Job<JobData>[] = await boss.fetch<JobData>(queueName, { batchSize: limit });
  return {
    jobIds: jobs.map(({ data }) => data.jobId),
    complete: async () => void (await boss.complete(queueName, jobs)),
  };
}
