import { Command } from "commander";
import { environmentLines, ownName, programLines } from "../connect-lines.ts";
import { clientOf, connectionFrom } from "../connection.ts";
import { UsageError } from "../exit-codes.ts";
import type { Shell } from "../shell.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

export const quickstartCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("quickstart")))
    .description("print the variables that point the vendors' SDKs at this service, or a whole program of one SDK")
    .argument("[sdk]", "print a program of this one, such as qiskit-ionq")
    .addHelpText(
      "after",
      `
Examples:
  eval "$(naru quickstart)"                         every vendor's variables, in this shell
  naru quickstart qiskit-ibm-runtime > hello.py     a program that runs as it is`,
    )
    .action(async (sdk: string | undefined, options: AskingOptions) => {
      const connection = connectionFrom(options, shell);
      const info = await clientOf(connection).info();
      const known = info.dialects.flatMap((dialect) => dialect.quickstarts.map((quickstart) => quickstart.sdk));
      if (sdk !== undefined && !known.includes(sdk)) {
        throw new UsageError(
          `There is no quickstart for "${sdk}". There is one for ${[...new Set(known)].join(", ")}.`,
        );
      }
      const dialects = info.dialects.map((dialect) => ({
        ...dialect,
        quickstarts: dialect.quickstarts.filter((quickstart) => sdk === undefined || quickstart.sdk === sdk),
      }));
      if (options.json) return shell.out(JSON.stringify(dialects, null, 2));
      const key = connection.key ?? "<your key>";
      const lines =
        sdk === undefined
          ? environmentLines(dialects, { key, command: `${ownName} quickstart`, platform: process.platform })
          : programLines(
              dialects.flatMap(({ quickstarts }) => quickstarts),
              key,
            );
      for (const line of lines) shell.out(line);
    });
