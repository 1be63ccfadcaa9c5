/** `npm run console`: builds the web console into `apps/server/public`, whether or not its sources changed. */
import { viteBuild } from "./bootstrap/console.mjs";
import { root } from "./test/process.ts";

process.exitCode = viteBuild(process.execPath)(root);
