import { InvalidInputError, NotFoundError, partId } from "@naru/base";
import type { Job, JsonObject } from "@naru/dialect";
import { json, type KnownCall, type Route, shortened } from "@naru/dialect/http";
import { type CircuitOutcome, sampleOf, samplesOf } from "@naru/workload";
import { writeCircuit } from "./circuit.ts";
import { type Echo, readEcho } from "./echo.ts";
import { formats } from "./formats.ts";
import { hasResults, isMulti } from "./job-object.ts";
import { writeEntries, writeHistogram, writeProbabilities, writeShots } from "./outcome.ts";
import { writeRegisterShots, writeRegisters } from "./registers.ts";
import { known } from "./router.ts";
import { find } from "./serve-jobs.ts";

/** `sharpen` and `aggregation` choose between variants of debiased jobs; here a job has one variant, and they are ignored. */
export const resultRoutes: readonly Route[] = [
  known("GET", "/v0.4/jobs/{id}/results/probabilities", probabilities),
  // cirq-ionq remembers batch mode and may ask either way: both routes answer both kinds of job.
  known("GET", "/v0.4/jobs/{id}/results/probabilities/aggregated", probabilities),
  known("GET", "/v0.4/jobs/{id}/results/histogram", async (call) => {
    const { circuit } = await one(call);
    return json(writeEntries(writeHistogram(circuit)));
  }),
  known("GET", "/v0.4/jobs/{id}/results/shots", async (call) => {
    const { circuit, id } = await one(call);
    return json(shotsText(circuit, id));
  }),
  known("GET", "/v0.4/jobs/{id}/artifacts/{artifact}", artifact),
  known("GET", "/v0.4/jobs/{id}/circuits/native", async (call) => {
    const { circuit, id } = await one(call, true);
    return Response.json(nativeCircuit(circuit, id));
  }),
];

/** Flat for one circuit; by child id, in the order of the circuits, for a multi-circuit job. */
export async function probabilities(call: KnownCall): Promise<Response> {
  const { job, index } = await find(call, call.params.id, null);
  const echo = readEcho(job);
  const circuits = await outcomes(call, job);
  return json(index === null && isMulti(echo) ? aggregated(job, echo, circuits) : flat(circuits[index ?? 0], echo));
}

export const flat = (circuit: CircuitOutcome | undefined, echo: Echo): string =>
  circuit ? writeEntries(writeProbabilities(circuit, echo.sampled)) : "{}";

export const aggregated = (job: Job, echo: Echo, circuits: readonly CircuitOutcome[]): string =>
  `{${circuits.map((circuit, k) => `"${partId(job.id, k)}":${flat(circuit, echo)}`).join(",")}}`;

/** What the circuits of a job gave. Throws NotFoundError until it has completed, and for dry runs. */
export async function outcomes(call: KnownCall, job: Job, dryRunToo = false): Promise<readonly CircuitOutcome[]> {
  if (!hasResults(job) && !(dryRunToo && job.state === "succeeded")) {
    throw new NotFoundError("result of a completed job", job.id);
  }
  return sampleOf(await call.cloud.outcome(call.caller, job.id)).circuits;
}

/** The outcome of the one circuit that an id means. */
async function one(call: KnownCall, dryRunToo = false) {
  const { job, index } = await find(call, call.params.id, null);
  const echo = readEcho(job);
  if (index === null && isMulti(echo)) {
    throw new InvalidInputError(
      `The job "${job.id}" has several circuits. Ask for this result by the id of a child job (child_job_ids).`,
    );
  }
  const circuit = (await outcomes(call, job, dryRunToo))[index ?? 0];
  if (!circuit) throw new NotFoundError("result", call.params.id ?? "");
  return { job, echo, circuit, index: index ?? 0, id: call.params.id ?? job.id };
}

async function artifact(call: KnownCall): Promise<Response> {
  const format = call.params.artifact ?? "";
  if (!Object.values<string>(formats).includes(format)) throw new NotFoundError("artifact", shortened(format));
  if (format === formats.aggregate) return probabilities(call);
  const { job, echo, circuit, index, id } = await one(call, format === formats.native);
  switch (format) {
    case formats.probabilities:
      return json(flat(circuit, echo));
    case formats.histogram:
      return json(writeEntries(writeHistogram(circuit)));
    case formats.shots:
      return json(shotsText(circuit, id));
    case formats.native:
      return Response.json(nativeCircuit(circuit, id));
  }
  const { workload } = await call.cloud.order(call.caller, job.id);
  const registers = samplesOf(workload).circuits[index]?.registers ?? [];
  if (format === formats.shotsV2) {
    const text = writeRegisterShots(circuit, registers);
    if (text === null) throw new NotFoundError("artifact", format);
    return json(text);
  }
  const entries =
    format === formats.probabilitiesV2 ? writeProbabilities(circuit, echo.sampled) : writeHistogram(circuit);
  const name = format === formats.probabilitiesV2 ? "probabilities" : "histogram";
  return json(`{"${name}":${writeRegisters(circuit, registers, entries)}}`);
}

function shotsText(circuit: CircuitOutcome, id: string): string {
  const shots = writeShots(circuit);
  if (!shots) throw new NotFoundError("list of single shots (kept on QPUs and under noise) of job", id);
  return JSON.stringify(shots);
}

/** The circuit as the QPU ran it, in native gates. */
function nativeCircuit(circuit: CircuitOutcome, id: string): JsonObject {
  if (!circuit.compiled) throw new NotFoundError("compiled circuit (QPUs have one) of job", id);
  const { qubits, circuit: gates } = writeCircuit(circuit.compiled, "native");
  return { qubits: qubits ?? circuit.bitCount, circuit: gates as JsonObject[] };
}
