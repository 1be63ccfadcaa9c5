/**
 * The database: PostgreSQL, always. By default a real server that comes with Naru and runs inside the data folder;
 * PGlite where its programs cannot run; an ordinary server when `DATABASE_URL` names one. The three answer alike, and
 * on all of them a transaction that has committed is on the disk.
 *
 * `openDatabase` gives one that is migrated; queries are Kysely's, work that belongs together runs in `transaction`.
 */
export {
  type Database,
  type DatabaseKind,
  executeSql,
  notify,
  type Queries,
  type Transaction,
  transaction,
} from "./database.ts";
export { type FileLock, fileLock } from "./file-lock.ts";
export { type DatabaseSettings, type OpenDatabase, openDatabase } from "./open.ts";
export type { Json, Tables } from "./schema.ts";
