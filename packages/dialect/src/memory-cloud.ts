import type { Backend, WorkloadEstimate } from "@naru/backends";
import {
  CancelledError,
  type Id,
  InvalidInputError,
  type JobId,
  NaruError,
  NotFoundError,
  type SessionId,
  UnauthenticatedError,
  uuidV7,
  uuidV7OfWhole,
} from "@naru/base";
import { circuitCountOf, type Outcome, outcomeSeconds, shotsOf, type Workload } from "@naru/workload";
import type { Cloud } from "./dialect.ts";
import {
  type Caller,
  type Job,
  type JobFacts,
  type JobFailure,
  type JobOrder,
  type JobQuery,
  maxWaitedJobs,
  type OrderEstimate,
} from "./job.ts";
import { matches, pageOf } from "./memory-jobs.ts";
import { MemorySessions } from "./memory-sessions.ts";
import { MemoryTokens } from "./memory-tokens.ts";
import { MemoryUploads } from "./memory-uploads.ts";
import { usageOf } from "./memory-usage.ts";
import type { UploadId, UploadOrder, Uploads } from "./upload.ts";

export interface MemoryCloudOptions {
  readonly backends: readonly Backend[];
  /** Begins paused: see `pause()`. For tests of lists and cancellation. */
  readonly paused?: boolean;
  /** In place of the time of day. */
  now?(): Date;
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
  /** With the model that was uploaded before. */
  readonly workload: Workload;
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
  readonly #tokens: MemoryTokens;
  readonly #uploads: MemoryUploads;
  readonly #now: () => Date;
  readonly #openedAt: Date;
  #paused: boolean;
  #line: Promise<void> = Promise.resolve();
  #serial = 0;

