import { UnsupportedError } from "@naru/base";
import { check } from "@naru/dialect/http";
import { z } from "zod";
import { count, options } from "../primitives/options.ts";

/** What travels in the parameters of program `executor`, version v2.0 (qiskit-ibm-runtime 0.49 to 0.51). */
export const schemaVersion = "v2.0";

const shape = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 31),
  )
  .max(32);
/** How many sets IBM would bind in one loop of shots. It changes no result. */
const chunkSize = z.union([count, z.literal("auto")]).nullish();

const WireCircuitItem = z.looseObject({
  item_type: z.literal("circuit"),
  circuit_arguments: z.unknown(),
  shape: shape.nullish(),
  chunk_size: chunkSize,
});

const WireSamplexItem = z.looseObject({
  item_type: z.literal("samplex"),
  samplex: z.looseObject({
    ssv: z.int().min(1).max(4, { error: "samplexes are read up to version 4; use samplomatic 0.21" }),
    samplex_json: z.string(),
  }),
  samplex_arguments: z.record(z.string(), z.unknown()),
  shape,
  chunk_size: chunkSize,
});
export type WireItem = z.infer<typeof WireCircuitItem> | z.infer<typeof WireSamplexItem>;

const WireCircuits = z.looseObject({
  b64_data: z.string({ error: "should hold circuits as QPY; circuits as OpenQASM 3 are not taken by this program" }),
  num_programs: count,
});

const noPhases = "points of the I-Q plane are not modelled; measure bits (`classified`)";

const WireProgram = z.looseObject({
  shots: count,
  circuits: WireCircuits,
  items: z.array(z.discriminatedUnion("item_type", [WireCircuitItem, WireSamplexItem])).min(1),
  semantic_role: z.string().max(1000).nullish(),
  meas_level: z.literal("classified", { error: noPhases }).nullish(),
  passthrough_data: z.unknown(),
});

const WireOptions = options({
  init_qubits: z
    .literal(true, { error: "every shot begins with all qubits in |0⟩ here; leave the option out" })
    .nullish(),
  /** In seconds. How long a machine waits between shots matters to none that begins each of them in |0…0⟩. */
  rep_delay: z.number().min(0).max(1).nullish(),
  scheduler_timing: z
    .literal(false, { error: "the times of a schedule are not given; leave the option out" })
    .nullish(),
  stretch_values: z.literal(false, { error: "values of stretches are not given; leave the option out" }).nullish(),
  /** None is known here. */
  experimental: options({}).nullish(),
});

const WireParams = z.looseObject({
  quantum_program: WireProgram,
  options: WireOptions.nullish(),
});
export type WireParams = z.infer<typeof WireParams>;

/**
 * The parameters of a job. Throws UnsupportedError for another version, InvalidInputError with the path of what is wrong
 * or not offered.
 */
export function readParams(params: unknown): WireParams {
  const version = typeof params === "object" && params !== null && "schema_version" in params && params.schema_version;
  if (version === schemaVersion) return check(WireParams, params, "params");
  throw new UnsupportedError(
    `"params.schema_version": quantum programs of version ${schemaVersion} are run. Use a qiskit-ibm-runtime of 0.49 to 0.51.`,
    { keys: ["params.schema_version"] },
  );
}
