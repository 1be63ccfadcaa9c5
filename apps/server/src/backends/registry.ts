import { setImmediate as breathe } from "node:timers/promises";
import { type Backend, type BackendModel, type BackendSpec, openBackend, type WorkloadEstimate } from "@naru/backends";
import { InvalidInputError, NaruError, TooLargeError } from "@naru/base";
import type { BackendStatus, JobOrder } from "@naru/dialect";
import { circuitCountOf, shotsOf, type Workload } from "@naru/workload";
import type { Clock } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { openDays } from "./days.ts";
import { priceOf } from "./price.ts";
import { type BackendRecord, readBackends, registerModels } from "./store.ts";

/** A backend that takes the order, and what the order would take of it. */
export interface QuotedBackend {
  readonly spec: BackendSpec;
  readonly estimate: WorkloadEstimate;
  readonly priceMicrocredits: number;
  readonly snapshotId: string | null;
  /** The order's workload as JSON, with the calibration that it runs with, where the backend has one for each day. */
  readonly workload: string;
}

export interface Backends {
  /** Those of one vendor, or all; in the order in which the dialects list them. */
  list(vendor?: string): Promise<BackendStatus[]>;
  /** Throws InvalidInputError for a name nobody knows, and `backend_unavailable` for one that takes no jobs now. */
  requireOnline(name: string): Promise<{ readonly spec: BackendSpec; readonly record: BackendRecord }>;
  /** Prices an order. Throws what `Backend.estimate` throws when the backend cannot run it. */
  quote(order: JobOrder): Promise<QuotedBackend>;
}

export interface BackendParts {
  readonly database: Database;
  readonly models: readonly BackendModel[];
  /** An engine with the limits of the workers'; it estimates here and runs nothing. */
  readonly simulation: Parameters<typeof openBackend>[1];
  /** Estimates large programs away from the event loop: compiling a hundred thousand gates takes a second. */
  estimateElsewhere(backendName: string, workload: string): Promise<WorkloadEstimate>;
  readonly clock: Clock;
  /** Expected wait of a job submitted now. */
  averageQueueMs(): Promise<number>;
  /** How many jobs wait for each backend. */
  queueLengths(): Promise<ReadonlyMap<string, number>>;
}

/** Operations of a program that is estimated elsewhere; up to here an estimate takes some milliseconds. */
const largeProgram = 2_000;

/** Characters of packed circuits that are read elsewhere. What smaller ones become is found out here, up to `largeProgram`. */
const largeFiles = 4_096;
/** Characters of packed couplings, some thousands of them. */
const largeProblem = 65_536;
/** Sets of values that are counted elsewhere. */
const manySets = 1_000;

function isLarge(workload: Workload): boolean {
  if (workload.kind === "sample") {
    const { circuits } = workload;
    return circuits.reduce((sum, { operations }) => sum + operations.length, circuits.length) > largeProgram;
  }
  if (workload.kind === "anneal") return workload.problem.quadratic.length > largeProblem;
  if (workload.kind === "solve") return false; // what it takes is its time limit
  const { files } = workload;
  return files.reduce((sum, { length }) => sum + length, 0) > largeFiles || circuitCountOf(workload) > manySets;
}

/** The same machine for programs that are estimated at once. */
const takingLittle = (model: BackendModel): BackendModel => ({
  ...model,
  spec: { ...model.spec, limits: { ...model.spec.limits, gates: Math.min(model.spec.limits.gates, largeProgram) } },
});

/** What an operator changes in the table takes effect within this time. */
const freshMs = 1_000;

export async function openBackends(parts: BackendParts): Promise<Backends> {
  await transaction(parts.database, (tx) => registerModels(tx, parts.models));
  const days = openDays(parts.database, parts.models);
  const opened = new Map(parts.models.map((model) => [model.spec.name, openBackend(model, parts.simulation)]));
  const quick = new Map(
    parts.models.map((model) => [model.spec.name, openBackend(takingLittle(model), parts.simulation)]),
  );
  let known: { readonly at: number; readonly records: Promise<Map<string, BackendRecord>> } | null = null;

  function records(): Promise<Map<string, BackendRecord>> {
    const now = parts.clock.now().getTime();
    if (!known || now - known.at > freshMs) {
      const read = days
        .begin(parts.clock.now())
        .then(() => readBackends(parts.database.kysely))
        .then((found) => new Map(found.map((record) => [record.name, record])));
      read.catch(() => (known = null));
      known = { at: now, records: read };
    }
    return known.records;
  }

  async function requireOpened(name: string): Promise<{ backend: Backend; record: BackendRecord }> {
    const backend = opened.get(name);
    const record = (await records()).get(name);
    if (!backend || !record) {
      throw new InvalidInputError(`There is no backend "${name}". Choose one of: ${[...opened.keys()].join(", ")}.`, {
        backend: name,
        backends: [...opened.keys()],
      });
    }
    if (record.state !== "online") {
      throw new NaruError("backend_unavailable", unavailable(name, record.state), {
        backend: name,
        state: record.state,
      });
    }
    return { backend, record };
  }

  /** Undefined for what takes long: a few thousand characters of packed circuits may be millions of gates. */
  function estimateHere(backend: Backend, workload: Workload): WorkloadEstimate | undefined {
    if (!("files" in workload)) return backend.estimate(workload);
    try {
      return quick.get(backend.spec.name)?.estimate(workload);
    } catch (error) {
      if (error instanceof TooLargeError) return undefined;
      throw error;
    }
  }

  return {
    async list(vendor) {
      const [found, averageQueueMs, queueLengths] = await Promise.all([
        records(),
        parts.averageQueueMs(),
        parts.queueLengths(),
      ]);
      const now = parts.clock.now();
      return [...opened.values()]
        .filter(({ spec }) => vendor === undefined || spec.vendor === vendor)
        .map(({ spec }) => {
          const record = found.get(spec.name);
          const calibration = days.snapshot(spec.name, now);
          return {
            spec: calibration ? { ...spec, calibration } : spec,
            state: record?.state ?? "offline",
            averageQueueMs,
            queueLength: queueLengths.get(spec.name) ?? 0,
            updatedAt: record?.updatedAt ?? now,
          };
        });
    },
    async requireOnline(name) {
      const { backend, record } = await requireOpened(name);
      return { spec: backend.spec, record };
    },
    async quote(order) {
      const { backend, record } = await requireOpened(order.backendName);
      const named = "calibrationId" in order.workload ? order.workload.calibrationId : undefined;
      const calibrationId = await days.choose(order.backendName, named, parts.clock.now());
      const ordered: Workload =
        calibrationId === null ? order.workload : Object.assign({}, order.workload, { calibrationId });
      const workload = JSON.stringify(ordered);
      const isElsewhere = isLarge(ordered);
      if (isElsewhere) await breathe(); // writing ten megabytes takes its time, and handing them over too
      const estimate =
        (isElsewhere ? undefined : estimateHere(backend, ordered)) ??
        (await parts.estimateElsewhere(order.backendName, workload));
      const priceMicrocredits = order.dryRun ? 0 : priceOf(record.rates, shotsOf(ordered), estimate);
      return {
        ...{ spec: backend.spec, estimate, priceMicrocredits, workload },
        snapshotId: calibrationId ?? record.snapshotId,
      };
    },
  };
}

function unavailable(name: string, state: BackendStatus["state"]): string {
  if (state === "retired")
    return `The backend ${name} is retired. Its jobs stay readable; choose another for new ones.`;
  return `The backend ${name} takes no jobs now (${state}). Try again later, or choose another.`;
}
