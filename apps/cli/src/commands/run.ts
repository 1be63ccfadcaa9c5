import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { messageOf } from "@naru/base";
import { type JobView, NaruClient, type ResultView } from "@naru/sdk";
import { Command } from "commander";
import { type Connection, clientOf, connectionFrom } from "../connection.ts";
import { exitCodes, ToldError, UsageError } from "../exit-codes.ts";
import { durationText } from "../format.ts";
import { resultLines } from "../job-report.ts";
import { startForCommand } from "../local-server.ts";
import { readSeed, readShots } from "../numbers.ts";
import { probe } from "../probe.ts";
import { formatOf } from "../program-format.ts";
import type { Shell } from "../shell.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

interface RunOptions extends AskingOptions {
  readonly backend: string;
  readonly shots: number;
  readonly seed?: number;
  readonly name?: string;
  readonly top: number;
}

/**
 * Submits a program and prints what came back. Where no service was named and none answers on this machine, one is
 * started in this process for this program alone: the same road, the same backends.
 */
export const runFileCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("run")))
    .description("run an OpenQASM 2, OpenQASM 3 or IonQ JSON file; prints counts and a bar chart")
    .argument("<file>", 'the program; "-" reads standard input')
    .option("--backend <name>", 'where it runs; "naru backends" lists them', "simulator")
    .option("--shots <n>", "how often", readShots, 1000)
    .option("--seed <n>", "fixes every random choice", readSeed)
    .option("--name <name>", "what the job is called (the file's name)")
    .option("--top <n>", "how many outcomes to list", readShots, 24)
    .addHelpText(
      "after",
      `
Examples:
  naru run examples/bell.qasm
  naru run circuit.json --backend qpu.aria-1 --shots 5000 --json`,
    )
    .action(async (file: string, options: RunOptions) => {
      const program = readProgram(resolveFile(file, shell), file);
      const request = {
        backend: options.backend,
        format: formatOf(program, file),
        program,
        shots: options.shots,
        seed: options.seed,
        name: options.name ?? (file === "-" ? undefined : basename(file)),
      };
      await withClient(connectionFrom(options, shell), options, shell, async (client) => {
        const submitted = await client.submit(request);
        const job = await client.wait(submitted.id);
        const result = job.state === "succeeded" ? await client.result(job.id, { top: options.top }) : null;
        if (options.json) shell.out(JSON.stringify({ job, result }, null, 2));
        else report(job, result, shell);
        if (job.state !== "succeeded") throw new ToldError(exitCodes.failure);
      });
    });

async function withClient(
  connection: Connection,
  options: RunOptions,
  shell: Shell,
  use: (client: NaruClient) => Promise<void>,
): Promise<void> {
  if (connection.isChosen || (await probe(connection.origin)) !== null) return use(clientOf(connection));
  if (!options.json) shell.err(`Nothing runs at ${connection.origin}; running in this process.`);
  const server = await startForCommand(shell.env, { seed: options.seed });
  try {
    await use(new NaruClient({ origin: server.origin, ...(server.key !== null && { key: server.key }) }));
  } finally {
    await server.stop();
  }
}

const resolveFile = (file: string, shell: Shell): string | number => (file === "-" ? 0 : resolve(shell.cwd, file));

function readProgram(from: string | number, name: string): string {
  try {
    return readFileSync(from, "utf8");
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${messageOf(error)}`);
  }
}

function report(job: JobView, result: ResultView | null, shell: Shell): void {
  if (result === null) {
    shell.err(`The job ${job.id} ${job.state}. ${job.failure?.message ?? job.reason ?? ""}`.trimEnd());
    return;
  }
  for (const line of resultLines(result, shell)) shell.out(line);
  const ran = job.executionMs === null ? "" : `, ${durationText(job.executionMs)}`;
  const method = (result.circuits[0] ?? result.estimates[0])?.method?.name;
  shell.out(
    shell.paint(
      "dim",
      `${job.shots} shots on ${job.backend}${ran}, ${method === undefined ? "" : `${method}, `}seed ${result.seed}`,
    ),
  );
}
