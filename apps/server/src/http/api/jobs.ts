import { InvalidInputError, isUuid, type JobId, NotFoundError } from "@naru/base";
import { type JobState, jobStates } from "@naru/sdk";
import { z } from "zod";
import { acceptOrder } from "../../cloud.ts";
import { programLimitBytes } from "../errors.ts";
import { callerOf, withKey } from "./bearer.ts";
import type { EventStreams } from "./events.ts";
import type { ApiApp, ApiParts } from "./parts.ts";
import { programView, readSubmission } from "./program.ts";
import { resultView } from "./result-view.ts";
import {
  errorBody,
  idParams,
  job,
  jobPage,
  jobQuery,
  jobsQuery,
  program,
  result,
  resultQuery,
  submitRequest,
} from "./schemas.ts";
import { jobView } from "./views.ts";

const defaultPageSize = 50;
const defaultTop = 1024;

/** Jobs of the caller's project, whichever API they came through. */
export function serveJobs(app: ApiApp, { auth, jobs }: ApiParts, streams: EventStreams): void {
  const shared = { tags: ["jobs"], security: withKey };
  const refusals = { 401: errorBody, 404: errorBody };

  app.route({
    method: "GET",
    url: "/jobs",
    schema: {
      ...shared,
      summary: "The project's jobs, newest first",
      querystring: jobsQuery,
      response: { 200: jobPage, 400: errorBody, 401: errorBody },
    },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      const { limit = defaultPageSize, after, state } = request.query;
      const states = state ? state.split(",").map(readState) : null;
      const page = await jobs.jobs(caller, { limit, ...(after !== undefined && { after }), ...(states && { states }) });
      return { jobs: page.jobs.map(jobView), next: page.next };
    },
  });

  app.route({
    method: "POST",
    url: "/jobs",
    bodyLimit: programLimitBytes,
    schema: {
      ...shared,
      summary: "Submit a program",
      body: submitRequest,
      response: {
        201: job,
        400: errorBody,
        401: errorBody,
        402: errorBody,
        403: errorBody,
        413: errorBody,
        422: errorBody,
        503: errorBody,
      },
    },
    // The key is asked for before the body is read, so that a stranger cannot make us read 64 MiB.
    onRequest: async (request) => {
      await callerOf(auth, request);
    },
    handler: async (request, reply) => {
      const caller = await callerOf(auth, request);
      return reply.code(201).send(jobView(await acceptOrder(jobs, caller, readSubmission(request.body))));
    },
  });

  app.route({
    method: "GET",
    url: "/jobs/events",
    exposeHeadRoute: false, // its answer has no end
    schema: { ...shared, summary: "What happens to the project's jobs, as server-sent events", hide: false },
    handler: async (request, reply) => {
      const caller = await callerOf(auth, request);
      streams.open(reply, caller.projectId, () => callerOf(auth, request));
      return reply;
    },
  });

  app.route({
    method: "GET",
    url: "/jobs/:id",
    schema: {
      ...shared,
      summary: "A job as it stands, or once it is final",
      params: idParams,
      querystring: jobQuery,
      response: { 200: job, ...refusals },
    },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      const id = readJobId(request.params.id);
      const { wait } = request.query;
      return jobView(wait ? await jobs.waitForJob(caller, id, wait) : await jobs.job(caller, id));
    },
  });

  app.route({
    method: "GET",
    url: "/jobs/:id/result",
    schema: {
      ...shared,
      summary: "What a job that succeeded gave",
      params: idParams,
      querystring: resultQuery,
      response: { 200: result, ...refusals },
    },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      const id = readJobId(request.params.id);
      return resultView(id, await jobs.outcome(caller, id), request.query.top ?? defaultTop) as z.output<typeof result>;
    },
  });

  app.route({
    method: "GET",
    url: "/jobs/:id/program",
    schema: {
      ...shared,
      summary: "A job's program, as it was received",
      params: idParams,
      response: { 200: program, ...refusals },
    },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      return programView(await jobs.order(caller, readJobId(request.params.id)));
    },
  });

  app.route({
    method: "POST",
    url: "/jobs/:id/cancel",
    schema: {
      ...shared,
      summary: "Ask a job to stop",
      params: idParams,
      body: z.unknown().optional(),
      response: { 200: job, ...refusals },
    },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      return jobView(await jobs.cancel(caller, readJobId(request.params.id)));
    },
  });

  app.route({
    method: "DELETE",
    url: "/jobs/:id",
    schema: {
      ...shared,
      summary: "Forget a job, its program and its result",
      params: idParams,
      response: { 204: z.null(), ...refusals },
    },
    handler: async (request, reply) => {
      const caller = await callerOf(auth, request);
      await jobs.remove(caller, readJobId(request.params.id));
      return reply.code(204).send(null);
    },
  });
}

function readJobId(text: string): JobId {
  if (!isUuid(text)) throw new NotFoundError("job", text.slice(0, 100));
  return text as JobId;
}

function readState(text: string): JobState {
  const state = jobStates.find((known) => known === text.trim());
  if (!state) throw new InvalidInputError(`There is no job state "${text}". States are: ${jobStates.join(", ")}.`);
  return state;
}
