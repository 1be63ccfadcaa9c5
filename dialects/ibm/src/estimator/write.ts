import { InvalidInputError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import type { EstimateItemOutcome, Outcome, ZeroNoiseOutcome } from "@naru/workload";
import { tagged, writeDataBin, writeNumbers } from "../encoding/index.ts";
import { writeCircuitMetadata } from "../primitives/metadata.ts";
import type { EstimatorEcho } from "./read.ts";

/** The result of a job of the estimator, as the client's RuntimeDecoder reads it. */
export async function writeEstimator(outcome: Outcome, echo: JsonObject): Promise<string> {
  if (outcome.kind !== "estimate") {
    throw new InvalidInputError(`An estimator's outcome is an estimate, not a "${outcome.kind}".`);
  }
  const { precision, metadata } = echo as unknown as EstimatorEcho;
  const pubResults: unknown[] = [];
  for (const [k, item] of outcome.items.entries()) {
    pubResults.push(await writePub(item, typeof precision === "number" ? precision : (precision[k] ?? 0)));
  }
  return JSON.stringify(tagged("PrimitiveResult", { pub_results: pubResults, metadata }));
}

async function writePub(item: EstimateItemOutcome, precision: number) {
  const { shape, zeroNoise } = item;
  const fields = new Map<string, unknown>([
    ["evs", await writeNumbers(shape, item.values)],
    ["stds", await writeNumbers(shape, item.standardErrors)],
  ]);
  if (zeroNoise) await addZeroNoise(fields, shape, zeroNoise);
  // Errors of an extrapolation are those of its fit: IBM, too, gives no others with it.
  else fields.set("ensemble_standard_error", await writeNumbers(shape, item.ensembleStandardErrors));
  return tagged("PubResult", {
    data: writeDataBin(shape, "numpy.ndarray", fields),
    metadata: {
      shots: item.shots,
      target_precision: precision,
      circuit_metadata: writeCircuitMetadata(item.metadata),
      resilience: zeroNoise ? { zne: { extrapolator: extrapolatorsOf(zeroNoise) } } : {},
      num_randomizations: item.randomisations ?? 1,
    },
  });
}

async function addZeroNoise(fields: Map<string, unknown>, shape: readonly number[], zeroNoise: ZeroNoiseOutcome) {
  const { factors, extrapolators, extrapolatedFactors } = zeroNoise;
  const raw = [...shape, factors.length];
  const fitted = [...shape, extrapolators.length, extrapolatedFactors.length];
  fields.set("evs_noise_factors", await writeNumbers(raw, zeroNoise.values));
  fields.set("stds_noise_factors", await writeNumbers(raw, zeroNoise.standardErrors));
  fields.set("ensemble_stds_noise_factors", await writeNumbers(raw, zeroNoise.ensembleStandardErrors));
  fields.set("evs_extrapolated", await writeNumbers(fitted, zeroNoise.extrapolated));
  fields.set("stds_extrapolated", await writeNumbers(fitted, zeroNoise.extrapolatedErrors));
}

/** The extrapolator that all results were taken from, or all that any was taken from, in order of preference. */
function extrapolatorsOf({ extrapolators, taken }: ZeroNoiseOutcome): string | readonly string[] {
  const used = new Set(taken.flatMap((names) => names.split("+")));
  const inOrder = extrapolators.filter((extrapolator) => used.has(extrapolator));
  return inOrder.length === 1 && inOrder[0] !== undefined ? inOrder[0] : inOrder;
}
