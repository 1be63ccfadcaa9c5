import type { Circuit } from "@naru/circuit";
import type { JsonObject } from "@naru/dialect";
import { readJsonOrNothing } from "@naru/dialect/http";
import { samplesOf } from "@naru/workload";
import { backends } from "./backends/index.ts";
import { readIonqCircuit } from "./circuit.ts";
import { readOrder } from "./job.ts";

/** What a file of IonQ JSON asks for. */
export interface Program {
  readonly circuits: readonly Circuit[];
  /** Shots that the file names, or null. */
  readonly shots: number | null;
  /** The backend that the file names, or null. */
  readonly backendName: string | null;
}

/**
 * Reads a file of IonQ JSON: a circuit by itself (`{"qubits": 2, "circuit": […]}`), or a whole job as `POST /v0.4/jobs`
 * takes it. Throws InvalidInputError that names the field.
 */
export function readIonqProgram(text: string): Program {
  const { value } = readJsonOrNothing(text);
  if (typeof value !== "object" || value === null || !("input" in value)) {
    return { circuits: [readIonqCircuit(value)], shots: null, backendName: null };
  }
  const specs = backends.map(({ spec }) => spec);
  const body = { type: typeOf(value.input), backend: "simulator", ...value };
  const order = readOrder(body, specs, { apiVersion: "v0.4", original: body as JsonObject, idempotencyKey: null });
  const { circuits, shots } = samplesOf(order.workload);
  return {
    circuits,
    shots: "shots" in value ? shots : null,
    backendName: "backend" in value ? order.backendName : null,
  };
}

/** Files often leave the kind of job out; it shows in the input. */
function typeOf(input: unknown): string {
  if (typeof input !== "object" || input === null) return "ionq.circuit.v1";
  if ("circuits" in input) return "ionq.multi-circuit.v1";
  return "data" in input ? "ionq.qasm3.v1" : "ionq.circuit.v1";
}
