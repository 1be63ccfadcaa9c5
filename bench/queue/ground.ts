import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, silentLog, systemPlatform } from "../../apps/server/src/config/index.ts";
import { type Database, executeSql, openDatabase } from "../../apps/server/src/db/index.ts";
import { type TestMember, testMember } from "../../apps/server/src/db/testing-rows.ts";
import type { BenchJob } from "./contender.ts";

const organisationCount = 10;
const projectsEach = 5;
const backendName = "bench";

/**
 * The embedded PostgreSQL as the service has it in its data folder, every commit on the disk; in it ten organisations of
 * five projects each.
 */
export interface Ground {
  readonly database: Database;
  /** Writes the rows of new jobs, which the entries of our queue refer to. The projects take turns. */
  makeJobs(count: number): Promise<BenchJob[]>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "naru-bench-"));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const database = await openDatabase(
    { dataDir: folder, databaseUrl: null, database: "postgres", ephemeral: false, maxConnections: 16 },
    silentLog,
  ).catch(async (error) => {
    await removeFolder();
    throw error;
  });
  const close = async () => {
    await database.close();
    await removeFolder();
  };
  try {
    const { members, keyId } = await settle(database);
    return { database, makeJobs: (count) => makeJobs(database, members, keyId, count), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settle(database: Database): Promise<{ members: TestMember[]; keyId: string }> {
  const members: TestMember[] = [];
  for (let organisation = 0; organisation < organisationCount; organisation++) {
    const first = await testMember(database);
    const { organisationId, personId } = first;
    members.push(first);
    while (members.length % projectsEach > 0) members.push(await testMember(database, { organisationId, personId }));
  }
  const keyId = newId(systemPlatform);
  await executeSql(
    database.kysely,
    "insert into auth.api_key (id, membership_id, name, prefix, hash) values ($1, $2, 'bench', 'bench', $3)",
    [keyId, members[0]?.membershipId, Buffer.from(keyId)],
  );
  await executeSql(database.kysely, "insert into backends.backend (name, vendor) values ($1, 'bench')", [backendName]);
  return { members, keyId };
}

async function makeJobs(
  database: Database,
  members: readonly TestMember[],
  keyId: string,
  count: number,
): Promise<BenchJob[]> {
  const jobs: BenchJob[] = [];
  while (jobs.length < count) {
    for (const { projectId } of members.slice(0, count - jobs.length)) {
      jobs.push({ jobId: newId(systemPlatform), projectId, priority: jobs.length % 3 });
    }
  }
  await executeSql(
    database.kysely,
    `insert into jobs.job (id, project_id, person_id, key_id, vendor, api_version, backend_name, dry_run, shots,
       circuit_count, qubit_count, echo, estimate, price_microcredits, state, seed, request_hash, submitted_at)
     select id, project_id, $3, $4, 'bench', '1', $5, false, 100, 1, 2, '{}', '{}', 0, 'queued', 1, '', now()
     from unnest($1::uuid[], $2::uuid[]) as new (id, project_id)`,
    [jobs.map(({ jobId }) => jobId), jobs.map(({ projectId }) => projectId), members[0]?.personId, keyId, backendName],
  );
  return jobs;
}
