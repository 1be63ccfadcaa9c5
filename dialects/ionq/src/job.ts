import type { BackendSpec } from "@naru/backends";
import { InvalidInputError, isUuid, type SessionId, TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, readOpenQasm3 } from "@naru/circuit";
import type { JobOrder, JsonObject } from "@naru/dialect";
import { check, invalid, quoted } from "@naru/dialect/http";
import { type SampleWorkload, samplesOf } from "@naru/workload";
import { readCircuit, writeCircuit } from "./circuit.ts";
import { type CircuitFacts, type Echo, writeEcho } from "./echo.ts";
import { gateCounts } from "./gate-counts.ts";
import { checkMetadata } from "./metadata.ts";
import { type Gateset, WireCircuit, WireJob, WireMultiCircuit, WireQasm3, WireSettings } from "./wire-v04.ts";

/** IonQ's limits of one job: circuits, and gates in all circuits together. */
export const maxCircuits = 5_000;
export const maxGates = 150_000;

/** Shots of a job that asks for none. */
const defaultShots = 100;

/** Single shots are kept up to this many in all circuits of a job together; above, counts and probabilities remain. */
const maxShotsKept = 1_000_000;

/** Debiasing averages over variants of a circuit, which needs at least this many shots. */
const minDebiasingShots = 500;

/** How an order came in, which its body does not say. */
export interface Arrival {
  readonly apiVersion: "v0.4" | "v0.3";
  /** The request as received. */
  readonly original: JsonObject;
  readonly idempotencyKey: string | null;
}

/**
 * Reads the body of `POST /v0.4/jobs`. `backends` are those that the job may name.
 *
 * Throws InvalidInputError that names the field, TooLargeError beyond IonQ's limits, and UnsupportedError for kinds of
 * jobs that are not offered.
 */
export function readOrder(body: unknown, backends: readonly BackendSpec[], arrival: Arrival): JobOrder {
  const wire = check(WireJob, body);
  const backend = backendNamed(wire.backend, backends);
  const shots = wire.shots ?? defaultShots;
  const { circuits, facts } = readProgram(wire);
  const noiseModel = readNoiseModel(wire, backend);
  const sampled = noiseModel !== null || backend.kind !== "simulator";
  const asksEveryShot = sampled || wire.type === "ionq.qasm3.v1";
  const shotsKept = asksEveryShot && shots * circuits.length <= maxShotsKept;
  const workload: SampleWorkload = {
    kind: "sample",
    circuits,
    shots,
    ...(shotsKept && { memory: true }),
    ...(noiseModel !== null && { noiseModel }),
    ...(wire.noise?.seed != null && { seed: wire.noise.seed }),
    ...(readDebiasing(wire) && backend.kind !== "simulator" && shots >= minDebiasingShots && { debiasing: true }),
  };
  const echo: Echo = {
    type: wire.type,
    metadata: checkMetadata(wire.metadata ?? null),
    noise: (wire.noise as JsonObject | null | undefined) ?? { model: "ideal" },
    settings: wire.settings ?? {},
    sampled,
    shotsKept,
    circuits: facts,
  };
  return {
    vendor: "ionq",
    apiVersion: arrival.apiVersion,
    backendName: backend.name,
    workload,
    name: wire.name ?? null,
    dryRun: wire.dry_run ?? false,
    sessionId: readSessionId(wire.session_id ?? null),
    echo: writeEcho(echo),
    original: arrival.original,
    idempotencyKey: arrival.idempotencyKey,
  };
}

/** Writes an order as the body of `POST /v0.4/jobs`, in the gateset given: what IonQ's own service would be sent. */
export function writeOrder(order: JobOrder, gateset: Gateset = "qis"): WireJob {
  const { circuits, shots, noiseModel, seed, debiasing } = samplesOf(order.workload);
  const written = circuits.map((circuit) => writeCircuit(circuit, gateset));
  const [first] = written;
  if (!first) throw new InvalidInputError("A job needs at least one circuit.");
  const { type, metadata } = order.echo as { type?: string; metadata?: JsonObject | null };
  const isMulti = type === "ionq.multi-circuit.v1" || circuits.length > 1;
  const names = circuits.map(({ name }) => (name === undefined ? {} : { name }));
  const widest = Math.max(...circuits.map(({ qubitCount }) => qubitCount));
  return {
    type: isMulti ? "ionq.multi-circuit.v1" : "ionq.circuit.v1",
    backend: order.backendName,
    shots,
    ...(order.name !== null && { name: order.name }),
    ...(order.sessionId !== null && { session_id: order.sessionId }),
    ...(order.dryRun && { dry_run: true }),
    ...(metadata && { metadata }),
    ...((noiseModel !== undefined || seed !== undefined) && {
      noise: { model: noiseModel ?? "ideal", ...(seed !== undefined && { seed }) },
    }),
    ...(debiasing && { settings: { error_mitigation: { debiasing } } }),
    input: (isMulti
      ? { gateset, qubits: widest, circuits: written.map((circuit, k) => ({ ...circuit, ...names[k] })) }
      : first) as JsonObject,
  };
}

