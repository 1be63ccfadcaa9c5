import { randomUUID } from "node:crypto";
import type { Log } from "../config/index.ts";
import { type Database, type DatabaseKind, databaseOn } from "./database.ts";
import { postgresPool, type ServerAddress } from "./postgres-pool.ts";
import { postgresSubscriptions } from "./postgres-subscriptions.ts";

/** What every connection of ours is called on the server, followed by whose it is. */
export const namePrefix = "naru:";

export interface ServerOptions {
  readonly address: ServerAddress;
  readonly kind: DatabaseKind;
  readonly maxConnections: number;
  readonly log: Log;
  /** Runs before each attempt to connect again to a server that was lost. */
  readonly revive?: () => Promise<void>;
  /** Runs after the last connection is closed; `name` is what they were called. */
  readonly stop?: (name: string) => Promise<void>;
}

/** Opens a PostgreSQL server. From now until it is closed, one connection at least shows that it is in use. */
export async function openServer(options: ServerOptions): Promise<Database> {
  const { address, kind, maxConnections, log, revive = async () => {}, stop = async () => {} } = options;
  const name = `${namePrefix}${process.pid}:${randomUUID().slice(0, 8)}`;
  const subscriptions = await postgresSubscriptions(address, name, log, revive);
  // One connection of the number allowed is the one that listens.
  const pool = postgresPool(address, name, Math.max(1, maxConnections - 1), log);
  return databaseOn(kind, pool, subscriptions, () => stop(name));
}
