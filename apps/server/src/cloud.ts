import { InvalidInputError } from "@naru/base";
import type { Caller, Cloud, Job, JobOrder } from "@naru/dialect";
import { type Auth, requireSubmitter } from "./auth/index.ts";
import type { Backends } from "./backends/index.ts";
import type { Jobs } from "./jobs/index.ts";
import type { UploadService } from "./uploads/index.ts";

/** Characters of an idempotency key. */
export const longestIdempotencyKey = 200;

/** The one door for orders, whichever API they came through. Throws ForbiddenError for callers who may only read. */
export async function acceptOrder(jobs: Pick<Jobs, "submit">, caller: Caller, order: JobOrder): Promise<Job> {
  requireSubmitter(caller);
  if ((order.idempotencyKey?.length ?? 0) > longestIdempotencyKey) {
    throw new InvalidInputError(
      `An idempotency key has ${longestIdempotencyKey} characters at most. Use a shorter one.`,
    );
  }
  return jobs.submit(caller, order);
}

/** The service as one vendor's dialect sees it: that vendor's backends, and the jobs that came through its API. */
export function cloudOf(
  parts: { auth: Pick<Auth, "authenticate" | "issueToken">; backends: Backends; jobs: Jobs; uploads: UploadService },
  vendor: string,
): Cloud {
  const { auth, backends, jobs, uploads } = parts;
  const scoped = (caller: Caller) => ({ ...caller, vendor });
  return {
    authenticate: (secret) => auth.authenticate(secret),
    issueToken: (secret) => auth.issueToken(secret),
    backends: () => backends.list(vendor),
    submit: (caller, order) => acceptOrder(jobs, caller, order),
    estimate: (caller, order) => jobs.estimate(caller, order),
    job: (caller, id, options) =>
      options?.waitMs ? jobs.jobSoon(scoped(caller), id, options.waitMs) : jobs.job(scoped(caller), id),
    waitForAny: (caller, ids, waitMs) => jobs.waitForAny(scoped(caller), ids, waitMs),
    jobs: (caller, query) => jobs.jobs(scoped(caller), query),
    outcome: (caller, id) => jobs.outcome(scoped(caller), id),
    order: (caller, id) => jobs.order(scoped(caller), id),
    cancel: (caller, id) => jobs.cancel(scoped(caller), id),
    remove: (caller, id) => jobs.remove(scoped(caller), id),
    async openSession(caller, order) {
      requireSubmitter(caller);
      return jobs.openSession(caller, order);
    },
    session: (caller, id) => jobs.session(caller, id),
    sessions: (caller, query) => jobs.sessions(caller, query),
    async retag(caller, id, tags) {
      requireSubmitter(caller);
      return jobs.retag(scoped(caller), id, tags);
    },
    closeSession: (caller, id) => jobs.closeSession(caller, id),
    endSession: (caller, id) => jobs.endSession(caller, id),
    async openUpload(caller, order) {
      requireSubmitter(caller);
      return uploads.openUpload(caller, order);
    },
    upload: (caller, id) => uploads.upload(caller, id),
    async putPart(caller, id, part) {
      requireSubmitter(caller);
      return uploads.putPart(caller, id, part);
    },
    async completeUpload(caller, id, checksum) {
      requireSubmitter(caller);
      return uploads.completeUpload(caller, id, checksum);
    },
    uploadContent: (caller, id, range) => uploads.uploadContent(caller, id, range),
    async removeUpload(caller, id) {
      requireSubmitter(caller);
      return uploads.removeUpload(caller, id);
    },
    usage: (caller, query) => jobs.usage(caller, query),
  };
}
