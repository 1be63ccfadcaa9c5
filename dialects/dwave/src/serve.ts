import type { Cloud } from "@naru/dialect";
import { router } from "@naru/dialect/http";
import { writeBug, writeError, writeNotOffered } from "./errors.ts";
import { problemRoutes } from "./serve-problems.ts";
import { regionRoutes } from "./serve-regions.ts";
import { solverRoutes } from "./serve-solvers.ts";
import { uploadRoutes } from "./serve-uploads.ts";

/** D-Wave's API as we serve it. The handler never throws; bugs are told to `report` and answered 500. */
export function serve(cloud: Cloud, report?: (bug: unknown) => void) {
  return router(
    [...problemRoutes, ...solverRoutes, ...uploadRoutes, ...regionRoutes],
    { writeError, writeBug, writeNotOffered },
    cloud,
    report,
  );
}
