/**
 * D-Wave's Solver API, spoken by Naru. Promises that the vendor's own client runs unchanged: two environment variables
 * point it here.
 */
import type { Dialect } from "@naru/dialect";
import { backends } from "./backends/index.ts";
import { environment } from "./environment.ts";
import { writeError } from "./errors.ts";
import { quickstarts } from "./quickstarts.ts";
import { serve } from "./serve.ts";

export const dwave: Dialect = {
  vendor: "dwave",
  prefixes: ["/sapi/v2", "/metadata/v1"],
  backends,
  serve,
  refuse: writeError,
  environment,
  quickstarts,
};
