import type { JobView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { JobStateBadge } from "../../parts/job-state/job-state.tsx";
import { stepsOf } from "./steps.ts";
import { text } from "./text.ts";

export function Timeline({ job }: { job: JobView }) {
  const t = useText(text);
  const { moment, duration } = useFormats();
  return (
    <ol className="timeline">
      {stepsOf(job).map((step) => (
        <li key={step.name} className={step.at ? "timeline-done" : "timeline-to-come"}>
          <p className="timeline-name">
            {step.name === "finished" && step.at ? <JobStateBadge state={job.state} /> : t.steps[step.name]}
            {step.afterMs !== null && (
              <span className="soft">
                {step.name === "started" ? t.waited(duration(step.afterMs)) : t.took(duration(step.afterMs))}
              </span>
            )}
          </p>
          <p className="timeline-at">{step.at ? moment(step.at) : waitWords()}</p>
        </li>
      ))}
    </ol>
  );

  function waitWords(): string {
    const isQueued = job.state === "queued" && job.expectedWaitMs !== null;
    return isQueued ? t.expected(duration(job.expectedWaitMs ?? 0)) : t.toCome;
  }
}
