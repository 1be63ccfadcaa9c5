import { InvalidInputError, microcreditsPerCredit } from "@naru/base";
import type { UsageQuery } from "@naru/dialect";
import type { Route } from "@naru/dialect/http";
import { queryIsOneOf } from "./request.ts";
import { known } from "./router.ts";
import { find } from "./serve-jobs.ts";

/** Credits are shown as dollars, the only unit of money that IonQ's clients know: one credit is written as one. */
export const unit = "usd";
export const amountOf = (microcredits: number): number => microcredits / microcreditsPerCredit;

export const accountRoutes: readonly Route[] = [
  known("GET", "/v0.4/whoami", async ({ caller }) =>
    Response.json({ key_id: caller.keyId, key_name: caller.keyName, project_id: caller.projectId }),
  ),
  known("GET", "/v0.4/jobs/{id}/cost", async (call) => {
    const { job } = await find(call, call.params.id, null);
    const cost = { value: amountOf(job.costMicrocredits), unit };
    return Response.json({ dry_run: job.dryRun, cost, estimated_cost: cost });
  }),
  known("GET", "/v0.4/organizations/{organisation}/usage", async ({ cloud, caller, params, query }) => {
    const { organisation } = params;
    if (organisation !== "self" && organisation !== caller.organisationId) {
      throw new InvalidInputError(`Ask for the usage of "self", or of ${caller.organisationId}.`);
    }
    const groupType = queryIsOneOf(query, "group_by", ["project", "user", "job"]);
    const modality = queryIsOneOf(query, "modality", ["daily", "weekly", "monthly"]);
    const asked: UsageQuery = {
      from: day(query, "start_date", new Date(Date.UTC(1970, 0, 1))),
      to: day(query, "end_date", new Date(Date.UTC(9999, 0, 1))),
      groupBy: groupType === "user" ? "person" : groupType,
      step: ({ daily: "day", weekly: "week", monthly: "month" } as const)[modality],
    };
    const steps = (await cloud.usage(caller, asked)).map(({ from, groups }) => ({
      from: from.toISOString(),
      ...totalOf(groups),
      group_usages: groups.map((group) => ({ group_id: group.id, group_name: group.name, ...totalOf([group]) })),
    }));
    const sum = (field: "amount" | "job_count" | "time_us") => steps.reduce((total, step) => total + step[field], 0);
    return Response.json({
      organization: organisation,
      group_type: groupType,
      modality,
      usage_from: asked.from.toISOString(),
      usage_to: asked.to.toISOString(),
      usage_unit: unit,
      amount_total: sum("amount"),
      job_count: sum("job_count"),
      time_us_total: sum("time_us"),
      usage_data: steps,
    });
  }),
];

interface Used {
  readonly jobCount: number;
  readonly executionMs: number;
  readonly microcredits: number;
}

function totalOf(groups: readonly Used[]) {
  const sum = (field: keyof Used) => groups.reduce((total, group) => total + group[field], 0);
  return {
    amount: amountOf(sum("microcredits")),
    amount_unit: unit,
    job_count: sum("jobCount"),
    time_us: Math.round(sum("executionMs") * 1000),
  };
}

/** A date of the query, midnight UTC unless it names a time. */
function day(query: URLSearchParams, name: string, fallback: Date): Date {
  const text = query.get(name);
  if (text === null) return fallback;
  const moment = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidInputError(`The query parameter "${name}" must be a date such as 2026-01-31.`, { keys: [name] });
}
