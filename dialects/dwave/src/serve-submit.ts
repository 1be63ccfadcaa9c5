import { InvalidInputError, NaruError } from "@naru/base";
import type { Job, JsonObject } from "@naru/dialect";
import { itemsOf, type JsonText } from "@naru/dialect/http";
import { readBody } from "./body.ts";
import { bugObject, errorObject } from "./errors.ts";
import { readOrder } from "./job.ts";
import { answerText } from "./media.ts";
import { answerTextOf } from "./outcome.ts";
import { isFinal, writeProblem } from "./problem-object.ts";
import type { SapiCall } from "./router.ts";
import { mostProblems } from "./wire.ts";

/** A short problem is waited for: its answer then comes with the submission, which saves two round trips. */
const patienceMs = 300;
/** Who sends one problem by itself waits for it. */
const lonePatienceMs = 2_000;

/**
 * `POST problems/`: several problems, of which each is accepted or refused by itself; or a lone one, whose refusal is the
 * answer's.
 */
export async function submit(call: SapiCall): Promise<Response> {
  const body = await readBody(call.request);
  const { value } = body;
  if (!Array.isArray(value)) {
    const job = await accepted(call, body);
    const now = isFinal(job) ? job : await call.cloud.job(call.caller, job.id, { waitMs: lonePatienceMs });
    return answerText("problems", call.spelling, await written(call, now));
  }
  if (value.length > mostProblems) {
    throw new InvalidInputError(`Up to ${mostProblems} problems are submitted at once; these are ${value.length}.`);
  }
  const results: (Job | JsonObject)[] = [];
  for (const item of itemsOf({ value, text: body.text })) results.push(await acceptedOrRefused(call, item));
  const untilMs = Date.now() + patienceMs;
  const texts: string[] = [];
  for (const result of results) {
    texts.push(
      "echo" in result ? await written(call, await settled(call, result as Job, untilMs)) : JSON.stringify(result),
    );
  }
  return answerText("problems", call.spelling, `[${texts.join(",")}]`);
}

const accepted = async ({ cloud, caller }: SapiCall, item: JsonText): Promise<Job> =>
  cloud.submit(caller, await readOrder(cloud, caller, item));

/** A bug with one problem leaves the others as they are: they were accepted. */
async function acceptedOrRefused(call: SapiCall, item: JsonText): Promise<Job | JsonObject> {
  try {
    return await accepted(call, item);
  } catch (thrown) {
    if (thrown instanceof NaruError) return errorObject(thrown);
    call.report(thrown);
    return bugObject;
  }
}

/** The job a moment later, where that may be the end of it. */
async function settled({ cloud, caller }: SapiCall, job: Job, untilMs: number): Promise<Job> {
  const waitMs = untilMs - Date.now();
  const expectedMs = job.estimate.seconds * 1000 + (job.expectedWaitMs ?? 0);
  return isFinal(job) || waitMs <= 0 || expectedMs > patienceMs ? job : cloud.job(caller, job.id, { waitMs });
}

/** A problem, with its answer where there is one. */
export async function written(call: SapiCall, job: Job): Promise<string> {
  const text = JSON.stringify(writeProblem(job, call.spelling));
  const answer = await answerTextOf(call, job);
  return answer === null ? text : `${text.slice(0, -1)},"answer":${answer}}`;
}
