import { randomUUID } from "node:crypto";
import { NotFoundError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import { type Outcome, writeOutcomeJson } from "@naru/workload";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../db/index.ts";
import { testKind } from "../db/testing.ts";
import type { Ending } from "./finish.ts";
import type { LeasedJob } from "./leased-job.ts";
import { aLargeOrder, anOrder, leaseAll, openWorld, type World } from "./testing.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const count = async (query: ReturnType<typeof sql<{ count: number }>>) =>
  Number((await query.execute(world.database.kysely)).rows[0]?.count);
const jobCount = (projectId: string) =>
  count(sql`select count(*) as count from jobs.job where project_id = ${projectId}`);

/** An outcome of every shape that the store must keep; `size` makes it as long as one likes. */
function anOutcome(size = 1): Outcome {
  const counts = new Map(Array.from({ length: size }, (_, k) => [k.toString(2).padStart(20, "0"), k + 1] as const));
  return {
    kind: "sample",
    seed: 7,
    circuits: [
      {
        bitCount: 20,
        shots: 100,
        counts,
        probabilities: { outcomes: Float64Array.of(0, 3), values: Float64Array.of(0.1, 0.9) },
        memory: Uint32Array.of(0, 0, 0),
        resources: { qubits: 20, oneQubitGates: 1, twoQubitGates: 1, depth: 2 },
        seconds: 0.001,
      },
    ],
  };
}

const success = (job: LeasedJob, outcome = anOutcome()): Ending => ({
  job,
  state: "succeeded",
  outcome: writeOutcomeJson(outcome),
  executionMs: 12,
  runSeconds: 0.02,
  version: "1",
});

async function leased(worker = randomUUID()): Promise<LeasedJob> {
  const [job] = await leaseAll(world.jobs, worker, 1);
  if (!job) throw new Error("Nothing waits.");
  return job;
}

/** Leases and settles whatever other tests left waiting. */
async function drain(): Promise<void> {
  const jobs = await leaseAll(world.jobs, randomUUID());
  if (jobs.length > 0) await world.jobs.finish(jobs.map((job) => success(job)));
}

test("an order becomes a job that runs and gives its outcome, and its fields come back as they were sent", async () => {
  await drain();
  const caller = await world.caller();
  const submitted = await world.jobs.submit(caller, anOrder());
  expect(submitted).toMatchObject({ state: "queued", name: "bell", shots: 100, qubitCount: 2, circuitCount: 1 });
  expect(submitted).toEqual(await world.jobs.job(caller, submitted.id));
  expect(JSON.stringify(submitted.echo)).toBe(JSON.stringify(anOrder().echo));

  const job = await leased();
  expect(job.lease.jobId).toBe(submitted.id);
  expect(await world.jobs.job(caller, submitted.id)).toMatchObject({ state: "running", progress: 0 });
  await expect(world.jobs.outcome(caller, submitted.id)).rejects.toThrow(NotFoundError);

  await world.jobs.finish([success(job)]);
  expect(await world.jobs.job(caller, submitted.id)).toMatchObject({ state: "succeeded", executionMs: 12 });
  expect(await world.jobs.outcome(caller, submitted.id)).toEqual(anOutcome());
  expect(await world.jobs.order(caller, submitted.id)).toEqual({ ...anOrder(), idempotencyKey: null });
});

test("programs and outcomes above 64 KiB are kept as objects and come back whole", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, aLargeOrder());
  const outcome = anOutcome(5000);
  const job = await leased();
  expect(JSON.parse(job.workload)).toEqual(aLargeOrder().workload);
  await world.jobs.finish([success(job, outcome)]);
  expect(await world.jobs.outcome(caller, id)).toEqual(outcome);
  expect(await world.jobs.order(caller, id)).toEqual(aLargeOrder());
  const kept = sql<{ count: number }>`
    select count(*) as count from jobs.program join jobs.result using (job_id)
    where job_id = ${id} and program.object_hash is not null and result.object_hash is not null and body is null`;
  expect(await count(kept)).toBe(1);
});

