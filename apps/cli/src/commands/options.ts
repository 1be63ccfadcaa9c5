import type { Command } from "commander";
import type { ConnectionOptions } from "../connection.ts";

export interface AskingOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** The options of every command that asks a running service. */
export const withConnection = (command: Command): Command =>
  command
    .option("--url <url>", "address of the service (NARU_URL)")
    .option("--key <key>", "API key (NARU_KEY)")
    .option("--data <dir>", "data folder of a service on this machine, for its demo key (NARU_DATA)");

export const withJson = (command: Command): Command => command.option("--json", "print JSON instead of text");
