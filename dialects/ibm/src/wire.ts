import { maxTagLength, maxTags } from "@naru/dialect";
import { z } from "zod";

/** What travels in the runtime API of 2026-04-15, as qiskit-ibm-runtime 0.49 to 0.51 sends it. Unknown fields are let be. */

const tags = z.array(z.string().max(maxTagLength)).max(maxTags);

/** Longest run that a job may ask for, in seconds: three hours, IBM's own limit. */
export const maxJobSeconds = 10_800;

/** Body of `POST /jobs`. `params` belong to the program. */
export const WireJob = z.looseObject({
  program_id: z.string().min(1).max(100),
  backend: z.string().min(1).max(200),
  params: z.unknown(),
  session_id: z.string().nullish(),
  tags: tags.nullish(),
  /** Seconds that the job may run. */
  cost: z.int().min(1).nullish(),
  /** The image that IBM would run it in. There is one here. */
  runtime: z.string().max(200).nullish(),
  private: z.boolean().nullish(),
  calibration_id: z.string().max(200).nullish(),
  start_session: z.boolean().nullish(),
});
export type WireJob = z.infer<typeof WireJob>;

export const WireTags = z.looseObject({ tags });

/** Longest session, in seconds: eight hours, IBM's own limit, and what one has that asks for none. */
export const maxSessionSeconds = 28_800;

/** Body of `POST /sessions`. */
export const WireSessionOrder = z.looseObject({
  mode: z.enum(["dedicated", "batch"]).nullish(),
  backend: z.string().min(1).max(200),
  instance: z.string().max(500).nullish(),
  max_ttl: z.int().min(1).max(maxSessionSeconds).nullish(),
});

/** Body of `PATCH /sessions/{id}`: a session can be closed to jobs, not opened again. */
export const WireSessionChange = z.looseObject({
  accepting_jobs: z.literal(false, { error: "can only become false: a session cannot be opened again" }),
});

/** Body of `POST /v3/resources/search`. */
export const WireSearch = z.looseObject({ query: z.string().max(10_000).nullish() });

/** Form of `POST /identity/token`. */
export const WireTokenOrder = z.looseObject({ grant_type: z.string(), apikey: z.string().min(1).max(10_000) });
