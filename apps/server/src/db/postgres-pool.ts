import { createHash } from "node:crypto";
import pg from "pg";
import type { Log } from "../config/index.ts";
import type { Session, SessionPool } from "./session-pool.ts";
import { valueReaders } from "./values.ts";

/** Reads our own types our way and leaves the rest to node-postgres. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: "text" | "binary") =>
    (format === "binary" ? undefined : valueReaders[type]) ?? pg.types.getTypeParser(type, format),
};

/** Where a PostgreSQL server is: a URL, or the directory of its Unix socket. */
export type ServerAddress =
  | { readonly url: string }
  | { readonly socketDirectory: string; readonly port: number; readonly user: string; readonly database: string };

/** The options of node-postgres for a connection to this server. `name` is what the server shows of us. */
export function connectionOptions(address: ServerAddress, name: string): pg.ClientConfig {
  const shared = { application_name: name, types, keepAlive: true };
  if ("url" in address) return { ...shared, connectionString: address.url };
  const { socketDirectory, port, user, database } = address;
  return { ...shared, host: socketDirectory, port, user, database };
}

/**
 * A statement that begins with this comment is planned once in each session and kept there. For the few long statements
 * of the busiest paths: planning them takes as long as running them. Their texts must not vary.
 */
export const planOnce = "/* plan once */";

const names = new Map<string, string>();

/** A name for a kept statement; the same text has the same name. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `naru_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
  names.set(text, name);
  return name;
}

/** A pool of sessions on a PostgreSQL server. A server that goes away is logged; the next borrower connects anew. */
export function postgresPool(address: ServerAddress, name: string, size: number, log: Log): SessionPool {
  const pool = new pg.Pool({ ...connectionOptions(address, name), max: size, connectionTimeoutMillis: 30_000 });
  // Without a listener, the loss of an idle connection ends the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "an idle database connection was lost"));
  return {
    connect: async () => sessionOf(await pool.connect(), log),
    end: () => pool.end(),
  };
}

const sessions = new WeakMap<pg.PoolClient, Session>();

function sessionOf(client: pg.PoolClient, log: Log): Session {
  const known = sessions.get(client);
  if (known !== undefined) return known;
  // A connection lost while it is borrowed fails its query; the event beside it must not end the process either.
  client.on("error", (error) => log.warn({ reason: error.message }, "a database connection was lost"));
  const session: Session = {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const name = text.startsWith(planOnce) ? nameOf(text) : undefined;
      const result: unknown = await client.query({ text, values: values as unknown[], ...(name && { name }) });
      const last = Array.isArray(result) ? result.at(-1) : result;
      const { command, rowCount, rows } = last as { command: string; rowCount: number | null; rows: Row[] };
      return { command, rowCount: rowCount ?? 0, rows };
    },
    release: (discard) => client.release(discard),
  };
  sessions.set(client, session);
  return session;
}
