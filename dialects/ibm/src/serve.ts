import type { Cloud } from "@naru/dialect";
import { router } from "@naru/dialect/http";
import { writeBug, writeError, writeNotOffered } from "./errors.ts";
import { accountRoutes, boundCatalogueRoutes } from "./serve-account.ts";
import { backendRoutes } from "./serve-backends.ts";
import { jobRoutes } from "./serve-jobs.ts";
import { sessionRoutes } from "./serve-sessions.ts";
import { workloadRoutes } from "./serve-workloads.ts";

/** IBM's API as we serve it. The handler never throws; bugs are told to `report` and answered 500. */
export function serve(cloud: Cloud, report?: (bug: unknown) => void) {
  const routes = [
    ...jobRoutes(),
    ...accountRoutes,
    ...backendRoutes,
    ...sessionRoutes,
    ...workloadRoutes,
    ...boundCatalogueRoutes,
  ];
  return router(routes, { writeError, writeBug, writeNotOffered }, cloud, report);
}
