import { seeded } from "@naru/base";
import type { Entropy } from "../config/index.ts";

/** The seed of a project's n-th submission (from 1) in a service that runs under a seed itself. */
export const seedOfOrdinal = (serviceSeed: number, ordinal: number): number =>
  seeded(serviceSeed).fork(ordinal).bits32();

/** A seed nobody can predict; below 2^48, so that it stays exact wherever it travels. */
export function freshSeed(entropy: Entropy): number {
  let seed = 0;
  for (const byte of entropy(6)) seed = seed * 256 + byte;
  return seed;
}
