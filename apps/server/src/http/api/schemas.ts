import { errorCodes } from "@naru/base";
import { maxJobNameLength } from "@naru/dialect";
import {
  type BackendView,
  backendKinds,
  backendStates,
  type CreatedKey,
  type ErrorBody,
  type Info,
  type JobPageView,
  type JobView,
  jobStates,
  type KeyView,
  type ProgramView,
  programFormats,
  type ResultView,
  type SubmitRequest,
  type WhoAmI,
} from "@naru/sdk";
import { z } from "zod";
import { longestIdempotencyKey } from "../../cloud.ts";

/*
 * What Naru's own API takes and gives. Each schema is checked against the type that the SDK exports, so that clients and
 * service cannot drift apart, and is the source of the published description.
 */

const moment = z.string().describe("ISO 8601, UTC");
const bilingual = z.object({ ko: z.string(), en: z.string() });

export const errorBody = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string().describe("What happened and what to do."),
    details: z.record(z.string(), z.unknown()),
  }),
}) satisfies z.ZodType<ErrorBody>;

export const info = z.object({
  name: z.string(),
  version: z.string(),
  origin: z.string(),
  backendCount: z.number(),
  dialects: z.array(
    z.object({
      vendor: z.string(),
      prefixes: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      quickstarts: z.array(
        z.object({ sdk: z.string(), install: z.string(), language: z.enum(["python", "shell"]), code: z.string() }),
      ),
    }),
  ),
}) satisfies z.ZodType<Info>;

const calibration = z.object({
  id: z.string(),
  takenAt: moment,
  source: z.string(),
  oneQubitFidelity: z.number(),
  twoQubitFidelity: z.number(),
  spamFidelity: z.number(),
  oneQubitGateUs: z.number(),
  twoQubitGateUs: z.number(),
  readoutUs: z.number(),
  resetUs: z.number(),
  t1Seconds: z.number(),
  t2Seconds: z.number(),
});

export const backend = z.object({
  name: z.string(),
  vendor: z.string(),
  kind: z.enum(backendKinds),
  description: bilingual,
  qubitCount: z.number(),
  nativeGates: z.array(z.string()),
  connectivity: z.union([
    z.literal("all"),
    z.array(z.tuple([z.number(), z.number()])),
    z.object({ topology: z.string(), shape: z.array(z.number()), couplers: z.number() }),
  ]),
  noiseModels: z.array(z.string()),
  dynamicCircuits: z.boolean(),
  limits: z.object({ shots: z.number(), circuits: z.number(), gates: z.number() }),
  calibration: calibration.nullable(),
  state: z.enum(backendStates),
  averageQueueMs: z.number(),
  queueLength: z.number(),
  updatedAt: moment,
}) satisfies z.ZodType<BackendView>;

export const whoAmI = z.object({
  organisationId: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  personId: z.string(),
  keyId: z.string(),
  keyName: z.string(),
}) satisfies z.ZodType<WhoAmI>;

const resources = z.object({
  qubits: z.number(),
  oneQubitGates: z.number(),
  twoQubitGates: z.number(),
  depth: z.number(),
  durationUs: z.number().optional(),
});

export const job = z.object({
  id: z.string(),
  name: z.string().nullable(),
  state: z.enum(jobStates),
  vendor: z.string(),
  apiVersion: z.string(),
  backend: z.string(),
  tags: z.array(z.string()).readonly(),
  program: z.string().nullable().describe("Which of the vendor's programs was asked for, where it has several."),
  isPrivate: z.boolean().describe("The program is never shown, the result once only."),
  shots: z.number(),
  circuitCount: z.number(),
  qubitCount: z.number(),
  dryRun: z.boolean(),
  sessionId: z.string().nullable(),
  submittedAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  progress: z.number().describe("0 … 1"),
  executionMs: z.number().nullable(),
  expectedWaitMs: z.number().nullable(),
  costMicrocredits: z.number(),
  estimate: z.object({
    seconds: z.number(),
    bytes: z.number(),
    resources,
    method: z.string(),
    why: z.string(),
  }),
  reason: z.string().nullable(),
  failure: z
    .object({ code: z.enum(errorCodes), message: z.string(), blame: z.enum(["user", "system", "vendor"]) })
    .nullable(),
}) satisfies z.ZodType<JobView>;

export const jobPage = z.object({
  jobs: z.array(job),
  next: z.string().nullable().describe("For the next page's `after`; null on the last page."),
}) satisfies z.ZodType<JobPageView>;

