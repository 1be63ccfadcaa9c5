import { InvalidInputError, NaruError, TooLargeError } from "@naru/base";
import { type JobOrder, maxJobNameLength, maxTagLength } from "@naru/dialect";
import { check, type JsonText, quoted } from "@naru/dialect/http";
import type { SampleWorkload } from "@naru/workload";
import { limits, type Machine, maxExecutionsPerJob } from "./backends/index.ts";
import { type Reading, readCircuit } from "./circuit.ts";
import { writeEcho } from "./echo.ts";
import { defaultSet, setNamed } from "./machines.ts";
import { WireJob } from "./wire.ts";

/** The API's version, as its paths have it. */
export const apiVersion = "v1";

/** Bits that one job may measure: written as rows of numbers they take four characters each. */
const maxMeasuredBits = 2 ** 24;

/**
 * Reads the body of `POST jobs/{qc}/circuit`.
 *
 * Throws InvalidInputError that names the circuit and the instruction, TooLargeError, and NotFoundError for a calibration set
 * that the machine does not have.
 */
export function readOrder(body: JsonText, machine: Machine, tag: string | null): JobOrder {
  if (tag !== null && (tag === "" || tag.length > maxTagLength)) {
    throw new InvalidInputError(`A tag has 1 to ${maxTagLength} characters.`, { keys: ["tag"] });
  }
  try {
    const wire = check(WireJob, body.value);
    const set = wire.calibration_set_id ? setNamed(machine, wire.calibration_set_id) : defaultSet(machine);
    const workload = readWorkload(wire, machine, set.id);
    return {
      vendor: "iqm",
      apiVersion,
      backendName: machine.model.spec.name,
      workload,
      name: workload.circuits[0]?.name?.slice(0, maxJobNameLength) ?? null,
      dryRun: false,
      sessionId: null,
      echo: writeEcho({ calibrationSetId: set.id, tag }),
      // Kept as the text that came: reading and writing JSON again changes numbers (1.0) and the order of keys.
      original: { payload: body.text },
      // The client sends each POST once: what is alike is never a repeat.
      idempotencyKey: crypto.randomUUID(),
      ...(tag !== null && { tags: [tag] }),
    };
  } catch (thrown) {
    throw ofPayload(thrown);
  }
}

/** The payload of an order as received. */
export const payloadOf = ({ original }: JobOrder): string =>
  typeof original.payload === "string" ? original.payload : "{}";

function readWorkload(wire: WireJob, machine: Machine, calibrationId: string): SampleWorkload {
  const { circuits: values, shots } = wire;
  expectAtMost("circuits", values.length, limits.circuits);
  expectAtMost("shots", shots, limits.shots);
  expectAtMost("circuits times shots", values.length * shots, maxExecutionsPerJob);
  const reading: Reading = {
    machine,
    mapping: readMapping(wire, machine),
    moveValidation: wire.move_gate_validation ?? "strict",
    isHeralded: wire.heralding_mode === "zeros",
  };
  let [operations, bits] = [0, 0];
  const circuits = values.map((value, index) => {
    const circuit = readCircuit(value, index, reading);
    operations += circuit.operations.length;
    bits += circuit.clbitCount * shots;
    expectAtMost("operations", operations, limits.gates);
    expectAtMost("measured bits (of all shots)", bits, maxMeasuredBits);
    return circuit;
  });
  return { kind: "sample", circuits, shots, memory: true, calibrationId };
}

function readMapping({ qubit_mapping: pairs }: WireJob, machine: Machine): ReadonlyMap<string, string> {
  const mapping = new Map<string, string>();
  const taken = new Set<string>();
  pairs?.forEach(({ logical_name: logical, physical_name: physical }, k) => {
    const keys = [`qubit_mapping[${k}]`];
    if (!machine.componentOf.has(physical)) {
      throw new InvalidInputError(`"qubit_mapping[${k}]": there is no component ${quoted(physical)}.`, { keys });
    }
    if (mapping.has(logical) || taken.has(physical)) {
      const name = mapping.has(logical) ? logical : physical;
      throw new InvalidInputError(`"qubit_mapping[${k}]": ${quoted(name)} is mapped twice.`, { keys });
    }
    mapping.set(logical, physical);
    taken.add(physical);
  });
  return mapping;
}

function expectAtMost(what: string, asked: number, limit: number): void {
  if (asked <= limit) return;
  throw new TooLargeError(`A job may have up to ${limit} ${what}; this one has ${asked}. Split it into several jobs.`, {
    asked,
    limit,
  });
}

/** What is wrong with a payload has IQM's own word. */
function ofPayload(thrown: unknown): unknown {
  if (!(thrown instanceof NaruError) || thrown.code !== "invalid_input" || thrown.details.wireCode) return thrown;
  return new InvalidInputError(thrown.message, { ...thrown.details, wireCode: "invalid_job_payload" }, thrown);
}
