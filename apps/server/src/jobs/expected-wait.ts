import type { WorkloadEstimate } from "@naru/backends";
import { messageOf } from "@naru/base";
import { laneOf } from "../queue/index.ts";
import type { JobParts } from "./parts.ts";

/**
 * How long a job of this size would wait; null when nobody knows. A figure for display: that it cannot be had must not
 * turn an accepted job into an error, since clients send the order again on one.
 */
export async function expectedWaitMs(parts: JobParts, estimate: WorkloadEstimate): Promise<number | null> {
  try {
    return await parts.forecast.expectedWaitMs(laneOf(estimate));
  } catch (error) {
    parts.log.warn({ reason: messageOf(error) }, "the wait could not be forecast");
    return null;
  }
}
