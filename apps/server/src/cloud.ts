import type { Caller, Cloud } from "@naru/dialect";
import type { Auth } from "./auth/index.ts";
import type { Backends } from "./backends/index.ts";
import type { Jobs } from "./jobs/index.ts";

/** The service as one vendor's dialect sees it: that vendor's backends, and the jobs that came through its API. */
export function cloudOf(
  parts: { auth: Pick<Auth, "authenticate">; backends: Backends; jobs: Jobs },
  vendor: string,
): Cloud {
  const { auth, backends, jobs } = parts;
  const scoped = (caller: Caller) => ({ ...caller, vendor });
  return {
    authenticate: (secret) => auth.authenticate(secret),
    backends: () => backends.list(vendor),
    submit: (caller, order) => jobs.submit(caller, order),
    estimate: (caller, order) => jobs.estimate(caller, order),
    job: (caller, id, options) =>
      options?.waitMs ? jobs.jobSoon(scoped(caller), id, options.waitMs) : jobs.job(scoped(caller), id),
    jobs: (caller, query) => jobs.jobs(scoped(caller), query),
    outcome: (caller, id) => jobs.outcome(scoped(caller), id),
    order: (caller, id) => jobs.order(scoped(caller), id),
    cancel: (caller, id) => jobs.cancel(scoped(caller), id),
    remove: (caller, id) => jobs.remove(scoped(caller), id),
    openSession: (caller, order) => jobs.openSession(caller, order),
    session: (caller, id) => jobs.session(caller, id),
    sessions: (caller, query) => jobs.sessions(caller, query),
    endSession: (caller, id) => jobs.endSession(caller, id),
    usage: (caller, query) => jobs.usage(caller, query),
  };
}
