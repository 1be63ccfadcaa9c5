import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NaruClient } from "@naru/sdk";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import { openDatabase } from "../db/index.ts";
import { openSapi, ringFile } from "../http/testing-sapi.ts";
import { freePort, startKillable } from "./killable-server.testing.ts";

const dataDir = mkdtempSync(join(tmpdir(), "naru-crash-anneal-"));
const settings = { dataDir, databaseUrl: null, database: null, ephemeral: false, maxConnections: 2 };
let port = 0;
let child: ChildProcess | null = null;
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

test("problems whose server was killed are annealed and solved again, and each answer is stored once", async () => {
  const origin = `http://127.0.0.1:${port}`;
  const first = await start();
  const client = new NaruClient({ origin, key: first.key });
  const sapi = openSapi(origin, first.key);
  const running = (id: string) =>
    expect.poll(async () => (await client.job(id)).state, { timeout: 30_000, interval: 20 }).toBe("running");
  const upload = await sapi.upload(ringFile(200));
  // One that takes seconds, and beside it one of a second, for which there are threads of their own.
  const annealed = await sapi.anneal("emu_zephyr_z6", { num_reads: 150, annealing_time: 500 });
  await running(annealed);
  const solved = await sapi.solve(upload, 1);
  await running(solved);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");

  const second = await start();
  for (const id of [annealed, solved]) {
    expect(await client.wait(id, { timeoutMs: 120_000 })).toMatchObject({ state: "succeeded" });
  }
  expect((await client.result(annealed)).annealed).toMatchObject({ reads: 150, sampleCount: 150 });
  expect((await sapi.send("GET", `problems/${solved}/answer`)).body.answer.data).toMatchObject({ num_variables: 200 });
  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);

  const database = await openDatabase(settings, silentLog);
  try {
    const { rows } = await sql`
      select state, attempt, (select count(*)::int from jobs.result where job_id = job.id) as results,
        (select count(*)::int from audit.entry e where e.subject_id = job.id and e.to_state = 'succeeded') as ends,
        (select count(*)::int from queue.entry) as queued
      from jobs.job`.execute(database.kysely);
    const once = { state: "succeeded", attempt: 2, results: 1, ends: 1, queued: 0 };
    expect(rows).toEqual([once, once]);
  } finally {
    await database.close();
  }
}, 240_000);
