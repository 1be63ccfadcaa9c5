import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "@naru/base";
import { NaruClient, UnreachableError } from "@naru/sdk";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import { openDatabase } from "../db/index.ts";
import { freePort, startKillable } from "./killable-server.testing.ts";

const kills = 20;
const dataDir = mkdtempSync(join(tmpdir(), "naru-crash-"));
const random = seeded(20);
let port = 0;
let child: ChildProcess | null = null;
const settings = { dataDir, databaseUrl: null, database: null, ephemeral: false, maxConnections: 2 };

/** Quick circuits, and now and then one that takes a while, so that kills find jobs in every state. */
const bell = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];';
const slow = `OPENQASM 3.0; include "stdgates.inc"; qubit[10] q; for int k in [1:500] { h q; cx q[0], q[1]; }`;

const start = () =>
  startKillable(dataDir, port, (started) => {
    child = started;
  });

beforeAll(async () => {
  port = await freePort();
});
afterAll(async () => {
  child?.kill("SIGKILL");
  // The database outlives a killed server; whoever opens it next and closes it stops it.
  await (await openDatabase(settings, silentLog)).close();
  rmSync(dataDir, { recursive: true, force: true });
});

test("after twenty kill -9 under load, every accepted job has finished exactly once, with its result", async () => {
  let running = await start();
  const { key } = running;
  const client = new NaruClient({ origin: `http://127.0.0.1:${port}`, key });
  const accepted = new Set<string>();
  let submissions = 0;
  let isLoading = true;
  let atRisk: string[] = [];
  let settled = 0;

  /** Submits until told to stop; what got no answer is sent again under the same idempotency key. */
  async function load(name: string): Promise<void> {
    for (let n = 0; isLoading; n++) {
      const idempotencyKey = `${name}-${n}`;
      const program = random.uniform() < 0.1 ? slow : bell;
      submissions++;
      for (;;) {
        try {
          const order = { backend: "simulator", format: "openqasm3", program, shots: 100, idempotencyKey } as const;
          accepted.add((await client.submit(order)).id);
          break;
        } catch (error) {
          if (!(error instanceof UnreachableError)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    }
  }
  const loads = [load("a"), load("b"), load("c"), load("d")];
  for (let k = 0; k < kills; k++) {
    const target = accepted.size + 5 + random.below(30);
    while (accepted.size < target) await Promise.race([new Promise((resolve) => setTimeout(resolve, 5)), ...loads]);
    // A job may be lost twice and has three attempts: what an earlier kill found must be done before the next but one.
    for (const id of atRisk) await client.wait(id, { timeoutMs: 60_000 });
    atRisk = [...accepted].slice(settled);
    settled = accepted.size;
    running.child.kill("SIGKILL");
    await once(running.child, "exit");
    running = await start();
  }
  isLoading = false;
  await Promise.all(loads);
  expect(accepted.size).toBe(submissions);

  for (const id of accepted) expect(await client.wait(id, { timeoutMs: 60_000 })).toMatchObject({ state: "succeeded" });
  running.child.kill("SIGTERM");
  expect(await once(running.child, "exit")).toEqual([0, null]);

  const database = await openDatabase(settings, silentLog);
  try {
    const { rows } = await sql`
      select count(*)::int as jobs,
        count(*) filter (where state = 'succeeded')::int as succeeded,
        count(result.job_id)::int as results,
        max(attempt)::int as attempts,
        count(*) filter (where (select count(*) from audit.entry e
          where e.subject_id = job.id and e.to_state = 'succeeded') <> 1)::int as "finishedOtherThanOnce",
        (select count(*)::int from ledger.hold where state = 'open') as "openHolds",
        (select count(*)::int from queue.entry) as queued,
        (select count(*)::int from queue.worker) as workers
      from jobs.job left join jobs.result on result.job_id = job.id`.execute(database.kysely);
    expect(rows).toEqual([
      {
        jobs: submissions,
        succeeded: submissions,
        results: submissions,
        attempts: expect.toSatisfy((attempts: number) => attempts <= 3),
        finishedOtherThanOnce: 0,
        openHolds: 0,
        queued: 0,
        workers: 0,
      },
    ]);
  } finally {
    await database.close();
  }
}, 600_000);
