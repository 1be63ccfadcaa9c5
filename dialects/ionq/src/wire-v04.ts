/**
 * IonQ's API v0.4 exactly as it travels. Objects are loose: unknown fields are accepted and kept, since SDKs send some
 * that IonQ's own description does not name (`lang`, `input.format`).
 */

import { type JsonObject, maxJobNameLength } from "@naru/dialect";
import { invalid } from "@naru/dialect/http";
import { z } from "zod";

/** Any JSON object, kept as the very object that was received: nothing is dropped, copied or reordered. */
export const AnyObject = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);

/** No machine is wider; a width is an allocation somewhere, so it is bounded before anything looks at the circuit. */
const maxQubits = 10_000;

/**
 * One gate of either gateset, as it travels. `target: 1` and `targets: [1]` mean the same, and so do `control` and
 * `controls`. Which fields a gate needs is a question for the reader, which knows the gate.
 */
export interface WireGate {
  readonly gate: string;
  readonly target?: number | null;
  readonly targets?: readonly number[] | null;
  readonly control?: number | null;
  readonly controls?: readonly number[] | null;
  /** `qis`: radians. */
  readonly rotation?: number | null;
  /** `native`: turns. */
  readonly phase?: number | null;
  readonly phases?: readonly number[] | null;
  readonly angle?: number | null;
  /** `pauliexp`. */
  readonly terms?: readonly string[] | null;
  readonly coefficients?: readonly number[] | null;
  readonly time?: number | null;
}

/**
 * A value as a gate. Throws InvalidInputError that names the field.
 *
 * Written out, since a job may have 150 000 gates and the server reads them on its event loop: a schema took 6 µs for
 * each, this takes 0.7 µs (Node 24, one core of a busy AMD EPYC).
 */
export function readWireGate(value: unknown, path: string, k: number): WireGate {
  if (typeof value !== "object" || value === null) throw invalid(`${path}[${k}]`, "must be a gate, an object");
  const gate = value as Record<keyof WireGate, unknown>;
  const refuse = (field: string, problem: string) => invalid(`${path}[${k}].${field}`, problem);
  if (typeof gate.gate !== "string") throw refuse("gate", "must be the name of a gate, a text");
  for (const field of qubitFields) {
    if (gate[field] != null && !isQubit(gate[field])) throw refuse(field, aQubit);
  }
  for (const field of numberFields) {
    if (gate[field] != null && !Number.isFinite(gate[field])) throw refuse(field, "must be a finite number");
  }
  for (const field of listFields) {
    const list = gate[field];
    if (list == null) continue;
    if (!Array.isArray(list)) throw refuse(field, "must be a list");
    const [isItem, item] = itemsOf[field];
    const wrong = list.findIndex((entry) => !isItem(entry));
    if (wrong >= 0) throw refuse(`${field}[${wrong}]`, item);
  }
  return value as WireGate;
}

const qubitFields = ["target", "control"] as const;
const numberFields = ["rotation", "phase", "angle", "time"] as const;
const listFields = ["targets", "controls", "phases", "terms", "coefficients"] as const;
const aQubit = `must be a qubit, a whole number from 0 to ${maxQubits - 1}`;

const isQubit = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) < maxQubits;

/** What the entries of each list must be. */
const itemsOf: Readonly<Record<(typeof listFields)[number], readonly [(value: unknown) => boolean, string]>> = {
  targets: [isQubit, aQubit],
  controls: [isQubit, aQubit],
  phases: [Number.isFinite, "must be a finite number, in turns"],
  coefficients: [Number.isFinite, "must be a finite number"],
  terms: [(value) => typeof value === "string", "must be a text of I, X, Y, Z"],
};

export const Gateset = z.enum(["qis", "native"]);
export type Gateset = z.infer<typeof Gateset>;

const QubitCount = z.int().positive().max(maxQubits);

/** A circuit by itself, as the `input` of a job or in a file. */
export const WireCircuit = z.looseObject({
  gateset: Gateset.nullish(),
  qubits: QubitCount.nullish(),
  circuit: z.array(z.unknown()),
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
        circuit: z.array(z.unknown()),
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
  name: z.string().max(maxJobNameLength, `takes up to ${maxJobNameLength} characters`).nullish(),
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

const maxIds = 1000;
export const WireIds = z.looseObject({
  ids: z
    .array(z.string())
    .min(1, "must name at least one job")
    .max(maxIds, `takes up to ${maxIds} jobs at once; split the list`),
});

const maxSessionJobs = 1_000_000;
const minutesOfYear = 365 * 24 * 60;
const maxSessionCost = 1_000_000_000;

export const WireSessionOrder = z.looseObject({
  backend: z.string(),
  settings: z
    .looseObject({
      job_count_limit: bounded(Number.isInteger, 1, maxSessionJobs, "a whole number from 1").nullish(),
      duration_limit_min: bounded(Number.isFinite, Number.MIN_VALUE, minutesOfYear, "a number above 0 and").nullish(),
      cost_limit: z
        .looseObject({
          value: bounded(Number.isFinite, 0, maxSessionCost, "a number from 0"),
          unit: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** A number of one kind within bounds, told as `must be a whole number from 1 up to 1000000`. */
function bounded(isKind: (value: number) => boolean, least: number, most: number, what: string) {
  return z.custom<number>(
    (value) => typeof value === "number" && isKind(value) && value >= least && value <= most,
    `must be ${what} up to ${most}`,
  );
}
