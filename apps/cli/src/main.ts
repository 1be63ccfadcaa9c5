import { processShell, run } from "./index.ts";

const args = process.argv.slice(2);
process.exitCode = await run(args, processShell(args));