/** The circuits of a job, and what a job object says about each. */
function readProgram(wire: WireJob): { circuits: Circuit[]; facts: CircuitFacts[] } {
  switch (wire.type) {
    case "ionq.circuit.v1": {
      const input = check(WireCircuit, wire.input, "input");
      checkGates(input.circuit.length);
      const circuit = readCircuit(input, { path: "input" });
      return { circuits: [circuit], facts: [factsOf(circuit, null, wire.registers)] };
    }
    case "ionq.multi-circuit.v1":
      return readMulti(wire);
    case "ionq.qasm3.v1": {
      const { data } = check(WireQasm3, wire.input, "input");
      const circuit = readOpenQasm3(data, { limits: { maxOperations: maxGates } });
      return { circuits: [circuit], facts: [factsOf(circuit, null)] };
    }
    default:
      throw new UnsupportedError(
        `Jobs of type ${quoted(wire.type)} do not run here. Use ionq.circuit.v1, ionq.multi-circuit.v1 or ionq.qasm3.v1.`,
        { keys: ["type"] },
      );
  }
}

function readMulti(wire: WireJob): { circuits: Circuit[]; facts: CircuitFacts[] } {
  const count = (wire.input as { circuits?: { length?: number } }).circuits?.length ?? 0;
  if (count > maxCircuits) {
    throw new TooLargeError(`A job takes up to ${maxCircuits} circuits; this one has ${count}. Split it.`, {
      circuits: count,
      limit: maxCircuits,
      keys: ["input.circuits"],
    });
  }
  const input = check(WireMultiCircuit, wire.input, "input");
  checkGates(input.circuits.reduce((sum, { circuit }) => sum + circuit.length, 0));
  const circuits: Circuit[] = [];
  const facts: CircuitFacts[] = [];
  input.circuits.forEach((wireCircuit, k) => {
    const { gateset, qubits } = input;
    const circuit = readCircuit(wireCircuit, { gateset, qubits, name: wireCircuit.name, path: `input.circuits[${k}]` });
    circuits.push(circuit);
    facts.push(factsOf(circuit, wireCircuit.name ?? null, wireCircuit.registers));
  });
  return { circuits, facts };
}

/** Throws TooLargeError for more gates than a job takes; `keys` are the fields to blame. */
export function checkGates(gates: number, keys: readonly string[] = ["input"]): void {
  if (gates <= maxGates) return;
  throw new TooLargeError(`A job takes up to ${maxGates} gates in all; this one has ${gates}. Split it.`, {
    gates,
    limit: maxGates,
    keys,
  });
}

function factsOf(circuit: Circuit, name: string | null, registers?: JsonObject | null): CircuitFacts {
  const { oneQubitGates, twoQubitGates } = gateCounts(circuit);
  return { name, qubits: circuit.qubitCount, oneQubitGates, twoQubitGates, ...(registers && { registers }) };
}

/** The backend that a job names; `qpu` alone means the vendor's first QPU, as cirq-ionq and pennylane-ionq use it. */
export function backendNamed(name: string, backends: readonly BackendSpec[]): BackendSpec {
  const found = backends.find((backend) => backend.name === name);
  if (found) return found;
  const firstQpu = backends.find(({ kind }) => kind === "emulated_qpu");
  if (name === "qpu" && firstQpu) return firstQpu;
  const known = backends.map((backend) => backend.name).join(", ");
  throw new InvalidInputError(`There is no backend ${quoted(name)}. The backends are: ${known}.`, {
    keys: ["backend"],
  });
}

/** The noise model that acts on a job, or null for none: `ideal`, or a machine's own. */
function readNoiseModel(wire: WireJob, backend: BackendSpec): string | null {
  const model = wire.noise?.model ?? "ideal";
  if (model === "ideal") return null;
  if (backend.noiseModels.includes(model)) return model;
  throw invalid(
    "noise.model",
    backend.noiseModels.length === 0
      ? `${backend.name} has its own noise; remove "noise", or use the simulator`
      : `there is no noise model ${quoted(model)}; the models are ${["ideal", ...backend.noiseModels.filter((name) => name !== "ideal")].join(", ")}`,
  );
}

function readDebiasing(wire: WireJob): boolean {
  return check(WireSettings, wire.settings ?? {}, "settings").error_mitigation?.debiasing ?? false;
}

export function readSessionId(id: string | null): SessionId | null {
  if (id === null) return null;
  if (!isUuid(id)) throw invalid("session_id", "must be the id of a session, a UUID in lower case");
  return id as SessionId;
}
