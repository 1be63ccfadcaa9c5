import { InvalidInputError, NaruError } from "@naru/base";
import type { BackendSpec } from "@naru/backends";
import { gate, type Operation } from "@naru/circuit";
import type { Caller, Cloud, JobOrder } from "@naru/dialect";
import { backendNamed, maxGates } from "./job.ts";
import { queryBoolean, queryInteger } from "./request.ts";
import { known, type Route } from "./router.ts";
import { amountOf, unit } from "./serve-account.ts";
import { maxShots } from "./wire-v04.ts";

/** `GET /jobs/estimate`, which asks by numbers of gates, not by a circuit. */
export const estimateRoutes: readonly Route[] = [
  known("GET", "/v0.4/jobs/estimate", async ({ cloud, caller, query }) => {
    const specs = (await cloud.backends()).map(({ spec }) => spec);
    const backend = backendNamed(query.get("backend") ?? "simulator", specs);
    const type = query.get("type") ?? "ionq.circuit.v1";
    const qubits = queryInteger(query, "qubits", Math.min(25, backend.qubitCount), 1, 10_000);
    const shots = queryInteger(query, "shots", 1000, 1, maxShots);
    const oneQubitGates = queryInteger(query, "1q_gates", 0, 0, maxGates);
    const twoQubitGates = queryInteger(query, "2q_gates", 0, 0, maxGates);
    if (twoQubitGates > 0 && qubits < 2) {
      throw new InvalidInputError("Two-qubit gates need at least two qubits.", { keys: ["qubits", "2q_gates"] });
    }
    const operations = standIn(qubits, oneQubitGates, twoQubitGates);
    const circuits = [{ qubitCount: qubits, clbitCount: 0, operations }];
    const estimate = await estimateOf(cloud, caller, backend, { kind: "sample", circuits, shots });
    const context = {
      backend: backend.name,
      type,
      qubits,
      shots,
      "1q_gates": oneQubitGates,
      "2q_gates": twoQubitGates,
      error_mitigation: queryBoolean(query, "error_mitigation"),
      organization: caller.organisationId,
      project: caller.projectId,
    };
    const cost = amountOf(estimate.costMicrocredits);
    // Two generations of names: qiskit-ionq reads the first of each pair, ionq-core the second.
    return Response.json({
      input_values: { ...context, session: queryBoolean(query, "session") },
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

interface Told {
  readonly seconds: number;
  readonly costMicrocredits: number;
  readonly expectedWaitMs: number;
  /** Why the job would be refused, where it would. */
  readonly note: string | null;
}

/**
 * What a job would take here. ionq-core asks about 25 qubits unless told otherwise; where this installation cannot
 * emulate a machine at that width, the answer is what the machine itself would take, with a note that the job is refused.
 */
async function estimateOf(
  cloud: Cloud,
  caller: Caller,
  backend: BackendSpec,
  workload: JobOrder["workload"],
): Promise<Told> {
  const order: JobOrder = {
    ...{ vendor: "ionq", apiVersion: "v0.4", backendName: backend.name, workload },
    ...{ name: null, dryRun: false, sessionId: null, echo: {}, original: {}, idempotencyKey: null },
  };
  try {
    return { ...(await cloud.estimate(caller, order)), note: null };
  } catch (thrown) {
    const isTooMuch = thrown instanceof NaruError && (thrown.code === "too_large" || thrown.code === "unsupported");
    const [circuit] = workload.circuits;
    if (!isTooMuch || !backend.calibration || !circuit || circuit.qubitCount > backend.qubitCount) throw thrown;
    const { resetUs, oneQubitGateUs, twoQubitGateUs, readoutUs } = backend.calibration;
    const gateUs = circuit.operations.reduce(
      (sum, operation) =>
        sum + ("qubits" in operation && operation.qubits.length > 1 ? twoQubitGateUs : oneQubitGateUs),
      0,
    );
    const seconds = (workload.shots * (resetUs + gateUs + readoutUs)) / 1e6;
    return { seconds, costMicrocredits: 0, expectedWaitMs: 0, note: thrown.message };
  }
}

/** A circuit with as many native gates as asked, spread over the qubits: an estimate depends on little else. */
function standIn(qubits: number, oneQubitGates: number, twoQubitGates: number): Operation[] {
  const operations: Operation[] = [];
  for (let k = 0; k < oneQubitGates; k++) operations.push(gate("gpi2", [k % qubits], [0]));
  for (let k = 0; k < twoQubitGates; k++) operations.push(gate("rzz", [k % qubits, (k + 1) % qubits], [Math.PI / 2]));
  return operations;
}
