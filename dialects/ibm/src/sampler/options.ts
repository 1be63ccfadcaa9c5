import { check } from "@naru/dialect/http";
import type { ErrorSuppression } from "@naru/workload";
import { z } from "zod";
import {
  count,
  executionShape,
  type FinalTwirling,
  options,
  paramsShape,
  shotsOfVariants,
  suppressionOf,
  WireDecoupling,
  WireExperimental,
  WireSimulator,
  WireTwirling,
} from "../primitives/options.ts";

const noPhases = "points of the I-Q plane are not modelled; measure bits (`classified`)";

const WireOptions = options({
  default_shots: count.nullish(),
  dynamical_decoupling: WireDecoupling.default({}),
  execution: options({
    ...executionShape,
    meas_type: z.literal("classified", { error: noPhases }).nullish(),
  }).nullish(),
  twirling: WireTwirling.prefault({}),
  simulator: WireSimulator.nullish(),
  experimental: WireExperimental.nullish(),
});

const WireParams = z.strictObject({
  ...paramsShape,
  pubs: z.unknown().optional(),
  options: WireOptions.prefault({}),
});

/** What the parameters of a sampler's job say beside its pubs. */
export interface SamplerOptions {
  readonly pubs: unknown;
  /** Of pubs that give none. */
  readonly shots: number;
  readonly seed?: number;
  readonly suppression?: ErrorSuppression;
}

/** IBM's default. */
const defaultShots = 4096;

/** Throws InvalidInputError with the path for options that are unknown or not offered. */
export function readSamplerOptions(params: unknown): SamplerOptions {
  const { pubs, options: wire } = check(WireParams, params, "params");
  const twirling: FinalTwirling = {
    gates: wire.twirling.enable_gates ?? false,
    measurements: wire.twirling.enable_measure ?? false,
    wire: wire.twirling,
  };
  const seedGiven = wire.simulator?.seed_simulator;
  return {
    pubs,
    shots: shotsOfVariants(twirling) ?? wire.default_shots ?? defaultShots,
    ...(seedGiven != null && { seed: seedGiven }),
    ...suppressionOf(twirling, wire.dynamical_decoupling),
  };
}
