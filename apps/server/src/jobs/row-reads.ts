import { isUuid, type JobId } from "@naru/base";
import type { Queries } from "../db/index.ts";
import type { JobParts } from "./parts.ts";
import type { JobRow } from "./row.ts";
import { type AskedJob, findAskedJobs, type JobScope } from "./store.ts";

/** Questions of this many that gathered go to the database at once: reading their rows takes the event loop some 10 ms. */
const mostTogether = 200;
/** One that the database or the network holds up does not hold up all. */
const mostUnderWay = 2;

interface Asking {
  readonly asked: AskedJob;
  readonly promise: Promise<JobRow | null>;
  resolve(row: JobRow | null): void;
  reject(error: unknown): void;
}

/** What it takes to answer about one job. */
export interface ReadParts extends JobParts {
  readonly rows: RowReads;
}

/**
 * Rows of jobs, for many clients that ask about one job each. What is asked while the database answers others gathers and
 * goes there as one question: the more ask, the less each costs. Every row is read after it was asked for.
 */
export class RowReads {
  readonly #queries: Queries;
  /** By what is asked, since several may ask the same. */
  #gathered = new Map<string, Asking>();
  #underWay = 0;
  #isDue = false;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** As `findJob`. */
  find(scope: JobScope, id: JobId): Promise<JobRow | null> {
    // In a question of many, it would be an error for all of them.
    if (!isUuid(id)) return Promise.resolve(null);
    const { projectId, vendor = null } = scope;
    const name = `${id} ${projectId} ${vendor}`;
    const before = this.#gathered.get(name);
    if (before) return before.promise;
    const asking = { asked: { id, projectId, vendor }, ...Promise.withResolvers<JobRow | null>() };
    this.#gathered.set(name, asking);
    this.#send();
    return asking.promise;
  }

  /** Sends what has gathered, once those who ask in this turn of the event loop have asked. */
  #send(): void {
    if (this.#isDue || this.#underWay >= mostUnderWay || this.#gathered.size === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      const all = [...this.#gathered];
      this.#gathered = new Map(all.slice(mostTogether));
      void this.#answer(all.slice(0, mostTogether).map(([, asking]) => asking));
      this.#send();
    });
  }

  async #answer(askings: readonly Asking[]): Promise<void> {
    this.#underWay++;
    try {
      const rows = await findAskedJobs(
        this.#queries,
        askings.map(({ asked }) => asked),
      );
      for (const [place, { resolve }] of askings.entries()) resolve(rows[place] ?? null);
    } catch (error) {
      for (const { reject } of askings) reject(error);
    } finally {
      this.#underWay--;
      this.#send();
    }
  }
}
