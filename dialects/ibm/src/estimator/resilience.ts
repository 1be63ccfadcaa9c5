import { invalid } from "@naru/dialect/http";
import type { ErrorMitigation, Extrapolator, ZeroNoise } from "@naru/workload";
import { z } from "zod";
import { count, options } from "../primitives/options.ts";

/** Most factors of noise, and places where fits are evaluated. */
const maxFactors = 32;
/** Circuits grow with it. */
const largestFactor = 99;

const extrapolators = [
  "linear",
  "exponential",
  "double_exponential",
  "polynomial_degree_1",
  "polynomial_degree_2",
  "polynomial_degree_3",
  "polynomial_degree_4",
  "polynomial_degree_5",
  "polynomial_degree_6",
  "polynomial_degree_7",
  "fallback",
] as const satisfies readonly Extrapolator[];
const WireExtrapolator = z.enum(extrapolators);

const WireZne = options({
  amplifier: z.enum(["gate_folding", "gate_folding_front", "gate_folding_back", "pea"]).nullish(),
  noise_factors: z.array(z.number().min(1).max(largestFactor)).min(1).max(maxFactors).nullish(),
  extrapolator: z.union([WireExtrapolator, z.array(WireExtrapolator).min(1).max(extrapolators.length)]).nullish(),
  extrapolated_noise_factors: z
    .union([z.literal("auto"), z.array(z.number().min(-largestFactor).max(largestFactor)).min(1).max(maxFactors)])
    .nullish(),
});

/** `resilience`. Options of what is not enabled have no effect, with IBM neither. */
export const WireResilience = options({
  measure_mitigation: z.boolean().nullish(),
  measure_noise_learning: options({
    num_randomizations: count.nullish(),
    shots_per_randomization: z.union([count, z.literal("auto")]).nullish(),
  }).nullish(),
  zne_mitigation: z.boolean().nullish(),
  zne: WireZne.nullish(),
  pec_mitigation: z
    .literal(false, {
      error:
        "probabilistic error cancellation is not offered for this program; use zne_mitigation, or qiskit_ibm_runtime.executor_estimator",
    })
    .nullish(),
  pec: z.unknown().optional(),
  layer_noise_learning: z.unknown().optional(),
  layer_noise_model: z.unknown().optional(),
});

const path = "params.options.resilience.zne";

/** How errors are worked out, when the level has filled in what was left open. */
export function mitigationOf(
  wire: z.output<typeof WireResilience>,
  enabled: { readonly readout: boolean; readonly zeroNoise: boolean },
): { readonly mitigation?: ErrorMitigation } {
  const learning = wire.measure_noise_learning;
  const mitigation: ErrorMitigation = {
    ...(enabled.readout && {
      readout: {
        randomisations: learning?.num_randomizations ?? 32,
        shotsPerRandomisation: learning?.shots_per_randomization ?? "auto",
      },
    }),
    ...(enabled.zeroNoise && { zeroNoise: zeroNoiseOf(wire.zne ?? {}) }),
  };
  return Object.keys(mitigation).length > 0 ? { mitigation } : {};
}

function zeroNoiseOf(wire: z.output<typeof WireZne>): ZeroNoise {
  const amplifier = wire.amplifier ?? "gate_folding";
  if (amplifier === "pea") {
    throw invalid(
      `${path}.amplifier`,
      "pea is not offered for this program; use gate_folding, or qiskit_ibm_runtime.executor_estimator",
    );
  }
  const factors = wire.noise_factors ?? [1, 3, 5];
  factors.forEach((factor, k) => {
    if (k > 0 && factor <= (factors[k - 1] ?? 0)) throw invalid(`${path}.noise_factors`, "must ascend");
  });
  const chosen = typeof wire.extrapolator === "string" ? [wire.extrapolator] : wire.extrapolator;
  const inOrder = chosen ?? (["exponential", "linear"] as const);
  for (const extrapolator of inOrder) {
    const least = leastFactors(extrapolator);
    if (factors.length < least) {
      throw invalid(`${path}.extrapolator`, `${extrapolator} needs at least ${least} noise factors`);
    }
  }
  const wanted = wire.extrapolated_noise_factors ?? "auto";
  return {
    amplifier,
    factors,
    extrapolators: inOrder,
    extrapolatedFactors: wanted === "auto" ? [0, ...factors] : wanted,
  };
}

/** As many as its curve has parameters; the client asks for two where one would do. */
function leastFactors(extrapolator: Extrapolator): number {
  if (extrapolator === "double_exponential") return 4;
  const degree = /_(\d)$/.exec(extrapolator)?.[1];
  return degree === undefined ? 2 : Number(degree) + 1;
}
