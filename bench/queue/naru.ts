import type { WorkloadEstimate } from "@naru/backends";
import { newId, silentLog, systemPlatform } from "../../apps/server/src/config/index.ts";
import { type Database, executeSql, transaction } from "../../apps/server/src/db/index.ts";
import { openBus } from "../../apps/server/src/live/index.ts";
import { type JobQueue, type Lease, openQueue } from "../../apps/server/src/queue/index.ts";
import type { FullContender } from "./contender.ts";

/** A small job, as of a class. */
export const estimate: WorkloadEstimate = {
  seconds: 0.002,
  bytes: 1024,
  resources: { qubits: 2, oneQubitGates: 1, twoQubitGates: 1, depth: 2 },
  method: "statevector",
  why: "",
};

export const settled = (leases: readonly Lease[]) => leases.map((lease) => ({ lease, runSeconds: estimate.seconds }));

/** How much one claim may take; as many seconds as make only the number of jobs count. */
export const upTo = (jobs: number) => ({ jobs, seconds: 3600 });

/** Naru's queue through its front door, each step in a transaction, as the service has it. */
export async function naruQueue(database: Database): Promise<FullContender & { stop(): Promise<void> }> {
  const queue: JobQueue = openQueue(database.kind, systemPlatform.clock);
  const workerId = newId(systemPlatform);
  const bus = await openBus(database, silentLog);
  const claim = async (limit: number) => {
    const leases = await transaction(database, (tx) => queue.claim(tx, "small", workerId, upTo(limit)));
    return {
      jobIds: leases.map(({ jobId }) => jobId),
      complete: async () => void (await transaction(database, (tx) => queue.complete(tx, settled(leases)))),
    };
  };
  return {
    name: "Naru",
    async enqueue(jobs) {
      await transaction(database, async (tx) => {
        for (const { jobId, projectId, priority } of jobs)
          await queue.add(tx, { jobId, projectId, priority, estimate, backendName: "free", goesFirst: false });
      });
      bus.publish({ kind: "queued" });
    },
    claim,
    async fill(jobs) {
      await executeSql(database.kysely, "truncate queue.entry");
      await executeSql(
        database.kysely,
        `insert into queue.entry (job_id, project_id, backend_name, lane, priority, cost_seconds)
         select job_id, project_id, 'free', 'small', priority, $4::float8
         from unnest($1::uuid[], $2::uuid[], $3::smallint[]) as new (job_id, project_id, priority)`,
        [
          jobs.map(({ jobId }) => jobId),
          jobs.map(({ projectId }) => projectId),
          jobs.map(({ priority }) => priority),
          estimate.seconds,
        ],
      );
      await executeSql(database.kysely, "analyze queue.entry");
    },
    async watch(onJob) {
      const far = await openBus(database, silentLog);
      let working = Promise.resolve();
      far.subscribe(() => {
        working = working.then(async () => {
          const taken = await claim(1);
          if (taken.jobIds.length === 0) return;
          onJob();
          await taken.complete();
        });
      });
      return async () => {
        await working;
        await far.stop();
      };
    },
    stop: () => bus.stop(),
  };
}
