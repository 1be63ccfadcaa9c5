import { ForbiddenError, isUuid, type JobId, NotFoundError, UnsupportedError } from "@naru/base";
import type { Job } from "@naru/dialect";
import { json, type KnownCall, queryBoolean, queryInteger, type Route, shortened } from "@naru/dialect/http";
import { type CircuitOutcome, sampleOf, samplesOf } from "@naru/workload";
import { payloadOf, readOrder } from "./job.ts";
import { isFinal, isWaiting, writeJob } from "./job-object.ts";
import type { Machines } from "./machines.ts";
import { writeCounts, writeMeasurements } from "./outcome.ts";
import { readBody } from "./request.ts";
import { known } from "./router.ts";

/**
 * The client asks at once after submitting and then once a second. So what is over soon is told in the first answer: a
 * submission is held for this long,
 */
const submitWaitMs = 500;
/** and so is a question after a job that was submitted less than this long ago. */
const youngMs = 1000;

/** Seconds that a client may ask us to hold a question, and what is taken where it names none. */
const longPollSeconds = { fallback: 10, least: 0, most: 30 } as const;

/** Routes of jobs. */
export function jobRoutes(machines: Machines): readonly Route[] {
  return [
    known("POST", "/jobs/{qc}/circuit", submit),
    ...["run", "sweep"].map((type) =>
      known("POST", `/jobs/{qc}/${type}`, async (call) => {
        await machines.named(call.cloud, call.params.qc ?? "");
        throw new UnsupportedError("Jobs of pulses are not run here. Send circuits to jobs/{qc}/circuit.", {
          wireCode: "unsupported_job_type",
        });
      }),
    ),
    known("GET", "/jobs/{id}", read),
    known("GET", "/jobs/{id}/payload", async (call) => {
      const job = await find(call);
      return json(payloadOf(await call.cloud.order(call.caller, job.id)), { "iqm-job-type": "circuit" });
    }),
    known("GET", "/jobs/{id}/artifacts/{artifact}", artifact),
    known("POST", "/jobs/{id}/cancel", async (call) => {
      const job = await find(call);
      const after = isFinal(job) ? job : await call.cloud.cancel(call.caller, job.id);
      if (isFinal(job) || (isFinal(after) && after.state !== "cancelled")) {
        throw new ForbiddenError(`The job ${job.id} is over and cannot be cancelled.`, {
          wireCode: "illegal_job_status",
        });
      }
      return answerJob(call, after);
    }),
    known("DELETE", "/jobs/{id}", async (call) => {
      const job = await find(call);
      await call.cloud.remove(call.caller, job.id);
      return new Response(null, { status: 204 });
    }),
  ];

  async function submit(call: KnownCall): Promise<Response> {
    const { cloud, caller, params, query, request } = call;
    if (queryBoolean(query, "use_timeslot")) {
      throw new ForbiddenError("There are no time slots here. Submit with use_timeslot=false.", {
        wireCode: "no_booked_timeslots",
      });
    }
    const { machine } = await machines.named(cloud, params.qc ?? "");
    const order = readOrder(await readBody(request), machine, query.get("tag") || null);
    const { id } = await cloud.submit(caller, order);
    return answerJob(call, await cloud.job(caller, id, { waitMs: submitWaitMs }), { status: 201 });
  }

  async function read(call: KnownCall): Promise<Response> {
    const { query } = call;
    if (!queryBoolean(query, "wait_until_terminal")) {
      const ageMs = Date.now() - millisecondsOf(call.params.id ?? "");
      return answerJob(call, await find(call, Math.min(submitWaitMs, youngMs - ageMs)));
    }
    const job = await longPoll(call, 1000 * queryInteger(query, "timeout_seconds", longPollSeconds));
    return answerJob(call, job, isFinal(job) ? {} : { headers: { "iqm-long-poll-timed-out": "true" } });
  }

  async function answerJob({ cloud }: KnownCall, job: Job, init: ResponseInit = {}): Promise<Response> {
    const machineId = machines.ofBackend(job.backendName)?.id ?? null;
    const queueLength = isWaiting(job)
      ? ((await cloud.backends()).find(({ spec }) => spec.name === job.backendName)?.queueLength ?? 0)
      : 0;
    return Response.json(writeJob(job, { machineId, queueLength }), init);
  }
}

/** The job that a route names, held for a while if it may end meanwhile. */
async function find({ cloud, caller, params }: KnownCall, waitMs = 0): Promise<Job> {
  return ownOf(await cloud.job(caller, idOf(params), waitMs > 0 ? { waitMs } : {}));
}

/** The job that a route names, when it is over or as it is after so long. */
async function longPoll({ cloud, caller, params }: KnownCall, holdMs: number): Promise<Job> {
  const id = idOf(params);
  const [job] = await cloud.waitForAny(caller, [id], holdMs);
  if (!job) throw new NotFoundError("job", id);
  return ownOf(job);
}

function idOf(params: KnownCall["params"]): JobId {
  const id = (params.id ?? "").toLowerCase();
  if (!isUuid(id)) throw new NotFoundError("job", shortened(id));
  return id as JobId;
}

/** Jobs of other vendors are not found here. */
function ownOf(job: Job): Job {
  if (job.vendor !== "iqm") throw new NotFoundError("job", job.id);
  return job;
}

/** When an id was made, in milliseconds since 1970: the first 48 bits of a UUID of version 7 (RFC 9562 §5.7). */
const millisecondsOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

async function artifact(call: KnownCall): Promise<Response> {
  const { artifact: name = "" } = call.params;
  const job = await find(call);
  const isKnown = name === "measurements" || name === "measurement_counts";
  if (!isKnown || job.state !== "succeeded") {
    throw new NotFoundError("artifact of the job", `${shortened(name)}" of "${job.id}`);
  }
  const { cloud, caller } = call;
  const { circuits } = samplesOf((await cloud.order(caller, job.id)).workload);
  const outcomes = sampleOf(await cloud.outcome(caller, job.id)).circuits;
  const outcomeOf = (index: number): CircuitOutcome => {
    const outcome = outcomes[index];
    if (!outcome) throw new NotFoundError("result", job.id);
    return outcome;
  };
  return name === "measurements"
    ? json(`[${circuits.map((circuit, k) => writeMeasurements(circuit, outcomeOf(k))).join(",")}]`)
    : Response.json(circuits.map((circuit, k) => writeCounts(circuit, outcomeOf(k))));
}