test("a repeat with the same idempotency key and body gets the first job", async () => {
  const caller = await world.caller();
  const order = anOrder({ idempotencyKey: "once" });
  const jobs = await Promise.all(Array.from({ length: 8 }, () => world.jobs.submit(caller, order)));
  expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
  expect((await world.jobs.submit(caller, order)).id).toBe(jobs[0]?.id);
  expect(await jobCount(caller.projectId)).toBe(1);
  expect(await count(sql`select count(*) as count from ledger.hold where job_id = ${jobs[0]?.id}`)).toBe(1);
});

test("the same idempotency key with another body is refused, and another project may use it", async () => {
  const [caller, other] = [await world.caller(), await world.caller()];
  await world.jobs.submit(caller, anOrder({ idempotencyKey: "k" }));
  const changed = anOrder({ idempotencyKey: "k", original: { program: "another" } });
  await expect(world.jobs.submit(caller, changed)).rejects.toMatchObject({ code: "idempotency_mismatch" });
  expect((await world.jobs.submit(other, changed)).state).toBe("queued");
});

test("what a backend cannot run is refused at submission, and the refusal is on record", async () => {
  const caller = await world.caller();
  const y = circuitOf(1, [gate("y", [0])]);
  const refused = [
    [anOrder({ workload: { kind: "sample", circuits: [y], shots: 1 } }), "unsupported"],
    [anOrder({ backendName: "no such" }), "invalid_input"],
    [anOrder({ workload: { kind: "sample", circuits: [y], shots: 2_000_000 } }), "too_large"],
    [anOrder({ name: "a\0b" }), "invalid_input"],
  ] as const;
  for (const [order, code] of refused) await expect(world.jobs.submit(caller, order)).rejects.toMatchObject({ code });
  expect(await jobCount(caller.projectId)).toBe(0);
  const { rows } = await sql<{ code: string }>`
    select code from jobs.refusal where project_id = ${caller.projectId}`.execute(world.database.kysely);
  expect(rows.map((row) => row.code).sort()).toEqual(refused.map(([, code]) => code).sort());
});

test("a backend that is not online takes no jobs and says so", async () => {
  const caller = await world.caller();
  await sql`update backends.backend set state = 'maintenance' where name = 'priced'`.execute(world.database.kysely);
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // as long as the state may be remembered
  const order = anOrder({ backendName: "priced" });
  await expect(world.jobs.submit(caller, order)).rejects.toMatchObject({ code: "backend_unavailable" });
  await sql`update backends.backend set state = 'online' where name = 'priced'`.execute(world.database.kysely);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
});

test("a priced job sets credits aside, costs them when it succeeds, and nothing when it fails or never ran", async () => {
  await drain();
  const caller = await world.caller();
  const order = anOrder({ backendName: "priced" });
  await expect(world.jobs.submit(caller, order)).rejects.toMatchObject({ code: "insufficient_credit" });
  expect(await jobCount(caller.projectId)).toBe(0);

  const grant = { amountMicrocredits: 3_000_000, reason: "a test" };
  const context = { actor: "system:test", requestId: null };
  await transaction(world.database, async (tx) => {
    await world.ledger.allocate(tx, context, { owner: caller.organisationId, ...grant });
    await world.ledger.allocate(tx, context, { owner: caller.projectId, ...grant });
  });
  const [a, b, c] = await Promise.all([order, order, order].map((one) => world.jobs.submit(caller, one)));
  await expect(world.jobs.submit(caller, order)).rejects.toMatchObject({ code: "insufficient_credit" });
  await world.jobs.cancel(caller, c?.id ?? a!.id);
  const jobs = await leaseAll(world.jobs, randomUUID());
  expect(jobs.map((job) => job.lease.jobId).sort()).toEqual([a?.id, b?.id].sort());
  const [first, second] = jobs;
  if (!first || !second) throw new Error("Two jobs should run.");
  const failure = { code: "simulation_failed", message: "No.", blame: "system" } as const;
  await world.jobs.finish([success(first), { job: second, runSeconds: 1, state: "failed", failure }]);

  expect((await world.jobs.job(caller, first.lease.jobId)).costMicrocredits).toBe(1_000_000);
  expect(await world.jobs.job(caller, second.lease.jobId)).toMatchObject({ costMicrocredits: 0, executionMs: 1000 });
  const balance = await world.ledger.balance(world.database.kysely, caller.projectId);
  expect(balance).toMatchObject({ balanceMicrocredits: 2_000_000, heldMicrocredits: 0 });
  const day = 24 * 3_600_000;
  const usage = await world.jobs.usage(caller, {
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
    groupBy: "project",
    step: "month",
  });
  const groups = usage.flatMap((step) => step.groups);
  expect(groups.reduce((sum, group) => sum + group.jobCount, 0)).toBe(3);
  expect(groups.reduce((sum, group) => sum + group.microcredits, 0)).toBe(1_000_000);
});

