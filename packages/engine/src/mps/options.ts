import { InvalidInputError } from "@naru/base";
import type { SimulateOptions } from "../simulator.ts";
import type { Truncation } from "./truncate.ts";

/** Half a second for a gate at this bond, and 4 MiB for a site. */
const defaultMaxBond = 256;
/** 4 GiB of addresses end a little above it. */
export const largestMaxBond = 2048;
/** Singular values below 1e-13 are rounding errors: nothing else is dropped unless more is allowed. */
const defaultMaxTruncation = 1e-26;

/** The bounds of a run. Throws InvalidInputError for those that make no sense. */
export function truncationOf({ mps = {} }: SimulateOptions): Truncation {
  const { maxBond = defaultMaxBond, maxTruncation = defaultMaxTruncation } = mps;
  if (!Number.isInteger(maxBond) || maxBond < 1 || maxBond > largestMaxBond) {
    throw new InvalidInputError(`mps.maxBond is ${maxBond}; it should be a whole number from 1 to ${largestMaxBond}.`, {
      maxBond,
    });
  }
  if (!(maxTruncation >= 0 && maxTruncation < 1)) {
    throw new InvalidInputError(
      `mps.maxTruncation is ${maxTruncation}; it should be a number from 0 up to but not including 1.`,
      { maxTruncation },
    );
  }
  return { maxBond, maxTruncation };
}

/** Whether a state whose bonds stay within the bounds would be kept whole, but for rounding. */
export const isNegligible = ({ maxTruncation }: Truncation): boolean => maxTruncation <= defaultMaxTruncation;
