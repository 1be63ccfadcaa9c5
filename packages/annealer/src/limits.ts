import { InvalidInputError, type Random } from "@naru/base";
import type { IsingModel } from "./model.ts";

/** When a search may end before its work is done. */
export interface Limits {
  /** Ends after this time, whatever was found; as long as the work takes if absent. Above 0. */
  readonly timeLimitSeconds?: number;
  /** Ends as soon as a state of this energy or less is found. */
  readonly target?: number;
}

/** Throws InvalidInputError for limits and numbers of reads that are none. */
export function checkedLimits(reads: number, { timeLimitSeconds, target }: Limits): void {
  if (!Number.isSafeInteger(reads) || reads < 1) {
    throw new InvalidInputError(`The number of reads is ${reads}. Give a whole number from 1.`);
  }
  if (timeLimitSeconds !== undefined && !(timeLimitSeconds > 0)) {
    throw new InvalidInputError(`The time limit is ${timeLimitSeconds} s. Give a number above 0.`);
  }
  if (target !== undefined && Number.isNaN(target)) throw new InvalidInputError("The target is no number.");
}

/** States in which reads begin, by their number; null for those that begin at random. */
export type InitialStates = (read: number) => Int8Array | null;

export function checkedInitial({ size }: IsingModel, initial: Int8Array | undefined): InitialStates | null {
  if (!initial) return null;
  if (initial.length % Math.max(size, 1) !== 0 || initial.some((spin) => spin !== 1 && spin !== -1)) {
    throw new InvalidInputError(`Initial states have ${size} spins each, 1 or −1.`);
  }
  return (read) => ((read + 1) * size <= initial.length ? initial.subarray(read * size, (read + 1) * size) : null);
}

export function randomSpins(size: number, random: Random): Int8Array {
  const spins = new Int8Array(size);
  for (let i = 0; i < size; i++) spins[i] = random.bits32() & 0x10000 ? 1 : -1;
  return spins;
}
