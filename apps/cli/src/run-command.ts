import { handOver } from "../bin/hand-over.mjs";

/** What a shell answers when there is no such command, and when it may not be executed. */
export const notFoundStatus = 127;
export const notExecutableStatus = 126;

/**
 * Runs a command with our standard streams and returns its exit status as a shell would: 128 + n after signal n, 127
 * when it was not found, 126 when it cannot be executed; of the last two, `say` is told. Signals for us go to the
 * command.
 */
export async function runCommand(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<number> {
  const [file = "", ...args] = command;
  try {
    return await handOver(file, args, env);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT";
    say(isMissing ? `naru exec: ${file}: command not found` : `naru exec: ${file}: ${message}`);
    return isMissing ? notFoundStatus : notExecutableStatus;
  }
}
