import { randomUUID } from "node:crypto";
import type { JobId, ProjectId } from "@naru/base";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { testKind } from "../db/testing.ts";
import { anOrder, openWorld, type World } from "../jobs/testing.ts";
import { defaultRules, type JobQueue, openForecast, openQueue, signIn } from "./index.ts";

let world: World;
let database: Database;
let queue: JobQueue;
beforeAll(async () => {
  world = await openWorld();
  database = world.database;
  queue = world.parts.queue;
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql`truncate queue.entry`.execute(database.kysely);
  await sql`update queue.project_share set used = 0`.execute(database.kysely);
  await sql`update queue.organisation_share set used = 0, turn = 0`.execute(database.kysely);
  await sql`update queue.region set turn = 0`.execute(database.kysely);
});

const worker = randomUUID();
/** PGlite serves one process: there, every other worker is a dead one. */
const hasSessions = testKind() !== "pglite";
const claim = (jobs: number, seconds = 1e9, name = worker) =>
  transaction(database, (tx) => queue.claim(tx, "small", name, { jobs, seconds }));

/** A project of an organisation of its own with so many waiting jobs, and its shares. */
async function aProject(waiting: number, shares = { organisation: 1, project: 1 }): Promise<ProjectId> {
  const caller = await world.caller();
  const { projectId, organisationId } = caller;
  await sql`update queue.project_share set shares = ${shares.project} where project_id = ${projectId}`.execute(
    database.kysely,
  );
  await sql`update queue.organisation_share set shares = ${shares.organisation} where organisation_id = ${organisationId}`.execute(
    database.kysely,
  );
  await addJobs(projectId, waiting);
  return projectId;
}

/** Jobs straight into the tables: what is asked here is the queue's order, not what a job is. */
async function addJobs(projectId: ProjectId, count: number, costSeconds = 1): Promise<void> {
  await sql`
    with job as (
      insert into jobs.job (id, project_id, person_id, key_id, vendor, api_version, backend_name, dry_run, shots,
        circuit_count, qubit_count, echo, estimate, price_microcredits, state, seed, request_hash, submitted_at)
      select fresh.id, m.project_id, m.person_id, k.id, 'test', 'v1', 'free', false, 1, 1, 1, '{}', '{}', 0,
        'queued', 1, '', now()
      from projects.membership m join auth.api_key k on k.membership_id = m.id,
        (select gen_random_uuid() as id from generate_series(1, ${count})) fresh
      where m.project_id = ${projectId} returning id, project_id
    )
    insert into queue.entry (job_id, project_id, backend_name, lane, priority, cost_seconds)
    select id, project_id, 'free', 'small', 0, ${costSeconds} from job`.execute(database.kysely);
}

const tally = <Key>(keys: readonly Key[]): Map<Key, number> =>
  new Map([...Map.groupBy(keys, (key) => key)].map(([key, group]) => [key, group.length]));

test("organisations get the machine in proportion to their shares, however the batches fall", async () => {
  const shares = [1, 2, 3, 4];
  const projects = await Promise.all(shares.map((organisation) => aProject(400, { organisation, project: 1 })));
  const taken: ProjectId[] = [];
  for (const batch of [1, 7, 50, 3, 100, 39, 200]) taken.push(...(await claim(batch)).map((one) => one.projectId));
  const counts = tally(taken);
  expect(projects.map((project) => counts.get(project))).toEqual([40, 80, 120, 160]);
});

test("a batch of one project goes by priority, then by age", async () => {
  const caller = await world.caller();
  const ids: JobId[] = [];
  for (let n = 0; n < 4; n++) ids.push((await world.jobs.submit(caller, anOrder())).id);
  await sql`update queue.entry set priority = 1 where job_id = ${ids[2]}`.execute(database.kysely);
  const claimed = [...(await claim(1)), ...(await claim(3))];
  expect(claimed.map((one) => one.jobId)).toEqual([ids[2], ids[0], ids[1], ids[3]]);
});

