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

interface Solver {
  readonly identity: unknown;
  readonly properties: { readonly qubits: readonly number[]; readonly couplers: readonly (readonly number[])[] };
}

/** A problem on every qubit of an annealer, over the vendor's own wire. */
async function submitAnneal(origin: string, key: string, reads: number): Promise<string> {
  const headers = { "x-auth-token": key };
  const response = await fetch(`${origin}/sapi/v2/solvers/remote/emu_zephyr_z6/`, { headers });
  const { identity, properties } = (await response.json()) as Solver;
  const base64 = (numbers: Float64Array) => Buffer.from(numbers.buffer).toString("base64");
  const data = {
    format: "qp",
    lin: base64(new Float64Array(properties.qubits.length)),
    quad: base64(Float64Array.from(properties.couplers, (_, k) => (k % 3 === 0 ? 1 : -1))),
  };
  const params = { num_reads: reads, annealing_time: 500, answer_mode: "raw" };
  const body = JSON.stringify([{ solver: identity, data, type: "ising", params }]);
  const answer = await fetch(`${origin}/sapi/v2/problems/`, { method: "POST", headers, body });
  const [{ id }] = (await answer.json()) as [{ id: string }];
  return id;
}

test("a problem whose server was killed is annealed again, and its answer is stored once", async () => {
  const origin = `http://127.0.0.1:${port}`;
  const first = await start();
  const client = new NaruClient({ origin, key: first.key });
  const id = await submitAnneal(origin, first.key, 60);
  await expect.poll(async () => (await client.job(id)).state, { timeout: 30_000, interval: 20 }).toBe("running");
  first.child.kill("SIGKILL");
  await once(first.child, "exit");

  const second = await start();
  expect(await client.wait(id, { timeoutMs: 120_000 })).toMatchObject({ state: "succeeded" });
  const result = await client.result(id);
  expect(result.annealed).toMatchObject({ reads: 60, sampleCount: 60 });
  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);

  const database = await openDatabase(settings, silentLog);
  try {
    const { rows } = await sql`
      select state, attempt, (select count(*)::int from jobs.result where job_id = job.id) as results,
        (select count(*)::int from audit.entry e where e.subject_id = job.id and e.to_state = 'succeeded') as ends,
        (select count(*)::int from queue.entry) as queued
      from jobs.job`.execute(database.kysely);
    expect(rows).toEqual([{ state: "succeeded", attempt: 2, results: 1, ends: 1, queued: 0 }]);
  } finally {
    await database.close();
  }
}, 240_000);
