import type { JsonObject } from "@naru/dialect";
import { check } from "@naru/dialect/http";
import type { ErrorMitigation, ErrorSuppression } from "@naru/workload";
import { z } from "zod";
import {
  count,
  executionShape,
  type FinalTwirling,
  options,
  paramsShape,
  seed,
  shotsOfVariants,
  suppressionOf,
  WireDecoupling,
  WireExperimental,
  WireSimulator,
  WireTwirling,
} from "../primitives/options.ts";
import { mitigationOf, WireResilience } from "./resilience.ts";

const WireOptions = options({
  default_precision: z.number().positive().nullish(),
  /** 0 asks for exact values. */
  default_shots: z.union([z.literal(0), count]).nullish(),
  seed_estimator: seed,
  dynamical_decoupling: WireDecoupling.default({}),
  execution: options(executionShape).nullish(),
  resilience: WireResilience.prefault({}),
  twirling: WireTwirling.prefault({}),
  simulator: WireSimulator.nullish(),
  experimental: WireExperimental.nullish(),
});

const WireParams = z.strictObject({
  ...paramsShape,
  pubs: z.unknown().optional(),
  resilience_level: z.int().min(0).max(2).nullish(),
  options: WireOptions.prefault({}),
});

/** What the parameters of an estimator's job say beside its pubs. */
export interface EstimatorOptions {
  readonly pubs: unknown;
  /** What a pub is run with that gives no precision; shots are null for exact values. */
  readonly others: { readonly shots: number | null; readonly precision: number };
  /** Absent: drawn. */
  readonly seed?: number;
  readonly suppression?: ErrorSuppression;
  readonly mitigation?: ErrorMitigation;
  /** What the result says of the options, in the vendor's words. */
  readonly metadata: JsonObject;
}

/** IBM's default: as many shots as 1/precision², 4096. */
const defaultPrecision = 0.015625;

/** Shots for a standard error of so much of an observable of norm 1. */
export const shotsOfPrecision = (precision: number): number => Math.ceil(1 / precision ** 2);

/** What each level turns on, from 0 to 2, where options do not say otherwise. */
const levels = [
  { gates: false, measurements: false, readout: false, zeroNoise: false },
  { gates: false, measurements: true, readout: true, zeroNoise: false },
  { gates: true, measurements: true, readout: true, zeroNoise: true },
] as const;

/** Throws InvalidInputError with the path for options that are unknown or not offered. */
export function readEstimatorOptions(params: unknown): EstimatorOptions {
  const { pubs, resilience_level, options: wire } = check(WireParams, params, "params");
  const level = levels[resilience_level ?? 1] ?? levels[1];
  const { resilience } = wire;
  const readout = resilience.measure_mitigation ?? level.readout;
  const zeroNoise = resilience.zne_mitigation ?? level.zeroNoise;
  const twirling: FinalTwirling = {
    gates: wire.twirling.enable_gates ?? level.gates,
    // Readout is learned for twirled measurements, and works for no others.
    measurements: readout || (wire.twirling.enable_measure ?? level.measurements),
    wire: wire.twirling,
  };
  const precision = wire.default_precision ?? defaultPrecision;
  const isExact = wire.default_shots === 0;
  const shots = shotsOfVariants(twirling) ?? wire.default_shots ?? shotsOfPrecision(precision);
  const seedGiven = wire.seed_estimator ?? wire.simulator?.seed_simulator;
  const { mitigation } = mitigationOf(resilience, { readout, zeroNoise });
  return {
    pubs,
    others: isExact ? { shots: null, precision: 0 } : { shots, precision },
    ...(seedGiven != null && { seed: seedGiven }),
    ...suppressionOf(twirling, wire.dynamical_decoupling),
    ...(mitigation && { mitigation }),
    metadata: metadataOf(twirling, wire.dynamical_decoupling, mitigation),
  };
}

function metadataOf(
  twirling: FinalTwirling,
  decoupling: z.output<typeof WireDecoupling>,
  mitigation: ErrorMitigation | undefined,
): JsonObject {
  const { zeroNoise } = mitigation ?? {};
  return {
    dynamical_decoupling: {
      enable: decoupling.enable ?? false,
      sequence_type: decoupling.sequence_type ?? "XX",
      extra_slack_distribution: decoupling.extra_slack_distribution ?? "middle",
      scheduling_method: decoupling.scheduling_method ?? "alap",
    },
    twirling: {
      enable_gates: twirling.gates,
      enable_measure: twirling.measurements,
      num_randomizations: twirling.wire.num_randomizations,
      shots_per_randomization: twirling.wire.shots_per_randomization,
      interleave_randomizations: true,
      strategy: twirling.wire.strategy ?? "active-accum",
    },
    resilience: {
      measure_mitigation: mitigation?.readout !== undefined,
      zne_mitigation: zeroNoise !== undefined,
      pec_mitigation: false,
      ...(zeroNoise && {
        zne: {
          noise_factors: zeroNoise.factors,
          extrapolator: zeroNoise.extrapolators,
          extrapolated_noise_factors: zeroNoise.extrapolatedFactors,
        },
      }),
    },
    version: 2,
  };
}
