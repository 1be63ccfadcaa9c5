import { isFinal, type JobPageView, type JobState } from "@naru/sdk";
import { useCallback, useEffect, useRef } from "react";
import { type Loaded, useJobNews, useLoad, useRefresh } from "../../data/index.ts";
import { useSession } from "../../session/index.ts";

const pageSize = 20;
/** Many jobs can change at once; the list is asked for at most this often. */
const restMs = 700;
/** While jobs are open, the list is asked for this often even without news, should a proxy hold the stream back. */
const watchMs = 15_000;

/** One page of the jobs in `state` (null: in any), kept up to date. */
export function useJobs(state: JobState | null, after: string | null): Loaded<JobPageView> {
  const { client } = useSession();
  const page = useLoad(
    useCallback(
      () => client.jobs({ limit: pageSize, ...(state && { state }), ...(after && { after }) }),
      [client, state, after],
    ),
  );
  const reload = useRested(page.state === "ready" ? page.reload : null);
  useJobNews(reload);
  useRefresh(page, watchMs, page.state === "ready" && page.value.jobs.some((job) => !isFinal(job.state)));
  return page;
}

/** A function that calls the newest `action` a moment later, once for all calls until then. */
function useRested(action: (() => void) | null): () => void {
  const newest = useRef(action);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    newest.current = action;
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      newest.current?.();
    }, restMs);
  }, []);
}
