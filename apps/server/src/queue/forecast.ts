import { sql } from "kysely";
import type { Clock } from "../config/index.ts";
import type { Database } from "../db/index.ts";
import { type Lane, lanes } from "./lanes.ts";
import { type Depth, readDepths } from "./store.ts";

/** What waits and what is leased in a lane. */
export type LaneDepth = Omit<Depth, "backendName">;

/** How much waits, and how long a job submitted now would wait. Figures are up to a second old. */
export interface Forecast {
  depths(): Promise<readonly LaneDepth[]>;
  /** How many jobs wait for each backend; those without are left out. */
  queueLengths(): Promise<ReadonlyMap<string, number>>;
  /** Expected wait until a job of the lane starts; 0 when idle, null when nothing runs jobs. */
  expectedWaitMs(lane: Lane): Promise<number | null>;
}

/** Counting 100 000 waiting jobs takes the database some 10 ms: once in a while is enough. */
const freshMs = 1_000;

export function openForecast(database: Database, clock: Clock): Forecast {
  let known: { readonly at: number; readonly depths: Promise<Depth[]>; readonly threads: Promise<number> } | null =
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
      return lanes.map((lane) =>
        found
          .filter((depth) => depth.lane === lane)
          .reduce(
            (sum, { waiting, waitingSeconds, leased }) => ({
              lane,
              waiting: sum.waiting + waiting,
              waitingSeconds: sum.waitingSeconds + waitingSeconds,
              leased: sum.leased + leased,
            }),
            { lane, waiting: 0, waitingSeconds: 0, leased: 0 },
          ),
      );
    },
    async queueLengths() {
      const lengths = new Map<string, number>();
      for (const { backendName, waiting } of await look().depths) {
        lengths.set(backendName, (lengths.get(backendName) ?? 0) + waiting);
      }
      return lengths;
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
