import { InvalidInputError, type JobId, NaruError, uuidV7OfWhole } from "@naru/base";
import type { Caller, Job, JobOrder, OrderEstimate } from "@naru/dialect";
import { circuitCountOf, shotsOf } from "@naru/workload";
import { recordTransitions } from "../audit/index.ts";
import type { QuotedBackend } from "../backends/index.ts";
import { newId } from "../config/index.ts";
import { type Transaction, transaction } from "../db/index.ts";
import { laneOf } from "../queue/index.ts";
import { expectedWaitMs } from "./expected-wait.ts";
import { actorOf, type JobParts } from "./parts.ts";
import { storeProgram } from "./payload.ts";
import { jobOf } from "./row.ts";
import { freshSeed, seedOfOrdinal } from "./seeds.ts";
import { lockSession } from "./session-store.ts";
import { requireOpenSession } from "./sessions.ts";
import { sharedTextsOf, withoutShared } from "./shared-texts.ts";
import { requireStorable } from "./storable.ts";
import { findByIdempotencyKey, findJob, insertJob, insertRefusal, nextOrdinal } from "./store.ts";
import { requireTags } from "./tags.ts";

/**
 * Accepts an order: prices it, sets the credits aside, writes the job and puts it in the queue. All of it or none, and
 * durable when this returns. A repeat, by its idempotency key or as `Attempts` tells it, gets the first job. What is
 * refused is recorded.
 */
export async function submit(parts: JobParts, caller: Caller, order: JobOrder): Promise<Job> {
  try {
    return await accept(parts, caller, order);
  } catch (error) {
    if (error instanceof NaruError) await recordRefusal(parts, caller, order, error);
    throw error;
  }
}

/** What `submit` would say and cost. */
export async function estimate(parts: JobParts, caller: Caller, order: JobOrder): Promise<OrderEstimate> {
  const quote = await parts.backends.quote(await withTrueSize(parts, caller, order));
  await requireOpenSession(parts, parts.database.kysely, caller, order, quote.priceMicrocredits);
  const waitMs = (await expectedWaitMs(parts, quote.estimate)) ?? 0;
  return { ...quote.estimate, costMicrocredits: quote.priceMicrocredits, expectedWaitMs: waitMs };
}

async function accept(parts: JobParts, caller: Caller, order: JobOrder): Promise<Job> {
  requireSound(order);
  const original = JSON.stringify(order.original);
  const requestHash = await hashOf(order, Buffer.from(original));
  const attempt = order.idempotencyKey === null ? await parts.attempts.begin(caller, requestHash) : null;
  const idempotencyKey = order.idempotencyKey ?? attempt?.id ?? null;
  const mayBeKnown = attempt?.isRepeat ?? idempotencyKey !== null;
  const known = mayBeKnown && (await findRepeat(parts, caller, idempotencyKey ?? "", requestHash));
  if (known) return known;

  const quote = await parts.backends.quote(await withTrueSize(parts, caller, order));
  const kept = withoutShared(original, sharedTextsOf(order.workload));
  const payload = await storeProgram(parts.objects, quote.workload, kept);
  const uploadId = uploadOf(order);
  const submittedAt = parts.platform.clock.now();
  const id = uuidV7OfWhole<"job">(submittedAt.getTime(), parts.platform.entropy(10));
  const isNew = await transaction(parts.database, async (tx) => {
    if (order.sessionId !== null) await lockSession(tx, caller.projectId, order.sessionId);
    const room = await requireOpenSession(parts, tx, caller, order, quote.priceMicrocredits);
    const inserted = await insertJob(tx, {
      ...order,
      ...sizeOf(order, quote),
      idempotencyKey,
      priceMicrocredits: quote.priceMicrocredits,
      snapshotId: quote.snapshotId,
      id,
      projectId: caller.projectId,
      personId: caller.personId,
      keyId: caller.keyId,
      state: "queued",
      reason: null,
      seed: await seedOf(parts, tx, caller, order),
      priority: 0,
      requestHash,
      submittedAt,
      ...labelsOf(order),
      maxSeconds: order.maxSeconds ?? null,
      payload: { ...payload, model: uploadId === null ? null : await parts.uploads.lockComplete(tx, caller, uploadId) },
    });
    if (!inserted) return false;
    await parts.ledger.hold(tx, { jobId: id, caller, amountMicrocredits: quote.priceMicrocredits });
    await parts.queue.add(tx, {
      ...{ jobId: id, projectId: caller.projectId, backendName: quote.spec.name, estimate: quote.estimate },
      ...{ priority: 0, goesFirst: room?.goesFirst ?? false },
    });
    await recordTransitions(tx, [
      {
        actor: actorOf(caller),
        projectId: caller.projectId,
        subjectKind: "job",
        subjectId: id,
        from: null,
        to: "queued",
        reason: null,
        requestId: parts.requestId(),
      },
    ]);
    return true;
  });
  if (!isNew) {
    const first = await findRepeat(parts, caller, idempotencyKey ?? "", requestHash);
    if (first) return first;
    throw new NaruError("conflict", "The first job of this idempotency key was removed. Use another key.");
  }
  parts.bus.publish(
    { kind: "queued", lane: laneOf(quote.estimate) },
    { kind: "job", jobId: id, projectId: caller.projectId, state: "queued", progress: 0 },
  );
  return acceptedJob(parts, caller, order, quote, id, submittedAt);
}

