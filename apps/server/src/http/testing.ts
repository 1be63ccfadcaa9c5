import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NaruClient } from "@naru/sdk";
import { openAuth } from "../auth/index.ts";
import { silentLog, systemPlatform } from "../config/index.ts";
import { openDatabase, transaction } from "../db/index.ts";
import { type RunningServer, type ServerOptions, startServer } from "../main.ts";
import { createOrganisation, createPerson } from "../organisations/index.ts";
import { createProject } from "../projects/index.ts";
import { openLog } from "./log.ts";

/** A whole service in this process, on a folder of its own. */
export interface TestServer extends RunningServer {
  readonly client: NaruClient;
  /** Every line it logged. */
  readonly lines: string[];
  /** A key of somebody else, in a project and an organisation of his own. */
  strangersKey(projectState?: "active" | "closing"): Promise<string>;
  /** Stops it and starts it again on the same folder. */
  restart(options?: ServerOptions): Promise<TestServer>;
  remove(): Promise<void>;
}

export async function startTestServer(
  options: ServerOptions = {},
  dataDir = mkdtempSync(join(tmpdir(), "naru-server-")),
): Promise<TestServer> {
  const lines: string[] = [];
  const log = openLog("debug", { write: (line) => void lines.push(line) });
  const server = await startServer({
    host: "127.0.0.1",
    port: 0,
    dataDir,
    workers: 2,
    lookEveryMs: 500,
    log,
    ...options,
  });
  return {
    ...server,
    lines,
    client: new NaruClient({ origin: server.origin, ...(server.key !== null && { key: server.key }) }),
    strangersKey: (projectState = "active") => makeStranger(dataDir, projectState),
    async restart(changes = {}) {
      await server.stop();
      return startTestServer({ ...options, ...changes }, dataDir);
    },
    async remove() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Written into the same database by a second opening of it, as an operator's program would. */
async function makeStranger(dataDir: string, projectState: "active" | "closing"): Promise<string> {
  const settings = { dataDir, databaseUrl: null, database: null, ephemeral: false, maxConnections: 2 };
  const database = await openDatabase(settings, silentLog);
  const platform = systemPlatform;
  const auth = await openAuth({ database, platform, log: silentLog });
  const context = { actor: "system:test", requestId: null };
  const name = randomUUID();
  try {
    const { secret } = await transaction(database, async (tx) => {
      const organisation = await createOrganisation(platform, tx, context, {
        ...{ nameKo: name, nameEn: name, kind: "university" },
      } as const);
      const person = await createPerson(platform, tx, {
        ...{ name, email: `${name}@test.invalid`, locale: "ko", systemRoles: [] },
      } as const);
      const { project, membership } = await createProject(platform, tx, context, {
        ...{ organisationId: organisation.id, slug: name, name, kind: "research", principal: person.id },
      } as const);
      await tx.updateTable("projects.project").set({ state: projectState }).where("id", "=", project.id).execute();
      return auth.createKey(tx, context, { membershipId: membership.id, name: "key", expiresAt: null });
    });
    return secret;
  } finally {
    await auth.close();
    await database.close();
  }
}

/** Programs, as a person writes them. */
export const bell = `OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit[2] c;
h q[0];
cx q[0], q[1];
c = measure q;
`;
/** |011⟩ with qubit 0 rightmost: tells which end is which. */
export const threeBits = 'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; bit[3] c; x q[0]; x q[1]; c = measure q;';

/** Wide and deep enough to run for many seconds on any machine. */
export const heavy = `OPENQASM 3.0; include "stdgates.inc"; qubit[24] q; for int k in [1:400] {
  ${Array.from({ length: 24 }, (_, k) => `rx(0.1 + ${k} * 0.01) q[${k}]; cx q[${k}], q[${(k + 1) % 24}];`).join(" ")} }`;
