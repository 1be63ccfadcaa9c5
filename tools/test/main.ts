/**
 * `npm test`: every test there is, and one plain line at the end that sums them up. `npm test -- unit`, `-- clients`,
 * `-- clients/ionq`, `-- browser`, `-- package` run a part; words after a second `--` go to that part.
 */
import { runSuites } from "./run-suites.ts";
import { suites } from "./suites.ts";

const words = process.argv.slice(2);
const end = words.indexOf("--");
const names = end === -1 ? words : words.slice(0, end);
const args = end === -1 ? [] : words.slice(end + 1);

process.exitCode = await runSuites(suites(), names, args, process.env.CI === "true");
