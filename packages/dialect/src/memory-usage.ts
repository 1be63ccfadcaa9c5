import type { Caller, Job, UsageQuery, UsageStep } from "./job.ts";

/** Use of a project by its finished jobs, in steps of days, weeks (from Monday) or months, UTC. */
export function usageOf(jobs: readonly Job[], query: UsageQuery, caller: Caller): UsageStep[] {
  const steps = new Map<number, Map<string, UsageStep["groups"][number]>>();
  for (const job of jobs) {
    if (job.submittedAt < query.from || job.submittedAt >= query.to) continue;
    const from = startOf(job.submittedAt, query.step);
    const groups = steps.get(from) ?? new Map<string, UsageStep["groups"][number]>();
    steps.set(from, groups);
    const { id, name } = groupOf(job, query.groupBy, caller);
    const before = groups.get(id) ?? { id, name, jobCount: 0, executionMs: 0, microcredits: 0 };
    groups.set(id, {
      ...before,
      jobCount: before.jobCount + 1,
      executionMs: before.executionMs + (job.executionMs ?? 0),
      microcredits: before.microcredits + job.costMicrocredits,
    });
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([from, groups]) => ({ from: new Date(from), groups: [...groups.values()] }));
}

function groupOf(job: Job, by: UsageQuery["groupBy"], caller: Caller): { id: string; name: string } {
  if (by === "project") return { id: job.projectId, name: caller.projectName };
  if (by === "person") return { id: job.personId, name: job.personId };
  return { id: job.id, name: job.name ?? "" };
}

function startOf(moment: Date, step: UsageQuery["step"]): number {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  if (step === "month") return Date.UTC(year, month, 1);
  const daysSinceMonday = step === "week" ? (moment.getUTCDay() + 6) % 7 : 0;
  return Date.UTC(year, month, day - daysSinceMonday);
}
