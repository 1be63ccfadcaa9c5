/**
 * IonQ's API v0.4, and v0.3 for older SDKs, spoken by Naru. Promises that the vendor's own clients run unchanged, that
 * bits keep IonQ's order, and that the fields an SDK hides in `metadata` come back as they were sent.
 */
import type { Dialect } from "@naru/dialect";
import { backends } from "./backends/index.ts";
import { writeError } from "./errors.ts";
import { environment, quickstarts } from "./quickstarts.ts";
import { serve } from "./serve.ts";

export { readIonqCircuit } from "./circuit.ts";
export { type Program, readIonqProgram } from "./program.ts";

export const ionq: Dialect = {
  vendor: "ionq",
  prefixes: ["/v0.4", "/v0.3"],
  backends,
  serve,
  refuse: writeError,
  environment,
  quickstarts,
};
