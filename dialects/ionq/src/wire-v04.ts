/**
 * IonQ's API v0.4 exactly as it travels. Objects are loose: unknown fields are accepted and kept, since SDKs send some
 * that IonQ's own description does not name (`lang`, `input.format`).
 */
import type { JsonObject } from "@naru/dialect";
import { z } from "zod";

/** Any JSON object, kept as the very object that was received: nothing is dropped, copied or reordered. */
const AnyObject = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);

/** No machine is wider; a width is an allocation somewhere, so it is bounded before anything looks at the circuit. */
const maxQubits = 10_000;

/** Qubits of a gate: `target: 1` and `targets: [1]` mean the same, and so do `control` and `controls`. */
const Qubit = z
  .int()
  .nonnegative()
  .max(maxQubits - 1);

/** One gate of either gateset. Which fields a gate needs is a question for the reader, which knows the gate. */
export const WireGate = z.looseObject({
  gate: z.string(),
  target: Qubit.nullish(),
  targets: z.array(Qubit).nullish(),
  control: Qubit.nullish(),
  controls: z.array(Qubit).nullish(),
  /** `qis`: radians. */
  rotation: z.number().nullish(),
  /** `native`: turns. */
  phase: z.number().nullish(),
  phases: z.array(z.number()).nullish(),
  angle: z.number().nullish(),
  /** `pauliexp`. */
  terms: z.array(z.string()).nullish(),
  coefficients: z.array(z.number()).nullish(),
  time: z.number().nullish(),
});
export type WireGate = z.infer<typeof WireGate>;

export const Gateset = z.enum(["qis", "native"]);
export type Gateset = z.infer<typeof Gateset>;

const QubitCount = z.int().positive().max(maxQubits);

/** A circuit by itself, as the `input` of a job or in a file. */
export const WireCircuit = z.looseObject({
  gateset: Gateset.nullish(),
  qubits: QubitCount.nullish(),
  circuit: z.array(WireGate),
});
export type WireCircuit = z.infer<typeof WireCircuit>;

export const WireMultiCircuit = z.looseObject({
  gateset: Gateset.nullish(),
  qubits: QubitCount.nullish(),
  circuits: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        gateset: Gateset.nullish(),
        qubits: QubitCount.nullish(),
        registers: AnyObject.nullish(),
        circuit: z.array(WireGate),
      }),
    )
    .min(1),
});
export type WireMultiCircuit = z.infer<typeof WireMultiCircuit>;

export const WireQasm3 = z.looseObject({ qubits: QubitCount.nullish(), data: z.string() });

export const maxShots = 1_000_000;
const Shots = z
  .preprocess((value) => (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value), z.int())
  .pipe(z.int().min(1, "must be 1 or more").max(maxShots, `must be at most ${maxShots}`));

/** qiskit sends `seed: null` with every simulator job. */
export const WireNoise = z.looseObject({
  model: z.string().nullish(),
  seed: z.int().nonnegative().nullish(),
});

/** What every kind of job has in common; `input` is read by its `type`. */
export const WireJob = z.looseObject({
  type: z.string(),
  backend: z.string(),
  name: z.string().max(10_000).nullish(),
  /** cirq sends text. */
  shots: Shots.nullish(),
  session_id: z.string().nullish(),
  dry_run: z.boolean().nullish(),
  metadata: AnyObject.nullish(),
  noise: WireNoise.nullish(),
  settings: AnyObject.nullish(),
  registers: AnyObject.nullish(),
  input: AnyObject,
});
export type WireJob = z.infer<typeof WireJob>;

/** The one setting of a job that changes how it runs here. */
export const WireSettings = z.looseObject({
  error_mitigation: z.looseObject({ debiasing: z.boolean().nullish() }).nullish(),
});

export const WireIds = z.looseObject({ ids: z.array(z.string()).min(1).max(1000) });

export const WireSessionOrder = z.looseObject({
  backend: z.string(),
  settings: z
    .looseObject({
      job_count_limit: z.int().positive().nullish(),
      duration_limit_min: z.number().positive().nullish(),
      cost_limit: z.looseObject({ value: z.number().nonnegative(), unit: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
