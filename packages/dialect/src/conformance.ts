/** What a dialect's own tests use: the suite that every dialect passes, and a cloud without database or network. */

export { spoiledBody } from "./conformance/spoil.ts";
export { type DialectSubject, type RoundTrip, roundTrip, type WireRequest } from "./conformance/subject.ts";
export { dialectConformance, overlapping } from "./conformance/suite.ts";
export { type MemoryCloud, type MemoryCloudOptions, memoryCloud } from "./memory-cloud.ts";
export { everyZero, scriptedBackend } from "./scripted-backend.ts";
