import { createHash } from "node:crypto";
import { InvalidInputError, type JobId, NaruError, uuidV7OfWhole } from "@naru/base";
import type { Caller, Job, JobOrder, OrderEstimate } from "@naru/dialect";
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
import { findByIdempotencyKey, findJob, insertJob, insertRefusal, nextOrdinal } from "./store.ts";

/**
 * Accepts an order: prices it, sets the credits aside, writes the job and puts it in the queue. All of it or none, and
 * durable when this returns. A repeat with a known idempotency key gets the first job. What is refused is recorded.
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
  const quote = await parts.backends.quote(order);
  await requireOpenSession(parts, parts.database.kysely, caller, order, quote.priceMicrocredits);
  const waitMs = (await expectedWaitMs(parts, quote.estimate)) ?? 0;
  return { ...quote.estimate, costMicrocredits: quote.priceMicrocredits, expectedWaitMs: waitMs };
}

async function accept(parts: JobParts, caller: Caller, order: JobOrder): Promise<Job> {
  requireStorable(order);
  const workload = JSON.stringify(order.workload);
  const original = JSON.stringify(order.original);
  const requestHash = hashOf(order, workload, original);
  const known = order.idempotencyKey && (await findRepeat(parts, caller, order.idempotencyKey, requestHash));
  if (known) return known;

  const quote = await parts.backends.quote(order, workload);
  const program = await storeProgram(parts.objects, workload, original);
  const submittedAt = parts.platform.clock.now();
  const id = uuidV7OfWhole<"job">(submittedAt.getTime(), parts.platform.entropy(10));
  const isNew = await transaction(parts.database, async (tx) => {
    if (order.sessionId !== null) await lockSession(tx, caller.projectId, order.sessionId);
    await requireOpenSession(parts, tx, caller, order, quote.priceMicrocredits);
    const inserted = await insertJob(tx, {
      ...order,
      ...sizeOf(order, quote),
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
      program,
    });
    if (!inserted) return false;
    await parts.ledger.hold(tx, { jobId: id, caller, amountMicrocredits: quote.priceMicrocredits });
    await parts.queue.add(tx, { jobId: id, projectId: caller.projectId, priority: 0, estimate: quote.estimate });
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
    const first = await findRepeat(parts, caller, order.idempotencyKey ?? "", requestHash);
    if (first) return first;
    throw new NaruError("conflict", "The first job of this idempotency key was removed. Use another key.");
  }
  parts.bus.publish(
    { kind: "queued", lane: laneOf(quote.estimate) },
    { kind: "job", jobId: id, projectId: caller.projectId, state: "queued", progress: 0 },
  );
  return acceptedJob(parts, caller, order, quote, id, submittedAt);
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
    costMicrocredits: 0,
    executionMs: null,
    expectedWaitMs: await expectedWaitMs(parts, quote.estimate),
    state: "queued",
  };
}

function sizeOf(order: JobOrder, quote: QuotedBackend) {
  const { circuits, shots } = order.workload;
  return {
    backendName: quote.spec.name,
    shots,
    circuitCount: circuits.length,
    qubitCount: circuits.reduce((widest, circuit) => Math.max(widest, circuit.qubitCount), 0),
    estimate: quote.estimate,
  };
}

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

function hashOf(order: JobOrder, workload: string, original: string): Buffer {
  const { vendor, apiVersion, backendName, name, dryRun, sessionId } = order;
  const hash = createHash("sha256").update(JSON.stringify([vendor, apiVersion, backendName, name, dryRun, sessionId]));
  return hash.update(workload).update(original).digest();
}

/** PostgreSQL keeps no U+0000 in texts, and no half of a surrogate pair. */
function requireStorable(order: JobOrder): void {
  const texts = { name: order.name, "idempotency key": order.idempotencyKey };
  for (const [what, text] of Object.entries(texts)) {
    if (text?.includes("\0") || text?.isWellFormed() === false) {
      throw new InvalidInputError(`The ${what} holds a character that cannot be stored. Use ordinary text.`);
    }
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
