/**
 * IBM's Qiskit Runtime API, spoken by Naru. Promises that the vendor's own client runs unchanged: six environment
 * variables point it here.
 */
import type { Dialect } from "@naru/dialect";
import { backends } from "./backends/index.ts";
import { environment } from "./environment.ts";
import { writeError } from "./errors.ts";
import { quickstarts } from "./quickstarts.ts";
import { serve } from "./serve.ts";

export type { Program, ProgramOrder, ReadContext, WriteContext } from "./program.ts";

export const ibm: Dialect = {
  vendor: "ibm",
  prefixes: ["/ibm"],
  hostPrefixes: ["/api/v1", "/identity/token", "/v3/resources/search"],
  backends,
  serve,
  refuse: writeError,
  environment: (origin, key) => environment(origin, key),
  quickstarts,
};
