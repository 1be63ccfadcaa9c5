import { NaruClient } from "@naru/sdk";
import { Command } from "commander";
import { cloudEnvironment } from "../cloud-environment.ts";
import { ToldError } from "../exit-codes.ts";
import { startForCommand } from "../local-server.ts";
import { readSeed, readWorkers } from "../numbers.ts";
import { runCommand } from "../run-command.ts";
import type { Shell } from "../shell.ts";

interface ExecOptions {
  readonly seed?: number;
  readonly data?: string;
  readonly workers?: number;
}

/**
 * Nothing of our own goes to standard output: it is the command's. The command's status is ours, whatever it is.
 */
export const execCommand = (shell: Shell): Command =>
  new Command("exec")
    .description("run a command with a cloud of its own: every vendor's SDK in it talks to Naru")
    .argument("<command...>", "the command and its arguments, after --")
    .option("--seed <n>", "same seed and same program, same counts", readSeed)
    .option("--data <dir>", "keep the cloud's data in this folder (left out: in memory, gone afterwards)")
    .option("--workers <n>", "threads that simulate", readWorkers)
    .passThroughOptions()
    .addHelpText(
      "after",
      `
Examples:
  naru exec -- python bell.py
  naru exec --seed 7 -- pytest tests/

The command finds the variables of every vendor: IONQ_API_URL, QISKIT_IBM_URL, DWAVE_API_ENDPOINT, IQM_SERVER_URL with
their keys and the others that their SDKs read; and NARU_URL and NARU_KEY.
It returns the command's exit status; 127 when there is no such command.`,
    )
    .action(async (command: string[], options: ExecOptions) => {
      // What the caller set stays the command's own.
      const caller = { ...shell.env };
      const { data, seed, workers } = options;
      const server = await startForCommand(shell.env, { dataDir: data, seed, workers });
      try {
        const { origin, key } = server;
        if (key === null) throw new Error("The cloud started without a key of its own.");
        const info = await new NaruClient({ origin, key }).info();
        const env = cloudEnvironment(caller, { origin, key, info });
        throw new ToldError(await runCommand(command, env, shell.err));
      } finally {
        await server.stop();
      }
    });
