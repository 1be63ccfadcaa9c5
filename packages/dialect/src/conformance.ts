/** What a dialect's own tests use. */
export { type MemoryCloud, type MemoryCloudOptions, memoryCloud } from "./memory-cloud.ts";
export { everyZero, scriptedBackend } from "./scripted-backend.ts";
