import type { BackendStatus, JsonObject } from "@naru/dialect";
import type { Spelling } from "../media.ts";
import { identityOf, propertiesOf, type Solver } from "./solver.ts";

const properties = new WeakMap<Solver, JsonObject>();

/** What changes from one moment to the next. */
export const moving = ({ state, averageQueueMs }: BackendStatus) => ({
  status: state === "online" ? "ONLINE" : "OFFLINE",
  // Nothing says what the vendor's load is a share of: here, a queue of a minute is full. Steps are coarse, so that copies
  // that clients keep stay good.
  avg_load: Math.min(1, Math.round((averageQueueMs / 60_000) * 20) / 20),
});

/** A solver as the vendor defines it. */
export function definitionOf(solver: Solver, status: BackendStatus, spelling: Spelling): JsonObject {
  let fixed = properties.get(solver);
  if (!fixed) {
    fixed = propertiesOf(solver);
    properties.set(solver, fixed);
  }
  return {
    ...(spelling === "v3" ? { identity: identityOf(solver) } : { id: solver.name }),
    ...moving(status),
    description: solver.description,
    properties: fixed,
  };
}
