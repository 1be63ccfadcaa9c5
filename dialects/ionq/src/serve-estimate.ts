import type { BackendSpec } from "@naru/backends";
import { InvalidInputError, NaruError, TooLargeError } from "@naru/base";
import { gate, type Operation } from "@naru/circuit";
import type { Caller, Cloud, JobOrder } from "@naru/dialect";
import { queryBoolean, queryInteger, type Route } from "@naru/dialect/http";
import { backendNamed, checkGates, maxGates } from "./job.ts";
import { known } from "./router.ts";
import { amountOf, unit } from "./serve-account.ts";
import { maxShots } from "./wire-v04.ts";

/** `GET /jobs/estimate`, which asks by numbers of gates, not by a circuit. */
export const estimateRoutes: readonly Route[] = [
  known("GET", "/v0.4/jobs/estimate", async ({ cloud, caller, query }) => {
    const specs = (await cloud.backends()).map(({ spec }) => spec);
    const backend = backendNamed(query.get("backend") ?? "simulator", specs);
    const type = query.get("type") ?? "ionq.circuit.v1";
    const qubits = queryInteger(query, "qubits", {
      fallback: Math.min(25, backend.qubitCount),
      least: 1,
      most: 10_000,
    });
    const shots = queryInteger(query, "shots", { fallback: 1000, least: 1, most: maxShots });
    const oneQubitGates = queryInteger(query, "1q_gates", { fallback: 0, least: 0, most: maxGates });
    const twoQubitGates = queryInteger(query, "2q_gates", { fallback: 0, least: 0, most: maxGates });
    if (twoQubitGates > 0 && qubits < 2) {
      throw new InvalidInputError("Two-qubit gates need at least two qubits.", { keys: ["qubits", "2q_gates"] });
    }
    const asked = { qubits, shots, oneQubitGates, twoQubitGates };
    checkSize(asked, backend);
    const estimate = await estimateOf(cloud, caller, backend, asked);
    const context = {
      backend: backend.name,
      type,
      qubits,
      shots,
      "1q_gates": oneQubitGates,
      "2q_gates": twoQubitGates,
      error_mitigation: queryBoolean(query, "error_mitigation") ?? false,
      organization: caller.organisationId,
      project: caller.projectId,
    };
    const cost = amountOf(estimate.costMicrocredits);
    // Two generations of names: qiskit-ionq reads the first of each pair, ionq-core the second.
    return Response.json({
      input_values: { ...context, session: queryBoolean(query, "session") ?? false },
      estimate_context: context,
      estimated_cost: cost,
      estimated_total_cost: cost,
      cost_unit: unit,
      estimated_unit: unit,
      rate_information: rateCard,
      rate_card: rateCard,
      estimated_at: new Date().toISOString().replace("Z", "+00:00"), // older Pythons cannot read the Z
      estimated_execution_time: Math.round(estimate.seconds * 1000),
      current_predicted_queue_time: Math.round(estimate.expectedWaitMs),
      ...(estimate.note !== null && { note: estimate.note }),
    });
  }),
];

/** Backends that this installation runs itself cost nothing. */
const rateCard = {
  id: "naru-built-in",
  rates: [{ sku: "gates", unit: "gates", cost_1q_gate: 0, cost_2q_gate: 0, job_cost_minimum: 0 }],
};

/** What a client asks about: a circuit of which it tells the size only. */
interface Asked {
  readonly qubits: number;
  readonly shots: number;
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
}

interface Told {
  readonly seconds: number;
  readonly costMicrocredits: number;
  readonly expectedWaitMs: number;
  /** Why the job would be refused, where it would. */
  readonly note: string | null;
}

/** Refuses what a job would be refused for by its size alone, before a circuit of that size is made. */
function checkSize({ qubits, oneQubitGates, twoQubitGates }: Asked, backend: BackendSpec): void {
  if (qubits > backend.qubitCount) {
    throw new TooLargeError(
      `The backend ${backend.name} takes up to ${backend.qubitCount} qubits; this circuit has ${qubits}.`,
      { qubits, limit: backend.qubitCount, keys: ["qubits"] },
    );
  }
  checkGates(oneQubitGates + twoQubitGates, ["1q_gates", "2q_gates"]);
}

/**
 * What a job would take here. ionq-core asks about 25 qubits unless told otherwise; where this installation cannot
 * emulate a machine at that width, the answer is what the machine itself would take, with a note that the job is refused.
 */
async function estimateOf(cloud: Cloud, caller: Caller, backend: BackendSpec, asked: Asked): Promise<Told> {
  try {
    return { ...(await extrapolated((part) => cloud.estimate(caller, orderOf(backend, part)), asked)), note: null };
  } catch (thrown) {
    const isTooMuch = thrown instanceof NaruError && (thrown.code === "too_large" || thrown.code === "unsupported");
    if (!isTooMuch || !backend.calibration) throw thrown;
    const { resetUs, oneQubitGateUs, twoQubitGateUs, readoutUs } = backend.calibration;
    const gatesUs = asked.oneQubitGates * oneQubitGateUs + asked.twoQubitGates * twoQubitGateUs;
    const seconds = (asked.shots * (resetUs + gatesUs + readoutUs)) / 1e6;
    return { seconds, costMicrocredits: 0, expectedWaitMs: 0, note: thrown.message };
  }
}

/** Most gates of a circuit that is made up for an estimate. */
const maxStandIn = 2000;

/**
 * The estimate of a long circuit from two short ones of the same mixture: time and cost grow by the same amount with
 * every gate.
 */
async function extrapolated(
  estimate: (part: Asked) => Promise<Omit<Told, "note">>,
  asked: Asked,
): Promise<Omit<Told, "note">> {
  const gates = asked.oneQubitGates + asked.twoQubitGates;
  if (gates <= maxStandIn) return estimate(asked);
  const part = (share: number): Asked => ({
    ...asked,
    oneQubitGates: Math.round(asked.oneQubitGates * share),
    twoQubitGates: Math.round(asked.twoQubitGates * share),
  });
  const share = maxStandIn / gates;
  const [half, full] = [await estimate(part(share / 2)), await estimate(part(share))];
  const along = (from: number, to: number): number => to + Math.max(0, to - from) * ((1 - share) / (share / 2));
  return {
    seconds: along(half.seconds, full.seconds),
    costMicrocredits: Math.round(along(half.costMicrocredits, full.costMicrocredits)),
    expectedWaitMs: full.expectedWaitMs,
  };
}

/** A circuit with as many native gates as asked, spread over the qubits: an estimate depends on little else. */
function orderOf(backend: BackendSpec, { qubits, shots, oneQubitGates, twoQubitGates }: Asked): JobOrder {
  const operations: Operation[] = [];
  for (let k = 0; k < oneQubitGates; k++) operations.push(gate("gpi2", [k % qubits], [0]));
  for (let k = 0; k < twoQubitGates; k++) operations.push(gate("rzz", [k % qubits, (k + 1) % qubits], [Math.PI / 2]));
  const circuits = [{ qubitCount: qubits, clbitCount: 0, operations }];
  return {
    ...{ vendor: "ionq", apiVersion: "v0.4", backendName: backend.name },
    ...{ workload: { kind: "sample", circuits, shots }, name: null, dryRun: false, sessionId: null },
    ...{ echo: {}, original: {}, idempotencyKey: null },
  };
}
