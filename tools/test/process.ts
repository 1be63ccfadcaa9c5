import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The repository's root, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Flags with which this Node runs the repository's TypeScript. */
export const sourceFlags = ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"];

export interface Ended {
  /** As a shell tells it: 128 + n after signal n, 127 when the program was not found. */
  readonly status: number;
  /** What went to standard output, which was shown as well. */
  readonly output: string;
}

/** Runs a program in the repository's root and shows what it prints as it comes. */
export function run(
  file: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.once("error", (error) => {
      process.stderr.write(`${file}: ${error.message}\n`);
      resolve({ status: 127, output });
    });
    child.once("close", (code, signal) =>
      resolve({ status: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), output }),
    );
  });
}

/** Runs one of the repository's own scripts on this Node. */
export const runScript = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  run(process.execPath, [...sourceFlags, file, ...args], { env });
