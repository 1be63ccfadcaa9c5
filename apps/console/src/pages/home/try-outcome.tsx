import { isFinal } from "@naru/sdk";
import { useCallback } from "react";
import { useJob, useLoad } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { Failure } from "../../parts/failure/failure.tsx";
import { JobResult } from "../../parts/job-result/job-result.tsx";
import { JobStateBadge } from "../../parts/job-state/job-state.tsx";
import { Notice } from "../../parts/notice/notice.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { Link } from "../../routing/index.ts";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** A submitted job: its state as it changes, then what it gave. */
export function TryOutcome({ id }: { id: string }) {
  const t = useText(text);
  const { client } = useSession();
  const job = useJob(id);
  const state = job.state === "ready" ? job.value.state : null;
  const hasResult = state === "succeeded";
  const result = useLoad(
    useCallback(async () => (hasResult ? await client.result(id) : null), [client, id, hasResult]),
  );
  const failure = job.state === "ready" ? job.value.failure : null;

  return (
    <>
      <div className="home-outcome-head">
        <span aria-live="polite">{state && <JobStateBadge state={state} />}</span>
        <Link to={`/jobs/${id}`}>{t.toJob}</Link>
      </div>
      {job.state === "failed" && <Failure error={job.error} retry={job.retry} />}
      {state && !isFinal(state) && <p className="soft">{t.running}</p>}
      {failure && (
        <Notice look="error">
          <span lang="en">{failure.message}</span>
        </Notice>
      )}
      {hasResult && result.state === "loading" && <Waiting lines={5} />}
      {result.state === "failed" && <Failure error={result.error} retry={result.retry} />}
      {result.state === "ready" && result.value && <JobResult result={result.value} />}
    </>
  );
}