test("a listing goes newest first, page by page, without repeats or gaps while jobs arrive", async () => {
  const caller = await world.caller();
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.unshift((await world.jobs.submit(caller, anOrder())).id);
  const seen: string[] = [];
  let after: string | null | undefined;
  do {
    const page = await world.jobs.jobs(caller, { limit: 3, ...(after && { after }) });
    seen.push(...page.jobs.map((job) => job.id));
    after = page.next;
    await world.jobs.submit(caller, anOrder()); // newer than the page: must not push anything into view twice
  } while (after);
  expect(seen).toEqual(ids);
  const [oldest] = ids.slice(-1);
  const chosen = await world.jobs.jobs(caller, { limit: 10, ids: [String(oldest)], states: ["queued"] });
  expect(chosen.jobs.map((job) => job.id)).toEqual([oldest]);
  expect((await world.jobs.jobs(caller, { limit: 10, states: ["failed"] })).jobs).toEqual([]);
  await expect(world.jobs.jobs(caller, { limit: 1, after: "x" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("another project's job, and another vendor's, is not found in any way", async () => {
  const [caller, stranger] = [await world.caller(), await world.caller()];
  const { id } = await world.jobs.submit(caller, anOrder());
  for (const scope of [stranger, { ...caller, vendor: "another" }]) {
    const ways = [
      () => world.jobs.job(scope, id),
      () => world.jobs.waitForJob(scope, id, 10),
      () => world.jobs.jobSoon(scope, id, 10),
      () => world.jobs.outcome(scope, id),
      () => world.jobs.order(scope, id),
      () => world.jobs.cancel(scope, id),
      () => world.jobs.remove(scope, id),
    ];
    for (const way of ways) await expect(way()).rejects.toThrow(NotFoundError);
    expect((await world.jobs.jobs(scope, { limit: 10 })).jobs).toEqual([]);
  }
  expect((await world.jobs.job({ ...caller, vendor: "test" }, id)).state).toBe("queued");
});

test("a waiting job is cancelled at once; a finished one stays as it is", async () => {
  await drain();
  const caller = await world.caller();
  const waiting = await world.jobs.submit(caller, anOrder());
  expect(await world.jobs.cancel(caller, waiting.id)).toMatchObject({ state: "cancelled", startedAt: null });
  expect(await leaseAll(world.jobs, randomUUID())).toEqual([]);
  expect((await world.jobs.cancel(caller, waiting.id)).state).toBe("cancelled");

  const done = await world.jobs.submit(caller, anOrder());
  await world.jobs.finish([success(await leased())]);
  expect((await world.jobs.cancel(caller, done.id)).state).toBe("succeeded");
});

test("a running job's worker hears that it is to stop, also when the event was missed", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  const job = await leased();
  const heard: string[] = [];
  const unsubscribe = world.parts.bus.subscribe((event) => event.kind === "cancel" && heard.push(event.jobId));
  const answer = world.jobs.cancel(caller, id);
  await expect.poll(() => heard).toEqual([id]);
  expect(await world.jobs.cancelRequests([id])).toEqual([id]);
  await world.jobs.finish([{ job, runSeconds: 1, state: "cancelled", reason: "asked", done: 0.5 }]);
  expect(await answer).toMatchObject({ state: "cancelled", executionMs: 1000 });
  unsubscribe();
});

test("a removed job is forgotten with its program and result; what it did to the ledger is not", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  await world.jobs.finish([success(await leased())]);
  await world.jobs.remove(caller, id);
  await expect(world.jobs.job(caller, id)).rejects.toThrow(NotFoundError);
  await expect(world.jobs.outcome(caller, id)).rejects.toThrow(NotFoundError);
  expect((await world.jobs.jobs(caller, { limit: 10 })).jobs).toEqual([]);
  expect(await count(sql`select count(*) as count from jobs.program where job_id = ${id}`)).toBe(0);
  expect(await count(sql`select count(*) as count from jobs.result where job_id = ${id}`)).toBe(0);
  expect(await count(sql`select count(*) as count from ledger.hold where job_id = ${id}`)).toBe(1);
});

test("a result counts only under the lease it was computed under", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  const [dead, alive] = [await leased(), randomUUID()];
  await world.jobs.recover(alive, []); // its worker never signed in, so it is dead
  expect((await world.jobs.job(caller, id)).state).toBe("queued");
  const second = await leased(alive);
  expect(second.lease.attempt).toBe(2);

  await world.jobs.finish([success(dead, anOutcome(3))]);
  expect((await world.jobs.job(caller, id)).state).toBe("running");
  await world.jobs.finish([success(second, anOutcome(2))]);
  await world.jobs.finish([success(second, anOutcome(3))]);
  expect(await world.jobs.outcome(caller, id)).toEqual(anOutcome(2));
  expect(await count(sql`select count(*) as count from jobs.result where job_id = ${id}`)).toBe(1);
});

test("a job whose worker dies three times fails, by fault of the system and without charge", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect((await leased()).lease.attempt).toBe(attempt);
    await world.jobs.recover(randomUUID(), []);
  }
  const failure = { code: "internal", blame: "system" };
  expect(await world.jobs.job(caller, id)).toMatchObject({ state: "failed", failure, costMicrocredits: 0 });
  expect(await leaseAll(world.jobs, randomUUID())).toEqual([]);
  expect(await count(sql`select count(*) as count from ledger.hold where job_id = ${id} and state = 'open'`)).toBe(0);
});

