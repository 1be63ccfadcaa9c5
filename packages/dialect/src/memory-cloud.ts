import type { Backend } from "@naru/backends";
import {
  CancelledError,
  type Id,
  type JobId,
  NaruError,
  NotFoundError,
  type SessionId,
  UnauthenticatedError,
  uuidV7,
  uuidV7OfWhole,
} from "@naru/base";
import type { Outcome } from "@naru/workload";
import type { Cloud } from "./dialect.ts";
import type { Caller, Job, JobFacts, JobFailure, JobOrder, JobQuery, OrderEstimate } from "./job.ts";
import { matches, pageOf } from "./memory-jobs.ts";
import { MemorySessions } from "./memory-sessions.ts";
import { usageOf } from "./memory-usage.ts";

export interface MemoryCloudOptions {
  readonly backends: readonly Backend[];
  /** Begins paused: see `pause()`. For tests of lists and cancellation. */
  readonly paused?: boolean;
}

/** A cloud without database, queue or network, for a dialect's own tests: it keeps the contract of `Cloud` in memory. */
export interface MemoryCloud extends Cloud {
  /** Keys of two projects, and of a second person in the first. */
  readonly keys: { readonly first: string; readonly second: string; readonly colleague: string };
  /** Keeps jobs that come from now on in the queue. */
  pause(): void;
  /** Lets queued jobs run, oldest first, and waits for them. */
  resume(): Promise<void>;
  /** Everything that was submitted, oldest first. */
  readonly orders: readonly JobOrder[];
}

interface Entry {
  job: Job;
  readonly order: JobOrder;
  outcome: Outcome | null;
  /** Set when somebody asks a job to stop. */
  readonly stop: { aborted: boolean };
  /** Settles when the job reaches a final state. */
  readonly finished: Promise<void>;
  readonly finish: () => void;
}

export function memoryCloud(options: MemoryCloudOptions): MemoryCloud {
  return new InMemoryCloud(options);
}

class InMemoryCloud implements MemoryCloud {
  readonly keys = { first: "key-of-first-project", second: "key-of-second-project", colleague: "key-of-colleague" };
  readonly orders: JobOrder[] = [];
  readonly #backends: readonly Backend[];
  readonly #callers: ReadonlyMap<string, Caller>;
  readonly #entries = new Map<string, Entry>();
  readonly #sessions: MemorySessions;
  readonly #openedAt = new Date();
  #paused: boolean;
  #line: Promise<void> = Promise.resolve();
  #serial = 0;

