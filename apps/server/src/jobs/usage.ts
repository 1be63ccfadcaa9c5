import type { ProjectId } from "@naru/base";
import type { UsageQuery, UsageStep } from "@naru/dialect";
import { sql } from "kysely";
import type { Queries } from "../db/index.ts";

interface UsageRow {
  readonly from: Date;
  readonly group_id: string;
  readonly group_name: string;
  readonly job_count: number;
  readonly execution_ms: number;
  readonly microcredits: number;
}

/**
 * What a project used, by the moment its jobs ended; removed jobs count too. Credits are what the ledger captured on the
 * project's account, not what the jobs were priced at. Steps begin at midnight UTC, weeks on Mondays.
 */
export async function readUsage(queries: Queries, projectId: ProjectId, query: UsageQuery): Promise<UsageStep[]> {
  const group = {
    project: { id: sql`p.id::text`, name: sql`p.name` },
    person: { id: sql`j.person_id::text`, name: sql`person.name` },
    job: { id: sql`j.id::text`, name: sql`coalesce(j.name, '')` },
  }[query.groupBy];
  const { rows } = await sql<UsageRow>`
    select date_trunc(${query.step}, j.finished_at, 'UTC') as "from", ${group.id} as group_id, ${group.name} as group_name,
      count(*)::int as job_count, coalesce(sum(j.execution_ms), 0)::float8 as execution_ms,
      coalesce(sum(h.captured_microcredits), 0)::bigint as microcredits
    from jobs.job j
      join projects.project p on p.id = j.project_id
      join organisations.person person on person.id = j.person_id
      left join ledger.hold h on h.job_id = j.id and h.account_id = j.project_id
    where j.project_id = ${projectId} and j.finished_at >= ${query.from} and j.finished_at < ${query.to}
    group by 1, 2, 3 order by 1, 2`.execute(queries);
  const steps = Map.groupBy(rows, (row) => row.from.getTime());
  return [...steps].map(([from, groups]) => ({
    from: new Date(from),
    groups: groups.map((row) => ({
      id: row.group_id,
      name: row.group_name,
      jobCount: row.job_count,
      executionMs: row.execution_ms,
      microcredits: Number(row.microcredits),
    })),
  }));
}
