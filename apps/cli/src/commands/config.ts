import { Command } from "commander";
import type { Shell } from "../shell.ts";
import { table } from "../table.ts";
import { withJson } from "./options.ts";

/** Prints the settings that `naru serve` would take here. Secrets are not shown. */
export const configCommand = (shell: Shell): Command =>
  withJson(new Command("config"))
    .description("print the settings as this machine and environment give them")
    .action(async (options: { json?: boolean }) => {
      const { describeSettings, readSettings } = await import("@naru/server");
      const settings = describeSettings(readSettings(shell.env));
      if (options.json) return shell.out(JSON.stringify(settings, null, 2));
      const rows = settings.map(({ variable, flag, value, allowed }) => [variable, flag, value || "-", allowed]);
      for (const line of table(["VARIABLE", "OPTION", "VALUE", "ALLOWED"], rows)) shell.out(line);
    });
