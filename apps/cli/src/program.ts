import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { backendsCommand } from "./commands/backends.ts";
import { configCommand } from "./commands/config.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { execCommand } from "./commands/exec.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { keysCommand } from "./commands/keys.ts";
import { quickstartCommand } from "./commands/quickstart.ts";
import { runFileCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import type { Shell } from "./shell.ts";

/** The whole command line, one command a file in `commands/`. */
export function buildProgram(shell: Shell): Command {
  const commands = [
    serveCommand,
    execCommand,
    runFileCommand,
    backendsCommand,
    jobsCommand,
    keysCommand,
    quickstartCommand,
    doctorCommand,
    configCommand,
  ].map((make) => make(shell));

  const program = new Command("naru")
    .description("Naru, an open quantum cloud of your own: the vendors' SDKs, unmodified, on your machines")
    .version(ownVersion(), "-V, --version", "print the version")
    .enablePositionalOptions()
    .addOption(languageOption())
    .addHelpText("after", afterHelp);
  for (const command of commands) program.addCommand(command);
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => shell.out(text.trimEnd()),
      writeErr: (text) => shell.err(text.trimEnd()),
    });
    command.showHelpAfterError(`("naru ${pathOf(command)}--help" shows how)`);
    if (command !== program) command.addOption(languageOption().hideHelp());
  }
  return program;
}

const afterHelp = `
Examples:
  naru serve                                start a cloud on this machine
  naru exec -- python bell.py               run a program with a cloud of its own
  naru run examples/bell.qasm --shots 500   run a circuit file
  naru jobs wait 0198…                      wait for a job

Address and key: --url and --key, else NARU_URL and NARU_KEY, else this machine's service and its demo key.

Exit status:
  0 done   1 the work failed   2 wrong command line or file   3 no service answers   4 the service refused
  "naru exec" returns its command's own status, 127 when there is no such command.`;

/** Read before the command line is (by `languageOf`); listed so that it is known everywhere and shown in the help. */
const languageOption = (): Option =>
  new Option("--lang <language>", "language of texts; left out, the locale decides").choices(["ko", "en"]);

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

const pathOf = (command: Command): string =>
  command.parent === null ? "" : `${pathOf(command.parent)}${command.name()} `;

/** Of the package, which lies beside both `src` and `dist`. */
function ownVersion(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
