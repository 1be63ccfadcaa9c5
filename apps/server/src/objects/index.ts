/**
 * Large payloads beside the database: programs and results by the SHA-256 of their content. What `put` has returned is
 * on the disk and stays until it is swept; the same content is kept once. Rows name objects, so an object is written
 * before the row that names it, and only what no row names is swept.
 */
export { openDiskObjects } from "./disk.ts";
export { type ObjectHash, type ObjectStore, objectHash } from "./store.ts";
