import { InvalidInputError, isUuid, type JobId, NaruError, NotFoundError } from "@naru/base";
import { type Job, type JobState, type JsonObject, jobStates } from "@naru/dialect";
import { check, queryNumber, type Route, shortened } from "@naru/dialect/http";
import { readBody } from "./body.ts";
import { readEcho } from "./echo.ts";
import { answerError, errorObject } from "./errors.ts";
import { tagOf, textsOf } from "./job.ts";
import { answer, answerText } from "./media.ts";
import { answerTextOf, statesOf } from "./outcome.ts";
import { isFinal, wireStatus, writeMessages, writeMetadata, writeProblem } from "./problem-object.ts";
import { type SapiCall, sapi } from "./router.ts";
import { submit, written } from "./serve-submit.ts";
import { mostIds, WireIds } from "./wire.ts";

/** The client reads for 60 s; proxies often give up then. */
const longestPollSeconds = 50;
/** A running problem stops soon after it is asked to. */
const stopMs = 2_000;

export const problemRoutes: readonly Route[] = [
  sapi("POST", "/problems", submit),
  sapi("GET", "/problems", (call) => (call.query.has("id") ? poll(call) : list(call))),
  sapi("DELETE", "/problems", cancelAll),
  sapi("GET", "/problems/{id}", async (call) => {
    const job = await find(call, call.params.id ?? "", timeoutMs(call));
    return answerText("problem", call.spelling, await written(call, job));
  }),
  sapi("DELETE", "/problems/{id}", async (call) => {
    const job = await cancelled(call, call.params.id ?? "");
    return answer("problem", call.spelling, writeProblem(job, call.spelling));
  }),
  sapi("GET", "/problems/{id}/info", info),
  sapi("GET", "/problems/{id}/messages", async (call) =>
    answer("problem-message", call.spelling, writeMessages(await find(call, call.params.id ?? ""))),
  ),
  sapi("GET", "/problems/{id}/answer", async (call) => {
    const text = await answerTextOf(call, await find(call, call.params.id ?? ""));
    if (text === null) return answerError(404, "Problem has no answer: it is not completed.");
    return answerText("problem-answer", call.spelling, `{"answer":${text}}`);
  }),
  sapi("GET", "/problems/{id}/answer/data", async (call) => {
    const states = await statesOf(call, await find(call, call.params.id ?? ""));
    return new Response(states, { headers: { "content-type": "application/octet-stream" } });
  }),
];

const timeoutMs = ({ query }: SapiCall): number =>
  1000 * queryNumber(query, "timeout", { fallback: 0, least: 0, most: longestPollSeconds });

function jobIdOf(text: string): JobId {
  if (!isUuid(text)) throw new NotFoundError("job", shortened(text));
  return text as JobId;
}

const find = ({ cloud, caller }: SapiCall, id: string, waitMs = 0): Promise<Job> =>
  cloud.job(caller, jobIdOf(id), waitMs > 0 ? { waitMs } : {});

/** Every problem that is named, in order, as soon as one of them is over: the client asks again at once. */
async function poll(call: SapiCall): Promise<Response> {
  const ids = (call.query.get("id") ?? "").split(",");
  if (ids.length > mostIds) {
    throw new InvalidInputError(`Up to ${mostIds} problems are asked for at once; these are ${ids.length}.`);
  }
  const jobs = await call.cloud.waitForAny(call.caller, ids.map(jobIdOf), timeoutMs(call));
  return answer(
    "problems",
    call.spelling,
    jobs.map((job) => writeProblem(job, call.spelling)),
  );
}

/** Problems, newest first. */
async function list({ cloud, caller, query, spelling }: SapiCall): Promise<Response> {
  const limit = Math.trunc(queryNumber(query, "max_results", { fallback: mostIds, least: 1, most: mostIds }));
  const solver = query.get("solver");
  const label = query.get("label");
  const status = query.get("status");
  const { jobs } = await cloud.jobs(caller, {
    limit,
    ...(status && { states: statesNamed(status) }),
    ...(solver && { backendNames: [solver] }),
    ...(label && { tags: [tagOf(label)] }),
  });
  const found = label ? jobs.filter((job) => readEcho(job).label === label) : jobs;
  return answer(
    "problems",
    spelling,
    found.map((job) => writeProblem(job, spelling)),
  );
}

function statesNamed(status: string): JobState[] {
  const states = jobStates.filter((state) => wireStatus[state] === status);
  if (states.length === 0) throw new InvalidInputError("invalid status", { keys: ["status"] });
  return states;
}

/** A problem with all that was sent, exactly as it came. */
async function info(call: SapiCall): Promise<Response> {
  const job = await find(call, call.params.id ?? "");
  const { data, params } = textsOf(await call.cloud.order(call.caller, job.id));
  const caller = { keyId: call.caller.keyId, secret: call.secret };
  const metadata = JSON.stringify(writeMetadata(job, call.spelling, caller));
  const answerJson = await answerTextOf(call, job);
  return answerText(
    "problem-data",
    call.spelling,
    `{"id":"${job.id}","data":${data},"params":${params},"metadata":${metadata}${answerJson === null ? "" : `,"answer":${answerJson}`}}`,
  );
}

/** The job after it was asked to stop. Throws `conflict` for one that was over. */
async function cancelled(call: SapiCall, id: string): Promise<Job> {
  const job = await find(call, id);
  if (!isFinal(job)) {
    const stopping = await call.cloud.cancel(call.caller, job.id);
    const after = isFinal(stopping) ? stopping : await find(call, id, stopMs);
    if (!isFinal(after) || after.state === "cancelled") return after;
  }
  throw new NaruError("conflict", "Problem has been finished.");
}

async function cancelAll(call: SapiCall): Promise<Response> {
  const ids = check(WireIds, (await readBody(call.request)).value);
  const results: JsonObject[] = [];
  for (const id of ids) {
    try {
      results.push(writeProblem(await cancelled(call, id), call.spelling));
    } catch (thrown) {
      if (!(thrown instanceof NaruError)) throw thrown;
      results.push(errorObject(thrown));
    }
  }
  return answer("problems", call.spelling, results);
}
