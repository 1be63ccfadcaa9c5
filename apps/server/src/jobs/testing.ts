import { randomUUID } from "node:crypto";
import type { BackendModel } from "@naru/backends";
import { UnsupportedError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import type { Caller, JobOrder } from "@naru/dialect";
import { sql } from "kysely";
import { openAuth } from "../auth/index.ts";
import { openBackends } from "../backends/index.ts";
import { type Log, type Platform, silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { openLedger } from "../ledger/index.ts";
import { openBus, openFinals } from "../live/index.ts";
import { createOrganisation, createPerson } from "../organisations/index.ts";
import { createProject } from "../projects/index.ts";
import { defaultRules, openForecast, openQueue, type QueueRules } from "../queue/index.ts";
import { openUploads, type UploadService } from "../uploads/index.ts";
import { Attempts } from "./attempts.ts";
import { type Jobs, openJobs, type WorkerJobs } from "./jobs.ts";
import type { JobParts } from "./parts.ts";
import { inlineBytes } from "./payload.ts";

/** A service without HTTP and without workers, on a database of its own; a test plays the worker. */
export interface World {
  readonly database: Database;
  readonly parts: JobParts;
  readonly jobs: Jobs & WorkerJobs;
  /** Credits of the one priced backend and its project. */
  readonly ledger: ReturnType<typeof openLedger>;
  readonly uploads: UploadService;
  /** Somebody with a key in a project of his own, of an organisation of his own. */
  caller(): Promise<Caller>;
  close(): Promise<void>;
}

const spec = {
  vendor: "test",
  kind: "simulator",
  description: { ko: "시험", en: "Test" },
  qubitCount: 20,
  nativeGates: [],
  connectivity: "all",
  noiseModels: [],
  limits: { shots: 1_000_000, circuits: 100, gates: 1_000_000 },
  dynamicCircuits: true,
} as const;

/** Three machines: two are free, the third takes a credit for each job. And a solver of models. */
const models: readonly BackendModel[] = [
  ...["free", "spare", "priced"].map((name) => ({ spec: { ...spec, name }, noise: {}, ownNoise: null })),
  {
    ...{ spec: { ...spec, name: "hybrid", kind: "hybrid" }, noise: {}, ownNoise: null },
    hybrid: { formats: ["bqm"], timeLimitSeconds: [1, 60], modelBytes: 1000 },
  },
];

/** Circuits of 20 qubits count as long; a `y` on qubit 0 is what this machine cannot do. */
const simulation = {
  estimate: (circuit: { qubitCount: number; operations: readonly unknown[] }) => {
    const [first] = circuit.operations as { gate?: string }[];
    if (first?.gate === "y") throw new UnsupportedError("This machine has no y.");
    return { method: "test", why: "a test", seconds: circuit.qubitCount >= 20 ? 30 : 0.001, bytes: 1024 };
  },
  run: () => Promise.reject(new Error("Nothing runs in this world.")),
  bind: () => Promise.reject(new Error("Nothing runs in this world.")),
};

export async function openWorld(
  options: { rules?: Partial<QueueRules>; platform?: Platform; seed?: number; log?: Log } = {},
): Promise<World> {
  const { platform = systemPlatform, log = silentLog } = options;
  const database = await testDatabase();
  const bus = await openBus(database, log);
  const finals = openFinals(bus);
  const auth = await openAuth({ database, platform, log });
  const forecast = openForecast(database, platform.clock);
  const ledger = openLedger(platform);
  const backends = await openBackends({
    database,
    models,
    simulation,
    estimateElsewhere: () => Promise.reject(new Error("Programs are small in this world.")),
    clock: platform.clock,
    averageQueueMs: async () => 0,
    queueLengths: () => forecast.queueLengths(),
  });
  await sql`insert into backends.price (id, backend_name, unit, microcredits_per_unit)
    values (${randomUUID()}, 'priced', 'job', 1000000)`.execute(database.kysely);
  const texts = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  const uploads = openUploads({
    ...{ database, platform },
    objects: {
      async put(content) {
        const name = randomUUID();
        files.set(name, content.slice());
        return name;
      },
      get: async (name) => files.get(name) ?? Promise.reject(new Error(`There is no object ${name}.`)),
    },
  });
  const parts: JobParts = {
    ...{ database, forecast, backends, ledger, uploads, bus, finals, platform, log },
    queue: openQueue(database.kind, platform.clock, { ...defaultRules, ...options.rules }),
    objects: {
      async put(text) {
        const name = randomUUID();
        texts.set(name, typeof text === "string" ? text : Buffer.from(text).toString());
        return name;
      },
      async get(name) {
        const text = texts.get(name);
        if (text === undefined) throw new Error(`There is no object ${name}.`);
        return text;
      },
    },
    attempts: new Attempts({ database, platform, log, request: () => null }),
    requestId: () => "request-of-the-test",
    seed: options.seed ?? null,
  };
  const context = { actor: "system:test", requestId: null };
  return {
    ...{ database, parts, ledger, uploads },
    jobs: openJobs(parts),
    async caller() {
      const name = randomUUID();
      const secret = await transaction(database, async (tx) => {
        const order = { nameKo: name, nameEn: name, kind: "university" } as const;
        const organisation = await createOrganisation(platform, tx, context, order);
        const person = await createPerson(platform, tx, {
          ...{ name, email: `${name}@test.invalid`, locale: "ko" },
          systemRoles: [],
        });
        const { membership } = await createProject(platform, tx, context, {
          ...{ organisationId: organisation.id, slug: name, name, kind: "research" },
          principal: person.id,
        });
        const made = await auth.createKey(tx, context, { membershipId: membership.id, name: "key", expiresAt: null });
        return made.secret;
      });
      return auth.authenticate(secret);
    },
    async close() {
      finals.stop();
      await bus.stop();
      await auth.close();
      await database.close();
    },
  };
}

/** An order for a Bell pair, with whatever else is wanted. */
export function anOrder(changes: Partial<JobOrder> = {}): JobOrder {
  const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
  return {
    vendor: "test",
    apiVersion: "v1",
    backendName: "free",
    workload: { kind: "sample", circuits: [bell], shots: 100 },
    name: "bell",
    dryRun: false,
    sessionId: null,
    echo: { z: 1, a: [true, null], text: "한글" },
    original: { program: "bell" },
    idempotencyKey: null,
    ...changes,
  };
}

/** An order whose program is kept as an object. */
export const aLargeOrder = (): JobOrder => anOrder({ original: { program: "x".repeat(inlineBytes) } });

/** Every job that is waiting, leased by a worker of this name. */
export const leaseAll = (jobs: WorkerJobs, workerId: string, most = 100) =>
  jobs.start("small", workerId, { jobs: most, seconds: 1000 });
