import type { Dialect } from "@naru/dialect";
import type { Machine } from "./backends/index.ts";
import { environment } from "./environment.ts";
import { writeError } from "./errors.ts";
import { Machines } from "./machines.ts";
import { quickstarts } from "./quickstarts.ts";
import { serve } from "./serve.ts";

/** The dialect with these machines. */
export const dialectWith = (machines: readonly Machine[]): Dialect => ({
  vendor: "iqm",
  // Not all of `/api/v1`, which other vendors' clients ask for too.
  prefixes: ["quantum-computers", "calibration-sets", "jobs", "about", "tokens"].map((name) => `/api/v1/${name}`),
  backends: machines.map(({ model }) => model),
  serve: serve(new Machines(machines)),
  refuse: writeError,
  environment: (origin, key) => environment(origin, key),
  quickstarts,
});