export const submitRequest = z.strictObject({
  backend: z.string().min(1).describe("Such as `simulator`."),
  format: z.enum(programFormats),
  program: z.string().min(1).describe("The program's text."),
  shots: z.number().int().min(1).max(1_000_000).optional().describe("1000 when left out."),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  name: z.string().max(maxJobNameLength).optional(),
  idempotencyKey: z
    .string()
    .min(1)
    .max(longestIdempotencyKey)
    .optional()
    .describe("A repeat with the same body gets the first job."),
}) satisfies z.ZodType<SubmitRequest>;

export const program = z.object({
  format: z.enum([...programFormats, "json"]),
  text: z.string(),
}) satisfies z.ZodType<ProgramView>;

const method = z.object({ name: z.string(), why: z.string() });

const energyBins = z.array(z.object({ from: z.number(), to: z.number(), reads: z.number() }));

const assignment = z
  .object({ labels: z.array(z.string()), values: z.array(z.number()), unlistedCount: z.number() })
  .nullable();

const annealed = z.object({
  qubitCount: z.number(),
  best: assignment.describe("The lowest sample; labels are numbers of qubits."),
  reads: z.number(),
  samples: z.array(z.object({ energy: z.number(), occurrences: z.number() })).describe("The lowest first."),
  sampleCount: z.number(),
  unlistedReads: z.number(),
  meanEnergy: z.number(),
  energies: energyBins,
  timing: z
    .object({
      programmingUs: z.number(),
      annealUsPerSample: z.number(),
      readoutUsPerSample: z.number(),
      delayUsPerSample: z.number(),
      samplingUs: z.number(),
      accessUs: z.number(),
      overheadUs: z.number(),
      postProcessingUs: z.number(),
    })
    .describe("Of the modelled machine, in microseconds."),
  method,
  seconds: z.number(),
});

const solved = z.object({
  format: z.enum(["bqm", "cqm", "dqm", "nl"]),
  variableCount: z.number().nullable(),
  constraintCount: z.number().nullable(),
  samples: z
    .array(
      z.object({
        value: z.number(),
        isFeasible: z.boolean().nullable(),
        brokenConstraints: z.number().nullable(),
      }),
    )
    .describe("The best first, feasible ones before others."),
  sampleCount: z.number(),
  energies: energyBins,
  best: assignment.describe("The best solution; null of nonlinear models."),
  broken: z.array(z.string()).describe("Constraints that the best solution breaks, at most 100."),
  fileBytes: z.number().nullable().describe("Of a nonlinear model's file of states."),
  method,
  seconds: z.number(),
});

export const result = z.object({
  jobId: z.string(),
  seed: z.number(),
  circuits: z.array(
    z.object({
      setCount: z.number().describe("Sets of parameter values, of which the first is shown."),
      bitCount: z.number(),
      shots: z.number(),
      counts: z.array(z.object({ bits: z.string(), count: z.number() })),
      seen: z.number(),
      unlistedShots: z.number(),
      probabilities: z.array(z.object({ bits: z.string(), probability: z.number() })).nullable(),
      resources,
      method: method.nullable(),
      seconds: z.number(),
    }),
  ),
  estimates: z.array(
    z.object({
      shape: z.array(z.number()),
      values: z.array(z.object({ index: z.array(z.number()), value: z.number(), standardError: z.number() })),
      unlistedValues: z.number(),
      shots: z.number(),
      resources,
      method: method.nullable(),
      seconds: z.number(),
    }),
  ),
  annealed: annealed.nullable().describe("What an annealer gave."),
  solved: solved.nullable().describe("What a solver of models gave."),
}) satisfies z.ZodType<ResultView>;

export const key = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
  revokedAt: moment.nullable(),
  isCurrent: z.boolean(),
}) satisfies z.ZodType<KeyView>;

export const createKeyRequest = z.strictObject({
  name: z.string().min(1).max(100),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});

export const createdKey = z.object({
  key,
  secret: z.string().describe("Shown this once."),
}) satisfies z.ZodType<CreatedKey>;

/** A number in a query, which always comes as text. */
const queryNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least).max(most));

export const jobsQuery = z.object({
  limit: queryNumber(1, 1000).optional().describe("50 when left out."),
  after: z.string().optional(),
  state: z.string().optional().describe("One or more states, with commas between."),
});

export const jobQuery = z.object({
  wait: queryNumber(0, 30_000).optional().describe("Milliseconds to hold the answer until the job is final."),
});

export const resultQuery = z.object({
  top: queryNumber(1, 65_536).optional().describe("How many outcomes of each circuit; 1024 when left out."),
});

export const idParams = z.object({ id: z.string() });
