import { ApiError, isFinal, type JobView } from "@naru/sdk";
import { useCallback, useEffect, useState } from "react";
import { useSession } from "../session/index.ts";
import { useJobNews } from "./live.tsx";
import { newest } from "./newest.ts";
import { type Loaded, useLoad } from "./use-load.ts";

/** How long to leave a service alone that has just failed to answer. */
const retryMs = 3000;

/**
 * A job as it goes along. The service is asked to hold its answer until the job is final, so the end shows at once;
 * the stream of events brings the steps before it.
 */
export function useJob(id: string): Loaded<JobView> {
  const { client } = useSession();
  const first = useLoad(useCallback(() => client.job(id), [client, id]));
  const [newer, setNewer] = useState<JobView | null>(null);

  const job = first.state === "ready" ? newest(first.value, newer) : null;
  const isOpen = job !== null && !isFinal(job.state);

  useEffect(() => {
    if (!isOpen) return;
    const stop = new AbortController();
    const follow = async () => {
      while (!stop.signal.aborted) {
        try {
          await client.wait(id, { signal: stop.signal, onChange: (now) => setNewer((before) => newest(now, before)) });
          return;
        } catch (error) {
          // What the service refuses now it will refuse again: the job was forgotten, or the key revoked.
          if (error instanceof ApiError && error.status < 500) return;
          await new Promise((resolve) => setTimeout(resolve, retryMs));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [client, id, isOpen]);

  useJobNews((news) => {
    if (news.kind === "missed" || news.event.jobId !== id) return;
    // The event is only a hint: the job itself has the times as well.
    client.job(id).then(
      (now) => setNewer((before) => newest(now, before)),
      () => {},
    );
  }, isOpen);

  return first.state === "ready" && job ? { ...first, value: job } : first;
}
