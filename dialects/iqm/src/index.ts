/**
 * IQM's Server API v1, spoken by Naru. Promises that the vendor's own clients run unchanged, and that what goes wrong is
 * told in the vendor's words.
 */
export { wireCode, writeError } from "./errors.ts";
