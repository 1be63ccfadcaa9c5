import { InvalidInputError } from "@naru/base";
import type { ErrorMitigation, EstimateWorkload, Twirling, ZeroNoise } from "@naru/workload";
import type { Machine, NoiseSource } from "../machine.ts";
import { fewestFactors, suppressing } from "../mitigation/index.ts";
import type { Vary } from "../variants.ts";

/** How the circuits of a workload are varied, and what is worked out of their values. */
export interface MitigationPlan {
  /** At least one: for each noise factor, or the only one. */
  readonly varies: readonly Vary[];
  readonly twirling: Twirling;
  readonly readout?: NonNullable<ErrorMitigation["readout"]>;
  readonly zeroNoise?: ZeroNoise;
}

const mostFactors = 32;
const mostPlaces = 256;
const largestFactor = 1000;

/** Twirling of measurements alone, which readout mitigation needs, where none is asked for. */
const measurementsAlone: Twirling = {
  ...{ gates: false, measurements: true, strategy: "active-accum" },
  ...{ randomisations: "auto", shotsPerRandomisation: "auto" },
};

/** Throws InvalidInputError for options that contradict themselves, and what `suppressing` throws. */
export function mitigationPlan(
  machine: Machine,
  noise: NoiseSource | null,
  { suppression = {}, mitigation = {} }: EstimateWorkload,
): MitigationPlan {
  const { zeroNoise } = mitigation;
  const readout = noise ? mitigation.readout : undefined; // readings that do not err have factors of 1
  const asked = suppression.twirling ?? { ...measurementsAlone, measurements: false };
  const twirling = mitigation.readout ? { ...asked, measurements: true } : asked;
  const own = { ...suppression, twirling };
  if (!zeroNoise) return { varies: [suppressing(machine, noise, own)], twirling, ...(readout && { readout }) };
  checkZeroNoise(zeroNoise);
  const { amplifier, factors } = zeroNoise;
  const varies = factors.map((factor) => suppressing(machine, noise, own, { amplifier, factor }));
  return { varies, twirling, zeroNoise, ...(readout && { readout }) };
}

/** Bytes of the arrays that one entry of a result has. */
export function bytesOfEntry({ mitigation }: EstimateWorkload): number {
  const { zeroNoise } = mitigation ?? {};
  if (!zeroNoise) return 24;
  const { factors, extrapolators, extrapolatedFactors } = zeroNoise;
  return 24 + 24 * factors.length + 16 * extrapolators.length * extrapolatedFactors.length + longestName;
}

/** Names of all extrapolators, at most. */
const longestName = 200;

function checkZeroNoise({ factors, extrapolators, extrapolatedFactors }: ZeroNoise): void {
  const refuse = (what: string) => {
    throw new InvalidInputError(`Zero-noise extrapolation needs ${what}.`);
  };
  const isAscending = factors.every((factor, k) => k === 0 || factor > (factors[k - 1] ?? 0));
  if (factors.length === 0 || factors.length > mostFactors || !isAscending) {
    refuse(`1 to ${mostFactors} noise factors, each larger than the one before`);
  }
  if (!factors.every((factor) => factor >= 1 && factor <= largestFactor)) {
    refuse(`noise factors from 1 to ${largestFactor}`);
  }
  if (extrapolators.length === 0 || extrapolators.length > mostFactors) refuse(`1 to ${mostFactors} extrapolators`);
  for (const extrapolator of extrapolators) {
    const needed = fewestFactors(extrapolator);
    if (factors.length < needed) refuse(`at least ${needed} noise factors for the extrapolator "${extrapolator}"`);
  }
  if (extrapolatedFactors.length > mostPlaces || !extrapolatedFactors.every(Number.isFinite)) {
    refuse(`up to ${mostPlaces} finite factors to extrapolate to`);
  }
}
