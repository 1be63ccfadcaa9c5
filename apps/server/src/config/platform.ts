import { randomBytes } from "node:crypto";
import { type Id, uuidV7 } from "@naru/base";

/** The time of day. Passed in everywhere, so that tests can set it. */
export interface Clock {
  now(): Date;
}

/** `count` unpredictable bytes. */
export type Entropy = (count: number) => Uint8Array;

/** Facts first, then a sentence: the order that pino has. Never a secret among the facts. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What a module is handed of the machine it runs on. */
export interface Platform {
  readonly clock: Clock;
  readonly entropy: Entropy;
}

export const systemPlatform: Platform = {
  clock: { now: () => new Date() },
  entropy: (count) => randomBytes(count),
};

/** A log that says nothing, for tests and for tools that print their own words. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A fresh version 7 UUID of this platform's clock and entropy. */
export const newId = <Kind extends string>(platform: Platform): Id<Kind> =>
  uuidV7(platform.clock.now().getTime(), platform.entropy(10));