test("a job that was handed back unbegun waits again, and that was no attempt", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  for (let n = 0; n < 5; n++) await world.jobs.giveBack([(await leased()).lease]);
  expect((await world.jobs.job(caller, id)).state).toBe("queued");
  expect((await leased()).lease.attempt).toBe(1);
});

test("every step of a job is on record, with who made it", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  await world.jobs.finish([success(await leased())]);
  const { rows } = await sql`
    select actor, from_state as "from", to_state as "to", request_id as request from audit.entry
    where subject_id = ${id} order by id`.execute(world.database.kysely);
  expect(rows).toEqual([
    { actor: `person:${caller.personId}`, from: null, to: "queued", request: "request-of-the-test" },
    { actor: "system:worker", from: "queued", to: "running", request: null },
    { actor: "system:worker", from: "running", to: "succeeded", request: null },
  ]);
});

test("under a service seed, the same submissions get the same seeds, and a job's own seed is kept", async () => {
  const seeds = async () => {
    const seeded = await openWorld({ seed: 7 });
    const caller = await seeded.caller();
    const own = { ...anOrder().workload, seed: 11 };
    for (const order of [anOrder(), anOrder(), anOrder({ workload: own })]) await seeded.jobs.submit(caller, order);
    const { rows } = await sql<{ seed: number }>`select seed from jobs.job order by id`.execute(seeded.database.kysely);
    await seeded.close();
    return rows.map((row) => row.seed);
  };
  const [first, second] = [await seeds(), await seeds()];
  expect(first).toEqual(second);
  expect(first[0]).not.toBe(first[1]);
  expect(first[2]).toBe(11);
});

/** Runs something while one part of the service answers every call with an error. */
async function withBroken<Part extends object>(part: Part, name: keyof Part, work: () => Promise<void>): Promise<void> {
  const whole = part[name];
  part[name] = (() => Promise.reject(new Error("Out of order, for the test."))) as Part[typeof name];
  try {
    await work();
  } finally {
    part[name] = whole;
  }
}

test("a program that cannot be loaded fails its job, and the others of the claim run", async () => {
  await drain();
  const caller = await world.caller();
  const broken = await world.jobs.submit(caller, aLargeOrder());
  const lost = await world.jobs.submit(caller, anOrder());
  const whole = await world.jobs.submit(caller, anOrder());
  await sql`delete from jobs.program where job_id = ${lost.id}`.execute(world.database.kysely);
  await withBroken(world.parts.objects, "get", async () => {
    const jobs = await leaseAll(world.jobs, randomUUID());
    expect(jobs.map((job) => job.lease.jobId)).toEqual([whole.id]);
  });
  for (const { id } of [broken, lost]) {
    const failure = { code: "internal", blame: "system" };
    expect(await world.jobs.job(caller, id)).toMatchObject({ state: "failed", failure });
    expect(await count(sql`select count(*) as count from queue.entry where job_id = ${id}`)).toBe(0);
  }
});

