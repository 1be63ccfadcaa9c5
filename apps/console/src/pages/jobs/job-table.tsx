import { isSolving, type JobView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { JobStateBadge } from "../../parts/job-state/job-state.tsx";
import { Cell, Table } from "../../parts/table/table.tsx";
import { Link } from "../../routing/index.ts";
import { text } from "./text.ts";

export function JobTable({ jobs }: { jobs: readonly JobView[] }) {
  const t = useText(text);
  const { number, moment, duration } = useFormats();
  return (
    <Table label={t.list} columns={[t.name, t.state, t.backend, t.shots, t.submitted, t.duration]}>
      {jobs.map((job) => (
        <tr key={job.id}>
          <Cell label={t.name} isHeading>
            <Link to={`/jobs/${job.id}`} className="jobs-name">
              {job.name ?? t.unnamed}
            </Link>
            <code className="jobs-id soft">{job.id.slice(0, 13)}</code>
            {(job.program !== null || job.tags.length > 0) && (
              <span className="jobs-labels soft">{[job.program, ...job.tags].filter(Boolean).join(" · ")}</span>
            )}
          </Cell>
          <Cell label={t.state}>
            <JobStateBadge state={job.state} />
          </Cell>
          <Cell label={t.backend}>
            <code>{job.backend}</code>
          </Cell>
          <Cell label={t.shots} isNumber>
            {isSolving(job) ? "–" : job.shots === 0 ? t.exact : number(job.shots)}
          </Cell>
          <Cell label={t.submitted} isNumber>
            {moment(new Date(job.submittedAt))}
          </Cell>
          <Cell label={t.duration} isNumber>
            {job.executionMs === null ? "–" : duration(job.executionMs)}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
