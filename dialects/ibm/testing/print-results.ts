/** Prints results of all cases as JSON, for `clients/ibm/read_results.py`, which says what the vendor's client sees in them. */
import { cases, resultOf } from "../src/primitives/results.testing.ts";

const printed = cases.map(async (each) => ({ name: each.name, program: each.program, text: await resultOf(each) }));
process.stdout.write(JSON.stringify(await Promise.all(printed)));