  constructor({ backends, paused = false, now = () => new Date() }: MemoryCloudOptions) {
    this.#now = now;
    this.#openedAt = now();
    this.#tokens = new MemoryTokens(now);
    this.#uploads = new MemoryUploads({ newId: () => this.#id<"upload">(), now });
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
    this.#sessions = new MemorySessions({
      newId: () => this.#id<"session">(),
      now,
      unfinished: (id) => this.#unfinished().filter(({ job }) => job.sessionId === id).length,
      cancelWaiting: (id, reason) => {
        for (const entry of this.#waiting()) if (entry.job.sessionId === id) this.#cancelNow(entry, reason);
      },
    });
  }

  async authenticate(secret: string | null): Promise<Caller> {
    const caller = this.#callers.get(this.#tokens.secretOf(secret) ?? "");
    if (!caller) throw new UnauthenticatedError();
    return caller;
  }

  async issueToken(secret: string) {
    if (!this.#callers.has(secret)) throw new UnauthenticatedError();
    return this.#tokens.issue(secret);
  }

  async backends() {
    return this.#backends.map(({ spec }) => ({
      spec,
      state: "online" as const,
      averageQueueMs: 0,
      queueLength: this.#waiting().filter(({ job }) => job.backendName === spec.name).length,
      updatedAt: this.#openedAt,
    }));
  }

  async submit(caller: Caller, order: JobOrder): Promise<Job> {
    const repeated = this.#repeatOf(caller, order);
    if (repeated) return repeated.job;
    const backend = this.#backend(order.backendName);
    const estimate = backend.estimate(order.workload);
    // Later it may be gone, and the job is not.
    const workload = await this.#withUpload(caller, order.workload);
    const meanwhile = this.#repeatOf(caller, order);
    if (meanwhile) return meanwhile.job;
    if (order.sessionId !== null) this.#sessions.admit(caller, order.sessionId, order.backendName);
    const { vendor, apiVersion, backendName, name, dryRun, sessionId, echo } = order;
    const facts: JobFacts = {
      ...{ vendor, apiVersion, backendName, name, dryRun, sessionId, echo },
      id: this.#id<"job">(uuidV7OfWhole),
      projectId: caller.projectId,
      personId: caller.personId,
      submittedAt: this.#now(),
      tags: order.tags ?? [],
      program: order.program ?? null,
      isPrivate: order.isPrivate ?? false,
      shots: shotsOf(order.workload),
      circuitCount: circuitCountOf(order.workload),
      qubitCount: widthOf(order.workload, estimate),
      estimate,
      executionMs: null,
      costMicrocredits: 0,
      expectedWaitMs: 0,
    };
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    const job: Job = { ...facts, state: "queued" };
    const entry: Entry = { job, order, workload, outcome: null, stop: { aborted: false }, finished, finish };
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

  async waitForAny(caller: Caller, ids: readonly JobId[], waitMs: number): Promise<readonly Job[]> {
    if (ids.length > maxWaitedJobs)
      throw new InvalidInputError(`At most ${maxWaitedJobs} jobs are waited for at once.`);
    const entries = ids.map((id) => this.#entry(caller, id));
    if (waitMs > 0 && !this.#paused && entries.length > 0) await Promise.race(entries.map(({ finished }) => finished));
    return entries.map(({ job }) => job);
  }

  async jobs(caller: Caller, query: JobQuery) {
    const own = [...this.#entries.values()].map(({ job }) => job).filter((job) => job.projectId === caller.projectId);
    return pageOf(
      own.filter((job) => matches(job, query)),
      query,
    );
  }

  async outcome(caller: Caller, id: JobId): Promise<Outcome> {
    const entry = this.#entry(caller, id);
    const { outcome } = entry;
    if (!outcome) throw new NotFoundError("result of job", id);
    if (entry.job.isPrivate) entry.outcome = null;
    return outcome;
  }

  async order(caller: Caller, id: JobId): Promise<JobOrder> {
    const { order, job } = this.#entry(caller, id);
    if (job.isPrivate) throw new NotFoundError("program of job", id);
    return order;
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

  openUpload(caller: Caller, order: UploadOrder) {
    return this.#uploads.openUpload(caller, order);
  }

  upload(caller: Caller, id: UploadId) {
    return this.#uploads.upload(caller, id);
  }

  putPart(caller: Caller, id: UploadId, part: Parameters<Uploads["putPart"]>[2]) {
    return this.#uploads.putPart(caller, id, part);
  }

  completeUpload(caller: Caller, id: UploadId, checksum: string) {
    return this.#uploads.completeUpload(caller, id, checksum);
  }

  uploadContent(caller: Caller, id: UploadId, range?: Parameters<Uploads["uploadContent"]>[2]) {
    return this.#uploads.uploadContent(caller, id, range);
  }

  removeUpload(caller: Caller, id: UploadId) {
    return this.#uploads.removeUpload(caller, id);
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
    return this.#sessions.end(caller, id);
  }

  async closeSession(caller: Caller, id: SessionId) {
    return this.#sessions.close(caller, id);
  }

  async retag(caller: Caller, id: JobId, tags: readonly string[]): Promise<Job> {
    const entry = this.#entry(caller, id);
    entry.job = { ...entry.job, tags };
    return entry.job;
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
    for (const entry of this.#waiting()) this.#enqueue(entry, this.#backend(entry.job.backendName));
    await this.#line;
  }

  async #withUpload(caller: Caller, workload: Workload): Promise<Workload> {
    if (workload.kind !== "solve" || !workload.model.upload) return workload;
    const content = await this.#uploads.uploadContent(caller, workload.model.upload.id as UploadId);
    return { ...workload, model: { ...workload.model, content } };
  }

  /** One job at a time, in the order of submission. */
  #enqueue(entry: Entry, backend: Backend): void {
    this.#line = this.#line.then(() => this.#run(entry, backend));
  }

  async #run(entry: Entry, backend: Backend): Promise<void> {
    if (entry.job.state !== "queued") return;
    const { order, stop } = entry;
    const startedAt = this.#now();
    entry.job = { ...factsOf(entry.job), state: "running", startedAt, progress: 0, expectedWaitMs: null };
    if (order.sessionId !== null) this.#sessions.started(order.sessionId, startedAt);
    try {
      entry.outcome = order.dryRun
        ? await compiledOnly(backend, order)
        : await backend.run(entry.workload, { stop, seed: this.#serial, now: () => this.#now().getTime() });
      const facts = { ...factsOf(entry.job), executionMs: outcomeSeconds(entry.outcome) * 1000 };
      entry.job = { ...facts, state: "succeeded", startedAt, finishedAt: this.#now() };
    } catch (thrown) {
      const finishedAt = this.#now();
      const facts = { ...factsOf(entry.job), executionMs: finishedAt.getTime() - startedAt.getTime() };
      entry.job =
        thrown instanceof CancelledError
          ? { ...facts, state: "cancelled", reason: thrown.message, startedAt, finishedAt }
          : { ...facts, state: "failed", failure: failureOf(thrown), startedAt, finishedAt };
    }
    if (order.sessionId !== null) {
      this.#sessions.finished(order.sessionId, this.#now(), entry.job.executionMs ?? 0);
    }
    entry.finish();
  }

  #cancelNow(entry: Entry, reason = "The job was cancelled before it started."): void {
    entry.job = { ...factsOf(entry.job), state: "cancelled", reason, startedAt: null, finishedAt: this.#now() };
    entry.finish();
  }

  #waiting(): Entry[] {
    return [...this.#entries.values()].filter(({ job }) => job.state === "queued");
  }

  #unfinished(): Entry[] {
    return [...this.#entries.values()].filter(({ job }) => job.state === "queued" || job.state === "running");
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
    return make(this.#now().getTime(), random);
  }
}

/** The facts of a job without those of its state. */
function factsOf(job: Job): JobFacts {
  const { id, projectId, personId, vendor, apiVersion, backendName, name, dryRun, sessionId, echo } = job;
  const { submittedAt, shots, circuitCount, qubitCount, estimate, executionMs, costMicrocredits, expectedWaitMs } = job;
  const { tags, program, isPrivate } = job;
  return {
    ...{ id, projectId, personId, vendor, apiVersion, backendName, name, dryRun, sessionId, echo },
    ...{ submittedAt, shots, circuitCount, qubitCount, estimate, executionMs, costMicrocredits, expectedWaitMs },
    ...{ tags, program, isPrivate },
  };
}

/** The widest circuit; of those in files, as the estimate tells. */
const widthOf = (workload: Workload, { resources }: WorkloadEstimate): number =>
  workload.kind === "sample"
    ? workload.circuits.reduce((most, { qubitCount }) => Math.max(most, qubitCount), 0)
    : resources.qubits;

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
