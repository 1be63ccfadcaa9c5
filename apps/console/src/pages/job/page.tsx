import { isAnnealing, isFinal, isSolving, type JobView } from "@naru/sdk";
import { useCallback } from "react";
import { useJob, useLoad } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { CopyButton } from "../../parts/copy-button/copy-button.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { JobResult, linesOfSamples } from "../../parts/job-result/job-result.tsx";
import { JobStateBadge } from "../../parts/job-state/job-state.tsx";
import { Notice } from "../../parts/notice/notice.tsx";
import { Page, Section } from "../../parts/page/page.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { Link } from "../../routing/index.ts";
import { useSession } from "../../session/index.ts";
import { CancelJob } from "./cancel-job.tsx";
import { DownloadJob } from "./download-job.tsx";
import { Overview } from "./overview.tsx";
import { Program } from "./program.tsx";
import { ResourcesOf } from "./resources-of.tsx";
import { text } from "./text.ts";
import { Timeline } from "./timeline.tsx";
import "./job.css";

export function JobPage({ id }: { id: string }) {
  const t = useText(text);
  const job = useJob(id);
  if (job.state === "ready") return <KnownJob job={job.value} reload={job.reload} />;
  return (
    <Page title={t.loading} lead={<Link to="/jobs">{t.back}</Link>}>
      {job.state === "loading" ? <Waiting lines={8} /> : <Failure error={job.error} retry={job.retry} />}
    </Page>
  );
}

function KnownJob({ job, reload }: { job: JobView; reload(): void }) {
  const t = useText(text);
  const { client } = useSession();
  // Whoever reads a private job's result first is the only one: that is for its owner's program, not for this page.
  const hasResult = job.state === "succeeded" && !job.dryRun && !job.isPrivate;
  const result = useLoad(
    useCallback(async () => (hasResult ? await client.result(job.id) : null), [client, job.id, hasResult]),
  );
  const first = result.state === "ready" ? (result.value?.circuits[0] ?? result.value?.estimates[0] ?? null) : null;

  return (
    <Page
      title={job.name ?? t.untitled}
      lead={
        <div className="job-lead">
          <span aria-live="polite">
            <JobStateBadge state={job.state} />
          </span>
          <code>{job.id}</code>
          <CopyButton content={job.id} what={t.id} />
        </div>
      }
      actions={
        <>
          {!isFinal(job.state) && <CancelJob job={job} onCancelled={reload} />}
          {hasResult && <DownloadJob job={job} />}
        </>
      }
    >
      {job.state === "running" && (
        <div className="job-progress">
          <label htmlFor="job-progress">{t.progress}</label>
          <progress id="job-progress" max={1} value={job.progress} />
        </div>
      )}
      {job.failure && (
        <Notice look="error" title={t.failed}>
          <p lang="en">{job.failure.message}</p>
          <p>{t.blame[job.failure.blame]}</p>
        </Notice>
      )}
      {job.reason && (
        <Notice look="plain" title={t.reason}>
          <span lang="en">{job.reason}</span>
        </Notice>
      )}

      <Section title={t.result}>
        {!isFinal(job.state) && <p className="job-pending soft">{t.resultWaiting}</p>}
        {isFinal(job.state) && !hasResult && (
          <p className="soft">{job.isPrivate && job.state === "succeeded" ? t.privateResult : t.noResult}</p>
        )}
        {hasResult && result.state === "loading" && (
          <Waiting lines={isAnnealing(job) || isSolving(job) ? linesOfSamples : 6} />
        )}
        {result.state === "failed" && <Failure error={result.error} retry={result.retry} />}
        {result.state === "ready" && result.value && <JobResult result={result.value} />}
      </Section>
      <div className="job-columns">
        <Section title={t.timeline}>
          <Timeline job={job} />
        </Section>
        <Section title={t.overview}>
          <Overview job={job} seed={result.state === "ready" ? (result.value?.seed ?? null) : null} />
        </Section>
      </div>
      {!isSolving(job) && !isAnnealing(job) && (
        <Section title={t.resources}>
          <ResourcesOf job={job} result={first} />
        </Section>
      )}
      <Section title={t.program}>
        {job.isPrivate ? <p className="soft">{t.privateProgram}</p> : <Program id={job.id} />}
      </Section>
    </Page>
  );
}
