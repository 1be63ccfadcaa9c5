/**
 * The `naru` command line. It promises one file a command, words in Korean and English, and exit codes that tell
 * failure, misuse, no service and refusal apart.
 */
import { messageOf } from "@naru/base";
import { ApiError, UnreachableError } from "@naru/sdk";
import { CommanderError } from "commander";
import { exitCodeOf, ToldError, UsageError } from "./exit-codes.ts";
import { bilingual } from "./language.ts";
import { buildProgram } from "./program.ts";
import type { Shell } from "./shell.ts";
import { CannotStartError } from "./start-failure.ts";

export { exitCodes } from "./exit-codes.ts";
export { processShell, type Shell, type Style } from "./shell.ts";

/** Runs one command line (without `node` and the script) and returns the exit status. Never throws. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  try {
    await buildProgram(shell).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    tell(error, shell);
    return exitCodeOf(error);
  }
}

const errorText = bilingual(
  {
    unreachable: (origin: string) =>
      `${origin} 에서 응답이 없습니다. "naru serve"로 시작하거나 --url(NARU_URL)로 주소를 지정하십시오.`,
    key: '--key 또는 NARU_KEY로 키를 지정하십시오. 이 컴퓨터의 서비스라면 데모 키가 "<데이터 폴더>/demo-key"에 있습니다.',
  },
  {
    unreachable: (origin: string) =>
      `Nothing answers at ${origin}. Start a service with "naru serve", or name one with --url (NARU_URL).`,
    key: 'Give a key with --key or NARU_KEY. A service on this machine keeps its demo key in "<data folder>/demo-key".',
  },
);

/** Situations are one sentence; a bug is shown with its trace, so that it can be reported. */
function tell(error: unknown, shell: Shell): void {
  if (error instanceof ToldError || error instanceof CommanderError) return; // told already
  const text = errorText(shell.language);
  if (error instanceof UnreachableError) {
    shell.err(`naru: ${text.unreachable(error.origin)}`);
    return;
  }
  const isSituation = error instanceof UsageError || error instanceof CannotStartError || error instanceof ApiError;
  const trace = error instanceof Error && !isSituation && !("code" in error) ? error.stack : undefined;
  shell.err(`naru: ${trace ?? messageOf(error)}`);
  if (error instanceof ApiError && error.code === "unauthenticated") {
    shell.err(text.key);
  }
}