test("what a run really took corrects the shares, so that one who was charged too much is served sooner", async () => {
  const [a, b] = [await aProject(0), await aProject(0)];
  await addJobs(a, 20, 10);
  await addJobs(b, 20, 1);
  // Jobs of A look ten times as long, so B gets ten for each of A's.
  const first = await claim(11);
  expect(tally(first.map((one) => one.projectId)).get(b)).toBe(10);
  const settled = first.map((lease) => ({ lease, runSeconds: lease.projectId === a ? 0.1 : 5 }));
  await transaction(database, (tx) => queue.complete(tx, settled));
  // In truth A used next to nothing.
  expect(tally((await claim(5)).map((one) => one.projectId))).toEqual(new Map([[a, 5]]));
});

test("who comes back after a long absence is served first for a minute's worth of use, not for all he missed", async () => {
  const busy = await aProject(0);
  await addJobs(busy, 400, 10);
  await claim(300); // 3000 s of use
  const back = await aProject(0);
  await addJobs(back, 400, 10);
  const counts = tally((await claim(40)).map((one) => one.projectId));
  expect(counts.get(back)).toBeGreaterThan(20);
  expect(counts.get(busy)).toBeGreaterThanOrEqual(10);
});

test("no two workers get the same job, however many ask at once", async () => {
  await Promise.all([aProject(60), aProject(60), aProject(60)]);
  const claims = await Promise.all(Array.from({ length: 12 }, () => claim(25, 1e9, randomUUID())));
  const ids = claims.flat().map((one) => one.jobId);
  const rest: JobId[] = [];
  for (let more = await claim(50); more.length > 0; more = await claim(50)) rest.push(...more.map((one) => one.jobId));
  expect(new Set([...ids, ...rest]).size).toBe(180);
  expect(ids.length + rest.length).toBe(180);
});

test("a batch ends before the first job that would begin after the wanted amount of work", async () => {
  await aProject(10);
  expect(await claim(10, 2.5)).toHaveLength(3);
  expect(await claim(10, 0)).toHaveLength(0);
});

test("lanes do not see each other's jobs", async () => {
  const project = await aProject(3);
  await sql`update queue.entry set lane = 'large' where project_id = ${project}`.execute(database.kysely);
  expect(await claim(10)).toEqual([]);
  const large = await transaction(database, (tx) => queue.claim(tx, "large", worker, { jobs: 1, seconds: 1 }));
  expect(large).toHaveLength(1);
});

test("a lease is settled once, by its worker and attempt; a waiting job can be taken out, a leased one cannot", async () => {
  await aProject(3);
  const [lease] = await claim(1);
  if (!lease) throw new Error("One should be leased.");
  const settle = (changes: object) =>
    transaction(database, (tx) => queue.complete(tx, [{ lease: { ...lease, ...changes }, runSeconds: 1 }]));
  expect(await settle({ workerId: randomUUID() })).toEqual(new Set());
  expect(await settle({ attempt: 2 })).toEqual(new Set());
  expect(await transaction(database, (tx) => queue.cancel(tx, [lease.jobId]))).toEqual(new Set());
  expect(await settle({})).toEqual(new Set([lease.jobId]));
  expect(await settle({})).toEqual(new Set());
  const { rows } = await sql<{ job_id: JobId }>`select job_id from queue.entry`.execute(database.kysely);
  const waiting = rows.map((row) => row.job_id);
  expect(await transaction(database, (tx) => queue.cancel(tx, waiting))).toEqual(new Set(waiting));
});

test.runIf(hasSessions)(
  "leases of a silent worker are over; one that keeps saying it is alive keeps its own",
  async () => {
    const mute = openQueue(database.kind, systemPlatform.clock, { ...defaultRules, silentMs: 0 });
    const presence = await signIn(database, worker, 1, silentLog);
    try {
      await aProject(2);
      const leases = await claim(2);
      await sql`update queue.entry set heartbeat_at = now() - interval '1 hour'`.execute(database.kysely);
      await queue.heartbeat(database.kysely, leases);
      expect(await transaction(database, (tx) => queue.recover(tx, randomUUID(), []))).toEqual([]);
      const lost = await transaction(database, (tx) => mute.recover(tx, randomUUID(), []));
      expect(lost.map(({ attempt, isQueuedAgain }) => ({ attempt, isQueuedAgain }))).toEqual([
        { attempt: 1, isQueuedAgain: true },
        { attempt: 1, isQueuedAgain: true },
      ]);
    } finally {
      await presence.stop();
    }
  },
);

