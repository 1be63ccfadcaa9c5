import { NotFoundError } from "@naru/base";
import type { Job } from "@naru/dialect";
import { json, type KnownCall } from "@naru/dialect/http";
import { readEcho } from "./echo.ts";
import { ranTooLong } from "./job-object.ts";
import { programNamed } from "./programs.ts";
import { noContent } from "./router.ts";
import { machineNamed } from "./serve-backends.ts";

/**
 * The answer to `GET /jobs/{id}/results`: the program's text once the job succeeded, the message of a failure, nothing
 * (204) otherwise. A private job's result is there once; who asks for the head alone does not take it.
 */
export async function writeResults({ cloud, caller, request }: KnownCall, job: Job): Promise<Response> {
  if (job.state === "failed" && !ranTooLong(job)) {
    return new Response(job.failure.message, { headers: { "content-type": "text/plain; charset=utf-8" } });
  }
  if (job.state !== "succeeded") return noContent();
  if (request.method === "HEAD") return json("");
  const machine = machineNamed(job.backendName);
  if (!machine) throw new NotFoundError("backend", job.backendName);
  const program = programNamed(job.program ?? "");
  try {
    const outcome = await cloud.outcome(caller, job.id);
    const { startedAt, finishedAt } = job;
    const text = await program.write(outcome, readEcho(job).program, {
      backend: machine.model,
      startedAt,
      finishedAt,
    });
    return json(text);
  } catch (thrown) {
    if (job.isPrivate && thrown instanceof NotFoundError) return noContent();
    throw thrown;
  }
}
