import { isFinal, type JobPageView, type JobState } from "@naru/sdk";
import { useCallback, useEffect, useRef } from "react";
import { type Loaded, useJobNews, useLoad } from "../../data/index.ts";
import { useSession } from "../../session/index.ts";

const pageSize = 20;
/** Many jobs can change at once; the list is asked for at most this often. */
const restMs = 700;
/** While jobs are open, the list is asked for this often even without news, should a proxy hold the stream back. */
const watchMs = 15_000;

/** One page of the jobs in `state` (null: in any), kept up to date. */
export function useJobs(state: JobState | null, after: string | null): Loaded<JobPageView> {
  const { client } = useSession();
  const load = useCallback(
    () => client.jobs({ limit: pageSize, ...(state && { state }), ...(after && { after }) }),
    [client, state, after],
  );
  const page = useLoad(load);

  const reload = page.state === "ready" ? page.reload : null;
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useJobNews(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      latest.current?.();
    }, restMs);
  });

  const hasOpen = page.state === "ready" && page.value.jobs.some((job) => !isFinal(job.state));
  useEffect(() => {
    if (!hasOpen) return;
    const watch = setInterval(() => latest.current?.(), watchMs);
    return () => clearInterval(watch);
  }, [hasOpen]);

  return page;
}
