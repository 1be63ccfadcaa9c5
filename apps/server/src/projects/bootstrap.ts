import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UnauthenticatedError } from "@naru/base";
import type { Auth } from "../auth/index.ts";
import type { Platform } from "../config/index.ts";
import { type Database, fileLock, type Transaction, transaction } from "../db/index.ts";
import { createOrganisation, createPerson, findPersonByEmail, type Person } from "../organisations/index.ts";
import { readDemoKey, writeDemoKey } from "./demo-key-file.ts";
import { createProject } from "./projects.ts";
import { findMembership, findProjectBySlug, type Membership, type Project, takeTurn } from "./store.ts";

export interface BootstrapParts {
  readonly database: Database;
  readonly platform: Platform;
  readonly auth: Auth;
}

export interface BootstrapOptions {
  /** Only programs of this machine reach the server. Otherwise no demo key is made or told. */
  readonly isLoopback: boolean;
  /** The key is kept in `demo-key` in this folder, for the local user's eyes only. */
  readonly dataDir: string;
}

/** What is there after a start. */
export interface Bootstrap {
  readonly operator: Person;
  readonly project: Project;
  readonly membership: Membership;
  /** A key that works in the demo project; null when others can reach the server. */
  readonly key: string | null;
}

const operatorEmail = "operator@naru.invalid";
const demoSlug = "demo";
/** Machines that share a database have a demo key each. */
const demoKeyName = `Demo key of ${hostname()}`.slice(0, 100);
const lockTimeoutMs = 30_000;
const context = { actor: "system:bootstrap", requestId: null };

/**
 * Makes what a first start needs: an operator, a demo organisation with a demo project, and a key for it. What is there
 * already is left as it is; a key that is lost or no longer works is replaced. Starts at the same time take turns.
 */
export async function bootstrap(
  { database, platform, auth }: BootstrapParts,
  { isLoopback, dataDir }: BootstrapOptions,
): Promise<Bootstrap> {
  const found = await transaction(database, async (tx) => {
    await takeTurn(tx, "bootstrap");
    const operator = (await findPersonByEmail(tx, operatorEmail)) ?? (await makeOperator(platform, tx));
    const project = await findProjectBySlug(tx, demoSlug);
    if (project === null) return { operator, ...(await makeDemo(platform, tx, operator)) };
    const membership = await findMembership(tx, { projectId: project.id, personId: operator.id });
    if (membership === null) throw new Error("The demo project has lost its operator; restore the membership.");
    return { operator, project, membership };
  });
  return { ...found, key: isLoopback ? await demoKey(database, auth, found.membership, dataDir) : null };
}

/** The key in the data folder if it works, or else a new one in its place. */
async function demoKey(database: Database, auth: Auth, membership: Membership, dataDir: string): Promise<string> {
  mkdirSync(dataDir, { recursive: true });
  const lock = await fileLock(join(dataDir, "demo-key.lock"), lockTimeoutMs);
  if (lock === null) throw new Error(`Another process keeps ${join(dataDir, "demo-key.lock")} locked.`);
  try {
    const kept = readDemoKey(dataDir);
    if (kept !== null && (await works(auth, kept, membership))) return kept;
    for (const key of await auth.listKeys(membership)) {
      if (key.name === demoKeyName && key.revokedAt === null) await auth.revokeKey(context, membership, key.id);
    }
    const order = { membershipId: membership.id, name: demoKeyName, expiresAt: null };
    const { secret } = await transaction(database, (tx) => auth.createKey(tx, context, order));
    writeDemoKey(dataDir, secret);
    return secret;
  } finally {
    lock.release();
  }
}

const makeOperator = (platform: Platform, tx: Transaction) =>
  createPerson(platform, tx, { name: "Operator", email: operatorEmail, locale: "ko", systemRoles: ["operator"] });

async function makeDemo(platform: Platform, tx: Transaction, operator: Person) {
  const organisation = await createOrganisation(platform, tx, context, {
    nameKo: "나루 체험 기관",
    nameEn: "Naru demo organisation",
    kind: "institute",
  });
  return createProject(platform, tx, context, {
    organisationId: organisation.id,
    slug: demoSlug,
    name: "Demo",
    kind: "trial",
    principal: operator.id,
  });
}

async function works(auth: Auth, secret: string, { projectId, personId }: Membership): Promise<boolean> {
  try {
    const caller = await auth.authenticate(secret);
    return caller.projectId === projectId && caller.personId === personId;
  } catch (error) {
    if (error instanceof UnauthenticatedError) return false;
    throw error;
  }
}
