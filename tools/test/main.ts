/**
 * `npm test`: every test there is, and one plain line at the end that sums them up. `npm test -- unit`, `-- clients`,
 * `-- clients/ionq`, `-- browser`, `-- package`, `-- check` run a part; words after a second `--` go to that part.
 */
import { runSuites } from "./run-suites.ts";
import { check, suites } from "./suites.ts";

const words = process.argv.slice(2);
const end = words.indexOf("--");
const names = end === -1 ? words : words.slice(0, end);
const args = end === -1 ? [] : words.slice(end + 1);

const known = names.length === 0 ? suites() : [check, ...suites()];
process.exitCode = await runSuites(known, names, args, process.env.CI === "true");
