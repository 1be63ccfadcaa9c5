import { Command } from "commander";
import { clientOf, connectionFrom } from "../connection.ts";
import { UsageError } from "../exit-codes.ts";
import { quickstartLines } from "../quickstart-lines.ts";
import type { Shell } from "../shell.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

export const quickstartCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("quickstart")))
    .description("print, per SDK, the lines that point it at this service")
    .argument("[sdk]", "only this one, such as qiskit-ionq")
    .action(async (sdk: string | undefined, options: AskingOptions) => {
      const connection = connectionFrom(options, shell);
      const info = await clientOf(connection).info();
      const known = info.dialects.flatMap((dialect) => dialect.quickstarts.map((quickstart) => quickstart.sdk));
      if (sdk !== undefined && !known.includes(sdk)) {
        throw new UsageError(`There is no quickstart for "${sdk}". There is one for ${known.join(", ")}.`);
      }
      const dialects = info.dialects.map((dialect) => ({
        ...dialect,
        quickstarts: dialect.quickstarts.filter((quickstart) => sdk === undefined || quickstart.sdk === sdk),
      }));
      if (options.json) return shell.out(JSON.stringify(dialects, null, 2));
      const key = connection.key ?? "<your key>";
      for (const line of quickstartLines({ ...info, dialects }, key, shell)) shell.out(line);
    });
