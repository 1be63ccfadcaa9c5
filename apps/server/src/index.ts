/**
 * The Naru service as a library: `startServer` opens a whole cloud in this process. It promises that what it accepted
 * survives whatever ends the process, and that `stop` leaves nothing behind.
 */
export { describeSettings, type Log, readSettings, readTls, type Settings } from "./config/index.ts";
export { type RunningServer, type ServerOptions, startServer } from "./main.ts";
