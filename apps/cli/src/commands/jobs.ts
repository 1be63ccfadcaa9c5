import { type JobState, type JobView, jobStates } from "@naru/sdk";
import { Command, InvalidArgumentError } from "commander";
import { clientOf, connectionFrom } from "../connection.ts";
import { exitCodes, ToldError } from "../exit-codes.ts";
import { durationText, momentText } from "../format.ts";
import { jobLines, resultLines, shotsText } from "../job-report.ts";
import { readLimit, readSeconds } from "../numbers.ts";
import type { Shell } from "../shell.ts";
import { table } from "../table.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

/** Outcomes listed on a screen; the rest is summed up in one line. */
const shownOutcomes = 24;

export const jobsCommand = (shell: Shell): Command =>
  new Command("jobs")
    .description("list, show, cancel and wait for jobs")
    .addCommand(listCommand(shell), { isDefault: true })
    .addCommand(showCommand(shell))
    .addCommand(cancelCommand(shell))
    .addCommand(waitCommand(shell));

interface ListOptions extends AskingOptions {
  readonly limit: number;
  readonly after?: string;
  readonly state?: JobState[];
}

const listCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("list")))
    .description("the project's jobs, newest first")
    .option("--limit <n>", "how many", readLimit, 20)
    .option("--after <cursor>", "continue after a page")
    .option("--state <states>", `only these, separated by commas: ${jobStates.join(", ")}`, readStates)
    .action(async (options: ListOptions) => {
      const { limit, after, state } = options;
      const page = await clientOf(connectionFrom(options, shell)).jobs({
        limit,
        ...(after !== undefined && { after }),
        ...(state !== undefined && { state }),
      });
      if (options.json) return shell.out(JSON.stringify(page, null, 2));
      if (page.jobs.length === 0) return shell.out('No jobs. "naru run FILE" submits one.');
      const [heading, ...lines] = table(
        ["JOB", "STATE", "BACKEND", "PROGRAM", "SHOTS", "SUBMITTED", "RAN", "NAME", "TAGS"],
        page.jobs.map((job) => [
          job.id,
          job.state,
          job.backend,
          job.program ?? "",
          shotsText(job.shots),
          momentText(job.submittedAt),
          job.executionMs === null ? "" : durationText(job.executionMs),
          job.name ?? "",
          job.tags.join(","),
        ]),
      );
      shell.out(shell.paint("bold", heading ?? ""));
      for (const line of lines) shell.out(line);
      if (page.next !== null) shell.err(`More: naru jobs list --limit ${limit} --after ${page.next}`);
    });

const showCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("show")))
    .description("one job, with its result when it has one; a private job's is left to its owner's program")
    .argument("<id>", "the job's id")
    .action(async (id: string, options: AskingOptions) => {
      const client = clientOf(connectionFrom(options, shell));
      const job = await client.job(id);
      const isReadable = job.state === "succeeded" && !job.dryRun && !job.isPrivate;
      const result = isReadable ? await client.result(id, { top: shownOutcomes }) : null;
      if (options.json) return shell.out(JSON.stringify({ job, result }, null, 2));
      for (const line of jobLines(job)) shell.out(line);
      if (result !== null) for (const line of ["", ...resultLines(result, shell)]) shell.out(line);
    });

const cancelCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("cancel")))
    .description("ask jobs to stop; finished ones stay as they are")
    .argument("<id...>", "the jobs' ids")
    .action(async (ids: string[], options: AskingOptions) => {
      const client = clientOf(connectionFrom(options, shell));
      const jobs: JobView[] = [];
      for (const id of ids) jobs.push(await client.cancel(id));
      if (options.json) return shell.out(JSON.stringify(jobs, null, 2));
      for (const job of jobs) shell.out(`${job.id}  ${job.state}`);
    });

interface WaitOptions extends AskingOptions {
  readonly timeout?: number;
}

const waitCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("wait")))
    .description("wait until jobs are final; fails unless all succeeded")
    .argument("<id...>", "the jobs' ids")
    .option("--timeout <seconds>", "give up after this long", readSeconds)
    .action(async (ids: string[], options: WaitOptions) => {
      const client = clientOf(connectionFrom(options, shell));
      const endsAt = Date.now() + (options.timeout ?? Number.POSITIVE_INFINITY) * 1000;
      const jobs: JobView[] = [];
      for (const id of ids) jobs.push(await client.wait(id, { timeoutMs: Math.max(0, endsAt - Date.now()) }));
      if (options.json) shell.out(JSON.stringify(jobs, null, 2));
      else for (const job of jobs) shell.out(`${job.id}  ${job.state}`);
      for (const job of jobs) {
        if (job.failure !== null) shell.err(`${job.id}: ${job.failure.message}`);
      }
      if (jobs.some((job) => job.state !== "succeeded")) throw new ToldError(exitCodes.failure);
    });

function readStates(text: string): JobState[] {
  return text.split(",").map((word) => {
    const state = jobStates.find((known) => known === word.trim());
    if (state === undefined) throw new InvalidArgumentError(`States are ${jobStates.join(", ")}.`);
    return state;
  });
}
