import type { BackendKind } from "@naru/sdk";
import { Command } from "commander";
import { clientOf, connectionFrom } from "../connection.ts";
import { durationText } from "../format.ts";
import type { Shell } from "../shell.ts";
import { table } from "../table.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

const kindNames: Readonly<Record<BackendKind, string>> = {
  simulator: "simulator",
  emulated_qpu: "emulated QPU",
  annealer: "emulated annealer",
  hybrid: "hybrid solver",
};

export const backendsCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("backends")))
    .description("list the backends, what they are and whether they are online")
    .action(async (options: AskingOptions) => {
      const backends = await clientOf(connectionFrom(options, shell)).backends();
      if (options.json) return shell.out(JSON.stringify(backends, null, 2));
      const rows = backends.map((backend) => [
        backend.name,
        backend.vendor,
        kindNames[backend.kind],
        backend.kind === "hybrid" ? "-" : String(backend.qubitCount),
        backend.state,
        durationText(backend.averageQueueMs),
        backend.description[shell.language],
      ]);
      const [heading, ...lines] = table(["BACKEND", "VENDOR", "KIND", "QUBITS", "STATE", "QUEUE", ""], rows);
      shell.out(shell.paint("bold", heading ?? ""));
      for (const line of lines) shell.out(line);
    });