  constructor({ backends, paused = false }: MemoryCloudOptions) {
    this.#backends = backends;
    this.#paused = paused;
    const organisationId = this.#id<"organisation">();
    const project = (projectName: string) => ({ organisationId, projectId: this.#id<"project">(), projectName });
    const [first, second] = [project("First project"), project("Second project")];
    const person = (keyName: string) => ({ personId: this.#id<"person">(), keyId: this.#id<"key">(), keyName });
    this.#callers = new Map<string, Caller>([
      [this.keys.first, { ...first, ...person("first key") }],
      [this.keys.second, { ...second, ...person("second key") }],
      [this.keys.colleague, { ...first, ...person("colleague's key") }],
    ]);
    this.#sessions = new MemorySessions(() => this.#id<"session">());
  }

  async authenticate(secret: string | null): Promise<Caller> {
    const caller = secret === null ? undefined : this.#callers.get(secret);
    if (!caller) throw new UnauthenticatedError();
    return caller;
  }

  async backends() {
    return this.#backends.map(({ spec }) => ({
      spec,
      state: "online" as const,
      averageQueueMs: 0,
      updatedAt: this.#openedAt,
    }));
  }

  async submit(caller: Caller, order: JobOrder): Promise<Job> {
    const repeated = this.#repeatOf(caller, order);
    if (repeated) return repeated.job;
    const backend = this.#backend(order.backendName);
    const estimate = backend.estimate(order.workload);
    if (order.sessionId !== null) this.#sessions.admit(caller, order.sessionId, order.backendName);
    const { vendor, apiVersion, backendName, name, dryRun, sessionId, echo } = order;
    const facts: JobFacts = {
      ...{ vendor, apiVersion, backendName, name, dryRun, sessionId, echo },
      id: this.#id<"job">(uuidV7OfWhole),
      projectId: caller.projectId,
      personId: caller.personId,
      submittedAt: new Date(),
      shots: order.workload.shots,
      circuitCount: order.workload.circuits.length,
      qubitCount: order.workload.circuits.reduce((most, { qubitCount }) => Math.max(most, qubitCount), 0),
      estimate,
      executionMs: null,
      costMicrocredits: 0,
      expectedWaitMs: 0,
    };
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    const job: Job = { ...facts, state: "queued" };
    const entry: Entry = { job, order, outcome: null, stop: { aborted: false }, finished, finish };
    this.#entries.set(facts.id, entry);
    this.orders.push(order);
    if (!this.#paused) this.#enqueue(entry, backend);
    return entry.job;
  }

  async estimate(_caller: Caller, order: JobOrder): Promise<OrderEstimate> {
    const estimate = this.#backend(order.backendName).estimate(order.workload);
    return { ...estimate, costMicrocredits: 0, expectedWaitMs: 0 };
  }

  async job(caller: Caller, id: JobId, { waitMs = 0 }: { waitMs?: number } = {}): Promise<Job> {
    const entry = this.#entry(caller, id);
    // A paused cloud will not finish anything while it is asked to wait.
    if (waitMs > 0 && !this.#paused) await entry.finished;
    return entry.job;
  }

  async jobs(caller: Caller, query: JobQuery) {
    const own = [...this.#entries.values()].map(({ job }) => job).filter((job) => job.projectId === caller.projectId);
    return pageOf(own.filter((job) => matches(job, query)).toReversed(), query);
  }

  async outcome(caller: Caller, id: JobId): Promise<Outcome> {
    const { outcome } = this.#entry(caller, id);
    if (!outcome) throw new NotFoundError("result of job", id);
    return outcome;
  }

  async order(caller: Caller, id: JobId): Promise<JobOrder> {
    return this.#entry(caller, id).order;
  }

  async cancel(caller: Caller, id: JobId): Promise<Job> {
    const entry = this.#entry(caller, id);
    if (entry.job.state === "held" || entry.job.state === "queued") this.#cancelNow(entry);
    if (entry.job.state === "running") entry.stop.aborted = true;
    return entry.job;
  }

  async remove(caller: Caller, id: JobId): Promise<void> {
    await this.cancel(caller, id);
    this.#entries.delete(id);
  }

  async openSession(caller: Caller, order: Parameters<Cloud["openSession"]>[1]) {
    this.#backend(order.backendName);
    return this.#sessions.open(caller, order);
  }

  async session(caller: Caller, id: SessionId) {
    return this.#sessions.get(caller, id);
  }

  async sessions(caller: Caller, query: { readonly active?: boolean }) {
    return this.#sessions.list(caller, query);
  }

  async endSession(caller: Caller, id: SessionId) {
    const session = this.#sessions.end(caller, id);
    for (const entry of this.#entries.values()) {
      if (entry.job.sessionId === id && entry.job.state === "queued") this.#cancelNow(entry);
    }
    return session;
  }

  async usage(caller: Caller, query: Parameters<Cloud["usage"]>[1]) {
    const own = [...this.#entries.values()].map(({ job }) => job).filter((job) => job.projectId === caller.projectId);
    return usageOf(own, query, caller);
  }

  pause(): void {
    this.#paused = true;
  }

  async resume(): Promise<void> {
    this.#paused = false;
    for (const entry of this.#entries.values()) {
      if (entry.job.state === "queued") this.#enqueue(entry, this.#backend(entry.job.backendName));
    }
    await this.#line;
  }

  /** One job at a time, in the order of submission. */
  #enqueue(entry: Entry, backend: Backend): void {
    this.#line = this.#line.then(() => this.#run(entry, backend));
  }

  async #run(entry: Entry, backend: Backend): Promise<void> {
    if (entry.job.state !== "queued") return;
    const { order, stop } = entry;
    const startedAt = new Date();
    entry.job = { ...factsOf(entry.job), state: "running", startedAt, progress: 0, expectedWaitMs: null };
    if (order.sessionId !== null) this.#sessions.started(order.sessionId, startedAt);
    try {
      entry.outcome = order.dryRun
        ? await compiledOnly(backend, order)
        : await backend.run(order.workload, { stop, seed: this.#serial });
      const seconds = entry.outcome.circuits.reduce((sum, circuit) => sum + circuit.seconds, 0);
      const facts = { ...factsOf(entry.job), executionMs: seconds * 1000 };
      entry.job = { ...facts, state: "succeeded", startedAt, finishedAt: new Date() };
      if (order.sessionId !== null) this.#sessions.used(order.sessionId, seconds * 1000);
    } catch (thrown) {
      const finishedAt = new Date();
      const facts = { ...factsOf(entry.job), executionMs: finishedAt.getTime() - startedAt.getTime() };
      entry.job =
        thrown instanceof CancelledError
          ? { ...facts, state: "cancelled", reason: thrown.message, startedAt, finishedAt }
          : { ...facts, state: "failed", failure: failureOf(thrown), startedAt, finishedAt };
    }
    entry.finish();
  }

  #cancelNow(entry: Entry): void {
    const reason = "The job was cancelled before it started.";
    entry.job = { ...factsOf(entry.job), state: "cancelled", reason, startedAt: null, finishedAt: new Date() };
    entry.finish();
  }

  #entry(caller: Caller, id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry || entry.job.projectId !== caller.projectId) throw new NotFoundError("job", id);
    return entry;
  }

  #backend(name: string): Backend {
    const backend = this.#backends.find(({ spec }) => spec.name === name);
    if (!backend) throw new NotFoundError("backend", name);
    return backend;
  }

  /** The job that an idempotency key has already made. Throws `idempotency_mismatch` for another body under that key. */
  #repeatOf(caller: Caller, order: JobOrder): Entry | null {
    if (order.idempotencyKey === null) return null;
    for (const entry of this.#entries.values()) {
      if (entry.job.projectId !== caller.projectId || entry.order.idempotencyKey !== order.idempotencyKey) continue;
      if (JSON.stringify(entry.order.original) === JSON.stringify(order.original)) return entry;
      throw new NaruError("idempotency_mismatch", "This idempotency key was used with another body. Use a new key.");
    }
    return null;
  }

  /** Ids in order of creation, the same in every run but for the clock. */
  #id<Kind extends string>(make: (unixMs: number, random: Uint8Array) => Id<Kind> = uuidV7): Id<Kind> {
    const serial = ++this.#serial;
    const random = Uint8Array.from({ length: 10 }, (_, i) => (i < 4 ? (serial >>> (8 * (3 - i))) & 0xff : 0xa0 + i));
    return make(Date.now(), random);
  }
}

/** The facts of a job without those of its state. */
function factsOf(job: Job): JobFacts {
  const { id, projectId, personId, vendor, apiVersion, backendName, name, dryRun, sessionId, echo } = job;
  const { submittedAt, shots, circuitCount, qubitCount, estimate, executionMs, costMicrocredits, expectedWaitMs } = job;
  return {
    ...{ id, projectId, personId, vendor, apiVersion, backendName, name, dryRun, sessionId, echo },
    ...{ submittedAt, shots, circuitCount, qubitCount, estimate, executionMs, costMicrocredits, expectedWaitMs },
  };
}

async function compiledOnly(backend: Backend, order: JobOrder): Promise<Outcome> {
  const compiled = await backend.compile(order.workload);
  return {
    kind: "sample",
    seed: 0,
    circuits: compiled.map(({ circuit, resources }) => ({
      bitCount: circuit.qubitCount,
      shots: 0,
      counts: new Map(),
      resources,
      compiled: circuit,
      seconds: 0,
    })),
  };
}

function failureOf(thrown: unknown): JobFailure {
  return thrown instanceof NaruError
    ? { code: thrown.code, message: thrown.message, blame: "user" }
    : { code: "internal", message: "The service made a mistake with this job.", blame: "system" };
}
