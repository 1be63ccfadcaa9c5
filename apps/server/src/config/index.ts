/** WIP */
export { type Clock, type Entropy, type Log, newId, type Platform, silentLog, systemPlatform } from "./platform.ts";