test("a session that cannot be begun does not lose the jobs that were claimed with it", async () => {
  await drain();
  const caller = await world.caller();
  const limits = { maxJobs: null, maxSeconds: null, maxMicrocredits: null };
  const opening = { vendor: "test", backendName: "free", mode: "session", limits, echo: {} } as const;
  const session = await world.jobs.openSession(caller, opening);
  const { id } = await world.jobs.submit(caller, anOrder({ sessionId: session.id }));
  await sql`alter table jobs.session add constraint broken check (state <> 'active') not valid`.execute(
    world.database.kysely,
  );
  try {
    expect((await leaseAll(world.jobs, randomUUID())).map((job) => job.lease.jobId)).toEqual([id]);
  } finally {
    await sql`alter table jobs.session drop constraint broken`.execute(world.database.kysely);
  }
});

test("an accepted job is answered as accepted even when its wait cannot be forecast", async () => {
  await drain();
  const caller = await world.caller();
  await withBroken(world.parts.forecast, "expectedWaitMs", async () => {
    const order = anOrder({ idempotencyKey: "forecast" });
    const job = await world.jobs.submit(caller, order);
    expect(job).toMatchObject({ state: "queued", expectedWaitMs: null });
    expect((await world.jobs.submit(caller, order)).id).toBe(job.id);
    expect((await world.jobs.cancel(caller, job.id)).state).toBe("cancelled");
  });
});

test("a job removed while it runs keeps its program until it ends, and then leaves neither program nor result", async () => {
  await drain();
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  const job = await leased();
  await world.jobs.remove(caller, id); // its worker does not answer
  await expect(world.jobs.job(caller, id)).rejects.toThrow(NotFoundError);
  const kept = (table: "program" | "result") =>
    count(sql`select count(*) as count from ${sql.table(`jobs.${table}`)} where job_id = ${id}`);
  expect(await kept("program")).toBe(1);
  await world.jobs.finish([success(job)]);
  expect([await kept("program"), await kept("result")]).toEqual([0, 0]);
});

test("a job that was asked to stop and loses its worker is cancelled and leaves the queue", async () => {
  await drain();
  const caller = await world.caller();
  const ways: readonly ((job: LeasedJob) => Promise<void>)[] = [
    (job) => world.jobs.lose([job.lease], "its thread died"),
    (job) => world.jobs.giveBack([job.lease]),
    () => world.jobs.recover(randomUUID(), []),
  ];
  for (const end of ways) {
    const { id } = await world.jobs.submit(caller, anOrder());
    const job = await leased();
    const answer = world.jobs.cancel(caller, id);
    await expect.poll(() => world.jobs.cancelRequests([id])).toEqual([id]);
    await end(job);
    expect(await answer).toMatchObject({ state: "cancelled", reason: "cancelled by its owner" });
    expect(await count(sql`select count(*) as count from queue.entry where job_id = ${id}`)).toBe(0);
    await drain(); // recovery found what other tests had leased
    expect(await count(sql`select count(*) as count from ledger.hold where job_id = ${id} and state = 'open'`)).toBe(0);
  }
});

test.runIf(testKind() !== "pglite")("progress does not wait for a job that somebody is just writing", async () => {
  await drain();
  const caller = await world.caller();
  const [busy, free] = [await world.jobs.submit(caller, anOrder()), await world.jobs.submit(caller, anOrder())];
  await leaseAll(world.jobs, randomUUID());
  const [isLocked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const writing = transaction(world.database, async (tx) => {
    await sql`select from jobs.job where id = ${busy.id} for update`.execute(tx);
    isLocked.resolve();
    await done.promise;
  });
  await isLocked.promise;
  await world.jobs.saveProgress([busy, free].map(({ id }) => ({ jobId: id, done: 0.5 })));
  done.resolve();
  await writing;
  expect(await world.jobs.job(caller, busy.id)).toMatchObject({ progress: 0 });
  expect(await world.jobs.job(caller, free.id)).toMatchObject({ progress: 0.5 });
});
