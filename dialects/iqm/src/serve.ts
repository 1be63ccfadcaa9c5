import type { Cloud } from "@naru/dialect";
import { router } from "@naru/dialect/http";
import { writeBug, writeError, writeNotOffered } from "./errors.ts";
import type { Machines } from "./machines.ts";
import { jobRoutes } from "./serve-jobs.ts";
import { machineRoutes } from "./serve-machines.ts";
import { tokenRoutes } from "./serve-tokens.ts";

/** IQM's API as we serve it, for these machines. The handler never throws; bugs are told to `report` and answered 500. */
export const serve = (machines: Machines) => (cloud: Cloud, report?: (bug: unknown) => void) =>
  router(
    [...jobRoutes(machines), ...machineRoutes(machines), ...tokenRoutes],
    { writeError, writeBug, writeNotOffered },
    cloud,
    report,
  );
