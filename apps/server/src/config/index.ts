/**
 * Settings, read once from flags and environment, typed, and shown without secrets; and what every module is handed of
 * the machine instead of reaching for it: the clock, entropy, a log.
 */
export { nodePacking } from "./packing.ts";
export { type Clock, type Entropy, type Log, newId, type Platform, silentLog, systemPlatform } from "./platform.ts";
export { describeSettings, type Flags, isLoopback, readSettings, type Settings } from "./settings.ts";
export { readTls, type Tls } from "./tls.ts";
