import { sql } from "kysely";
import type { Clock } from "../config/index.ts";
import type { Database } from "../db/index.ts";
import { type Lane, lanes } from "./lanes.ts";
import { type LaneDepth, readDepths } from "./store.ts";

/** How much waits, and how long a job submitted now would wait. Figures are up to two seconds old. */
export interface Forecast {
  depths(): Promise<readonly LaneDepth[]>;
  /** Expected wait until a job of the lane starts; 0 when idle, null when nothing runs jobs. */
  expectedWaitMs(lane: Lane): Promise<number | null>;
}

/** Counting 100 000 waiting jobs takes the database some 10 ms: once in a while is enough. */
const freshMs = 2_000;

export function openForecast(database: Database, clock: Clock): Forecast {
  let known: { readonly at: number; readonly depths: Promise<LaneDepth[]>; readonly threads: Promise<number> } | null =
    null;

  function look() {
    if (!known || clock.now().getTime() - known.at > freshMs) {
      const [depths, threads] = [readDepths(database.kysely), countThreads(database)];
      for (const figure of [depths, threads]) figure.catch(() => (known = null));
      known = { at: clock.now().getTime(), depths, threads };
    }
    return known;
  }

  return {
    async depths() {
      const found = await look().depths;
      return lanes.map(
        (lane) => found.find((depth) => depth.lane === lane) ?? { lane, waiting: 0, waitingSeconds: 0, leased: 0 },
      );
    },
    async expectedWaitMs(lane) {
      const [depths, threads] = [await this.depths(), await look().threads];
      if (threads === 0) return null;
      const seconds = depths.find((depth) => depth.lane === lane)?.waitingSeconds ?? 0;
      return Math.round((seconds * 1000) / (lane === "small" ? threads : 1));
    },
  };
}

async function countThreads(database: Database): Promise<number> {
  const { rows } = await sql<{ threads: number }>`
    select coalesce(sum(threads), 0)::int as threads from queue.worker`.execute(database.kysely);
  return rows[0]?.threads ?? 0;
}
