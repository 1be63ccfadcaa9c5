import { z } from "zod";

/** What travels in SAPI 3 as dwave-cloud-client 0.14 sends it, and in 2 before that. Unknown fields are let be. */

/** Most problems of one submission, and most ids of one call. */
export const mostProblems = 20;
export const mostIds = 1000;

const longestLabel = 1024;

/** A solver by name and graph; by name alone before SAPI 3. */
const WireSolver = z.union([
  z.looseObject({
    name: z.string().min(1).max(200),
    version: z.looseObject({ graph_id: z.string().max(200).nullish() }).nullish(),
  }),
  z
    .string()
    .min(1)
    .max(200)
    .transform((name) => ({ name, version: null })),
]);

/** One problem of `POST problems/`. */
export const WireProblem = z.looseObject({
  solver: WireSolver,
  data: z.looseObject({ format: z.string().max(100) }),
  type: z.string().max(100),
  params: z.record(z.string(), z.unknown()).nullish(),
  label: z.string().max(longestLabel).nullish(),
});
export type WireProblem = z.infer<typeof WireProblem>;

/** `data` of problems on qubits: base64 of little-endian 64-bit floats. */
export const WireQubitProblem = z.looseObject({
  format: z.literal("qp"),
  lin: z.string(),
  quad: z.string(),
  offset: z.number().nullish(),
});

/** `data` of models that were uploaded before. */
export const WireReference = z.looseObject({ format: z.literal("ref"), data: z.string().max(100) });

/** Body of `DELETE problems/`. */
export const WireIds = z.array(z.string().max(100)).max(mostIds);

/** Body of `POST bqm/multipart`. */
export const WireUpload = z.looseObject({ size: z.int().min(0) });

/** Body of `POST bqm/multipart/{id}/combine`. */
export const WireCombination = z.looseObject({ checksum: z.string().max(100) });
