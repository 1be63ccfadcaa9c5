import type { JsonObject } from "@naru/dialect";
import { json, type KnownCall, type Route } from "@naru/dialect/http";
import { readEcho } from "./echo.ts";
import { isMulti } from "./job-object.ts";
import { writeChildV03, writeJobV03 } from "./job-object-v03.ts";
import { readBody } from "./request.ts";
import { known } from "./router.ts";
import { characterizationRoutesV03 } from "./serve-backends.ts";
import { cancelJob, find, listJobs, readQuery, removeJob, submit } from "./serve-jobs.ts";
import { aggregated, flat, outcomes } from "./serve-results.ts";
import { upgradeJob } from "./wire-v03.ts";

const waitMs = 1000;

/** The older API beside the newer one: same jobs, other words. */
export const routesV03: readonly Route[] = [
  ...characterizationRoutesV03,
  known("POST", "/v0.3/jobs", async (call) => {
    const body = await readBody(call.request);
    return submit(call, upgradeJob(body), body as JsonObject, "v0.3", 200); // qiskit-ionq 0.5 takes nothing but 200
  }),
  known("GET", "/v0.3/jobs", async (call) =>
    listJobs(call, await readQuery(call), { job: writeJobV03, child: writeChildV03 }),
  ),
  known("GET", "/v0.3/jobs/{id}", async (call) => {
    const { job, index } = await find(call, call.params.id, null, waitMs);
    return Response.json(index === null ? writeJobV03(job) : writeChildV03(job, index));
  }),
  known("GET", "/v0.3/jobs/{id}/results", results),
  known("PUT", "/v0.3/jobs/{id}/status/cancel", cancelJob),
  known("DELETE", "/v0.3/jobs/{id}", removeJob),
];

/**
 * Probabilities: flat for one circuit, by child id for several. A job of one circuit in a list is flat too: qiskit-ionq
 * 0.5 reads it so, and the others accept both.
 */
async function results(call: KnownCall): Promise<Response> {
  const { job, index } = await find(call, call.params.id, null);
  const echo = readEcho(job);
  const circuits = await outcomes(call, job);
  const nested = index === null && isMulti(echo) && circuits.length > 1;
  return json(nested ? aggregated(job, echo, circuits) : flat(circuits[index ?? 0], echo));
}
