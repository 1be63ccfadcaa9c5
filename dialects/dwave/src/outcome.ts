import { NotFoundError } from "@naru/base";
import type { Job } from "@naru/dialect";
import { annealedOf, type Outcome, solvedOf } from "@naru/workload";
import { readEcho } from "./echo.ts";
import { writeQpAnswer, writeSampleSet } from "./encoding/index.ts";
import type { SapiCall } from "./router.ts";
import { solverNamed, workingPartOf } from "./solvers/index.ts";

/** The `answer` of a problem that succeeded, as JSON; null before that and of others. */
export async function answerTextOf({ cloud, caller }: Pick<SapiCall, "cloud" | "caller">, job: Job) {
  return job.state === "succeeded" ? writeAnswer(job, await cloud.outcome(caller, job.id)) : null;
}

/** The states that a nonlinear model's answer refers to. Throws NotFoundError for problems that have none. */
export async function statesOf({ cloud, caller }: SapiCall, job: Job): Promise<Uint8Array<ArrayBuffer>> {
  const outcome = job.state === "succeeded" ? await cloud.outcome(caller, job.id) : null;
  if (outcome?.kind !== "solve" || outcome.format !== "nl") throw new NotFoundError("data of problem", job.id);
  return Uint8Array.from(outcome.file);
}

const microseconds = (seconds: number): number => Math.round(seconds * 1e6);

function writeAnswer(job: Job, outcome: Outcome): string {
  const solver = solverNamed(job.backendName);
  const { offset, timeLimitSeconds } = readEcho(job);
  if (solver.kind === "qpu") {
    return JSON.stringify(writeQpAnswer(annealedOf(outcome), workingPartOf(solver.machine).size, offset));
  }
  const solved = solvedOf(outcome);
  const times = {
    qpu_access_time: 0,
    charge_time: microseconds(timeLimitSeconds),
    run_time: microseconds(solved.seconds),
  };
  if (solved.format !== "nl") return `{"format":"bq","data":${writeSampleSet(solved, times)}}`;
  return JSON.stringify({
    format: "binary-ref",
    auth_method: "sapi-token",
    // Below the endpoint, whatever that is called where the client found it.
    url: `problems/${job.id}/answer/data`,
    timing: { ...times, warnings: [] },
    shape: {},
  });
}