test.runIf(hasSessions)("a worker is gone for the others once it has signed off, and its leases with it", async () => {
  const presence = await signIn(database, worker, 2, silentLog);
  await aProject(1);
  await claim(1);
  const other = randomUUID();
  expect(await transaction(database, (tx) => queue.recover(tx, other, []))).toEqual([]);
  await presence.stop();
  expect(await transaction(database, (tx) => queue.recover(tx, other, []))).toHaveLength(1);
});

test("the forecast counts what waits, shares it among the threads, and has none where nothing runs jobs", async () => {
  await aProject(0).then((project) => addJobs(project, 4, 3));
  const nobody = openForecast(database, systemPlatform.clock);
  expect(await nobody.expectedWaitMs("small")).toBeNull();
  const presence = await signIn(database, randomUUID(), 2, silentLog);
  const forecast = openForecast(database, systemPlatform.clock);
  expect(await forecast.expectedWaitMs("small")).toBe(6000);
  expect(await forecast.expectedWaitMs("large")).toBe(0);
  expect(await forecast.depths()).toContainEqual({ lane: "small", waiting: 4, waitingSeconds: 12, leased: 0 });
  await presence.stop();
});

test("claims leap over projects whose jobs are all leased", async () => {
  const [first, second] = (await Promise.all([aProject(2), aProject(2)])).sort();
  await sql`update queue.entry set worker_id = ${worker}, heartbeat_at = now() where project_id = ${first}`.execute(
    database.kysely,
  );
  expect((await claim(5)).map((one) => one.projectId)).toEqual([second, second]);
});

test("a lease that its own living worker has forgotten ends; those it holds, and one on its way to it, do not", async () => {
  await aProject(3);
  const [held, forgotten] = await claim(2);
  if (!held || !forgotten) throw new Error("Two should be leased.");
  await sql`update queue.entry set heartbeat_at = now() - interval '20 seconds' where worker_id = ${worker}`.execute(
    database.kysely,
  );
  await claim(1); // its answer has not arrived yet
  const lost = await transaction(database, (tx) => queue.recover(tx, worker, [held]));
  expect(lost.map(({ jobId }) => jobId)).toEqual([forgotten.jobId]);
});

test("a heartbeat renews the leases it names and no others", async () => {
  await aProject(2);
  const [named, other] = await claim(2);
  if (!named || !other) throw new Error("Two should be leased.");
  await sql`update queue.entry set heartbeat_at = now() - interval '1 hour'`.execute(database.kysely);
  await queue.heartbeat(database.kysely, [named, { ...other, attempt: 7 }]);
  const { rows } = await sql<{ job_id: JobId }>`
    select job_id from queue.entry where heartbeat_at > now() - interval '1 minute'`.execute(database.kysely);
  expect(rows.map((row) => row.job_id)).toEqual([named.jobId]);
});

test.runIf(hasSessions)("a living worker whose session was lost and who was struck off is put back", async () => {
  const id = randomUUID();
  const presence = await signIn(database, id, 1, silentLog);
  const isListed = async () =>
    (await sql`select from queue.worker where id = ${id}`.execute(database.kysely)).rows.length === 1;
  try {
    await sql`
      select pg_terminate_backend(l.pid) from pg_locks l join queue.worker w on l.objid = w.number
      where l.locktype = 'advisory' and l.classid = ${0x4e61} and w.id = ${id}`.execute(database.kysely);
    await expect
      .poll(async () => {
        await transaction(database, (tx) => queue.recover(tx, randomUUID(), []));
        return isListed();
      })
      .toBe(false);
    await expect.poll(isListed, { timeout: 20_000 }).toBe(true);
    await transaction(database, (tx) => queue.recover(tx, randomUUID(), []));
    expect(await isListed()).toBe(true);
  } finally {
    await presence.stop();
  }
});
