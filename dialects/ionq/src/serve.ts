import type { Cloud } from "@naru/dialect";
import { router } from "@naru/dialect/http";
import { writeBug, writeError, writeNotOffered } from "./errors.ts";
import { accountRoutes } from "./serve-account.ts";
import { backendRoutes } from "./serve-backends.ts";
import { estimateRoutes } from "./serve-estimate.ts";
import { jobRoutes } from "./serve-jobs.ts";
import { resultRoutes } from "./serve-results.ts";
import { sessionRoutes } from "./serve-sessions.ts";
import { routesV03 } from "./serve-v03.ts";

/** Every route; fixed paths come before those with names in them (`/jobs/estimate` before `/jobs/{id}`). */
export const routes = [
  ...estimateRoutes,
  ...accountRoutes,
  ...jobRoutes,
  ...resultRoutes,
  ...sessionRoutes,
  ...backendRoutes,
  ...routesV03,
];

/** IonQ's API as we serve it. The handler never throws; bugs are told to `report` and answered 500. */
export const serve = (cloud: Cloud, report?: (bug: unknown) => void) =>
  router(routes, { writeError, writeBug, writeNotOffered }, cloud, report);
