import { closest } from "@naru/base";
import type { ErrorSuppression } from "@naru/workload";
import { z } from "zod";

/**
 * Options that the sampler and the estimator share. Options that are not known are refused by name, since whoever sets one
 * wants what it does.
 */

/** An object of options, of which all are known. */
export const options = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const name = String(issue.keys[0] ?? "").slice(0, 100);
      const meant = closest(name, Object.keys(shape));
      return `there is no option "${name}" here${meant ? `; did you mean "${meant}"?` : ""}`;
    },
  });

/** A number of shots or variants. Larger ones than any backend takes are refused later, with the backend's limit. */
export const count = z.int().min(1);
const countOrAuto = z
  .union([count, z.literal("auto")])
  .nullish()
  .transform((value) => value ?? "auto");

/** `dynamical_decoupling`. */
export const WireDecoupling = options({
  enable: z.boolean().nullish(),
  sequence_type: z.enum(["XX", "XpXm", "XY4"]).nullish(),
  extra_slack_distribution: z.enum(["middle", "edges"]).nullish(),
  scheduling_method: z.enum(["alap", "asap"]).nullish(),
  skip_reset_qubits: z.boolean().nullish(),
});

/** `twirling`. */
export const WireTwirling = options({
  enable_gates: z.boolean().nullish(),
  enable_measure: z.boolean().nullish(),
  num_randomizations: countOrAuto,
  shots_per_randomization: countOrAuto,
  strategy: z.enum(["active", "active-accum", "active-circuit", "all"]).nullish(),
});

/** `execution`. How long a machine waits between shots matters to none that begins each of them in |0…0⟩. */
export const executionShape = {
  init_qubits: z
    .literal(true, { error: "every shot begins with all qubits in |0⟩ here; leave the option out" })
    .nullish(),
  rep_delay: z.number().min(0).max(1).nullish(),
  /** A hint for IBM's compiler about speed, which changes no result. */
  fast_parametric_update: z.boolean().nullish(),
};

/** Fixes every random choice. */
export const seed = z.int().min(0).nullish();

/** `simulator`. Circuits run as they come: they are compiled by the client. */
export const WireSimulator = options({
  seed_simulator: seed,
  noise_model: z
    .null({
      error:
        "noise models of your own are not taken; choose an emulated device, which has the noise of its calibration",
    })
    .optional(),
  coupling_map: z
    .null({ error: "circuits run as they come; transpile for the coupling map before you submit" })
    .optional(),
  /** Ignored, as IBM's published description of the options says. */
  basis_gates: z.unknown().optional(),
});

/** `experimental`. Where IBM would run the job changes no result; all else would. */
export const WireExperimental = options({ execution_path: z.unknown().optional() });

/** What a twirled job does, when all defaults are known. */
export interface FinalTwirling {
  readonly gates: boolean;
  readonly measurements: boolean;
  readonly wire: z.output<typeof WireTwirling>;
}

/** Variants × shots of each, where the caller gave both and they are used. */
export function shotsOfVariants({ gates, measurements, wire }: FinalTwirling): number | null {
  const { num_randomizations: variants, shots_per_randomization: shots } = wire;
  if (!(gates || measurements) || variants === "auto" || shots === "auto") return null;
  return variants * shots;
}

/** Nothing where nothing was enabled. */
export function suppressionOf(
  twirling: FinalTwirling,
  decoupling: z.output<typeof WireDecoupling>,
): { readonly suppression?: ErrorSuppression } {
  const suppression: ErrorSuppression = {
    ...((twirling.gates || twirling.measurements) && {
      twirling: {
        gates: twirling.gates,
        measurements: twirling.measurements,
        strategy: twirling.wire.strategy ?? "active-accum",
        randomisations: twirling.wire.num_randomizations,
        shotsPerRandomisation: twirling.wire.shots_per_randomization,
      },
    }),
    ...(decoupling.enable && {
      decoupling: {
        sequence: decoupling.sequence_type ?? "XX",
        slack: decoupling.extra_slack_distribution ?? "middle",
        scheduling: decoupling.scheduling_method ?? "alap",
        skipsResetQubits: decoupling.skip_reset_qubits ?? false,
      },
    }),
  };
  return Object.keys(suppression).length > 0 ? { suppression } : {};
}

/** Fields of `params` beside the pubs, the same for both programs. */
export const paramsShape = {
  version: z.literal(2, { error: "primitives of version 2 are offered; update qiskit-ibm-runtime" }).nullish(),
  support_qiskit: z.literal(true, { error: "results are written for Qiskit; leave the field out" }).nullish(),
};