/** The upload that an order's model is. */
const uploadOf = ({ workload }: JobOrder): string | null =>
  workload.kind === "solve" ? (workload.model.upload?.id ?? null) : null;

/** What was uploaded is as large as it is, whatever the order says. Throws NotFoundError, and `conflict` for an open one. */
async function withTrueSize(parts: JobParts, caller: Caller, order: JobOrder): Promise<JobOrder> {
  const { workload } = order;
  if (workload.kind !== "solve" || !workload.model.upload) return order;
  const { id } = workload.model.upload;
  const { bytes } = await parts.uploads.requireComplete(caller, id);
  const { format } = workload.model;
  return { ...order, workload: { ...workload, model: { format, base64: "", upload: { id, bytes } } } };
}

/** The job as it was just written; reading it back would cost a query on the busiest path. */
async function acceptedJob(
  parts: JobParts,
  caller: Caller,
  order: JobOrder,
  quote: QuotedBackend,
  id: JobId,
  submittedAt: Date,
): Promise<Job> {
  const { vendor, apiVersion, name, dryRun, sessionId, echo } = order;
  const { projectId, personId } = caller;
  return {
    ...{ vendor, apiVersion, name, dryRun, sessionId, echo, projectId, personId, id, submittedAt },
    ...sizeOf(order, quote),
    ...labelsOf(order),
    costMicrocredits: 0,
    executionMs: null,
    expectedWaitMs: await expectedWaitMs(parts, quote.estimate),
    state: "queued",
  };
}

function sizeOf(order: JobOrder, quote: QuotedBackend) {
  const { workload } = order;
  return {
    backendName: quote.spec.name,
    shots: shotsOf(workload),
    circuitCount: circuitCountOf(workload),
    // Circuits in files were opened for the estimate, and only there.
    qubitCount:
      workload.kind === "sample"
        ? workload.circuits.reduce((widest, circuit) => Math.max(widest, circuit.qubitCount), 0)
        : quote.estimate.resources.qubits,
    estimate: quote.estimate,
  };
}

const labelsOf = ({ tags = [], program, isPrivate = false }: JobOrder) => ({
  tags,
  program: program ?? null,
  isPrivate,
});

/** Fixed when the job is accepted, so that a repeat after a crash gives the same result. */
async function seedOf(parts: JobParts, tx: Transaction, caller: Caller, order: JobOrder): Promise<number> {
  if (order.workload.seed !== undefined) return order.workload.seed;
  if (parts.seed === null) return freshSeed(parts.platform.entropy);
  return seedOfOrdinal(parts.seed, await nextOrdinal(tx, caller.projectId));
}

async function findRepeat(parts: JobParts, caller: Caller, key: string, requestHash: Uint8Array): Promise<Job | null> {
  const found = await findByIdempotencyKey(parts.database.kysely, caller.projectId, key);
  if (!found) return null;
  if (Buffer.compare(found.requestHash, requestHash) !== 0) {
    throw new NaruError(
      "idempotency_mismatch",
      "This idempotency key was used before with another request. Use a new key for a new job.",
      { idempotencyKey: key },
    );
  }
  const row = await findJob(parts.database.kysely, caller, found.row.id);
  return row && jobOf(row, await expectedWaitMs(parts, row.estimate));
}

/** Of what was received; what the dialect made of it follows from that. */
async function hashOf(order: JobOrder, original: Uint8Array): Promise<Buffer> {
  const { vendor, apiVersion, backendName, name, dryRun, sessionId } = order;
  const labels = [labelsOf(order), order.maxSeconds ?? null];
  const rest = [vendor, apiVersion, backendName, name, dryRun, sessionId, ...labels];
  const received = Buffer.concat([Buffer.from(JSON.stringify(rest)), original]);
  return Buffer.from(await crypto.subtle.digest("SHA-256", received));
}

function requireSound(order: JobOrder): void {
  requireStorable("name", order.name ?? "");
  requireStorable("idempotency key", order.idempotencyKey ?? "");
  requireStorable("program's name", order.program ?? "");
  requireTags(order.tags ?? []);
  const { maxSeconds = 1 } = order;
  if (!(maxSeconds > 0 && Number.isFinite(maxSeconds))) {
    throw new InvalidInputError("The longest run of a job is a number of seconds above 0.", { maxSeconds });
  }
}

async function recordRefusal(parts: JobParts, caller: Caller, order: JobOrder, error: NaruError): Promise<void> {
  await insertRefusal(parts.database.kysely, {
    id: newId(parts.platform),
    keyId: caller.keyId,
    projectId: caller.projectId,
    vendor: order.vendor,
    code: error.code,
    message: error.message.replaceAll("\0", "").toWellFormed(),
    at: parts.platform.clock.now(),
  }).catch((failure) => parts.log.warn({ failure }, "a refused order could not be recorded"));
}
