/** `npm run clients -- ionq`: one vendor's SDKs, or all of them. */
import { runSuites } from "./run-suites.ts";
import { clients } from "./suites.ts";

const names = process.argv.slice(2).map((vendor) => `clients/${vendor}`);
process.exitCode = await runSuites(clients(), names, [], process.env.CI === "true");
