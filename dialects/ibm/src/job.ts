import { calibrationDayAt, calibrationIdOf } from "@naru/backends";
import { UnsupportedError } from "@naru/base";
import type { Cloud, JobOrder, JsonObject } from "@naru/dialect";
import { check, type JsonText, membersOf } from "@naru/dialect/http";
import type { Workload } from "@naru/workload";
import type { Machine } from "./backends/index.ts";
import { qiskitVersionOf, writeEcho } from "./echo.ts";
import { programNamed } from "./programs.ts";
import { uuidOf } from "./request.ts";
import { dayOfId, findBackend } from "./serve-backends.ts";
import { WireJob } from "./wire.ts";

/** The API's version: the `IBM-API-Version` that the client sends. */
export const apiVersion = "2026-04-15";

/** How an order came in, which its body does not say. */
export interface Arrival {
  /** `X-Qx-Client-Application`, where the client says what it is made of. */
  readonly application: string | null;
}

/**
 * Reads the body of `POST /jobs`.
 *
 * Throws NotFoundError for a program, backend or calibration that is not here, InvalidInputError that names the field, and
 * what the program throws for its parameters.
 */
export async function readOrder(cloud: Cloud, body: JsonText, arrival: Arrival): Promise<JobOrder> {
  const wire = check(WireJob, body.value);
  if (wire.start_session) {
    throw new UnsupportedError("A job cannot open its session. Open one with POST /sessions and name it.", {
      keys: ["start_session"],
    });
  }
  const program = programNamed(wire.program_id);
  const { machine } = await findBackend(cloud, wire.backend);
  const calibrationId = wire.calibration_id || null;
  dayOfId(machine, calibrationId);
  const { workload, echo } = await program.read(wire.params, {
    backend: machine.model,
    calibrationId,
    paramsText: paramsText(body),
    now: new Date(),
  });
  return {
    vendor: "ibm",
    apiVersion,
    backendName: wire.backend,
    workload: calibrated(workload, machine, calibrationId),
    name: null,
    dryRun: false,
    sessionId: wire.session_id ? uuidOf<"session">("session_id", wire.session_id) : null,
    echo: writeEcho({
      runtime: wire.runtime ?? "",
      cost: wire.cost ?? null,
      qiskitVersion: qiskitVersionOf(arrival.application),
      calibrationId,
      program: echo,
    }),
    original: { ...(body.value as JsonObject), params: paramsText(body) },
    idempotencyKey: null,
    tags: wire.tags ?? [],
    program: wire.program_id,
    isPrivate: wire.private ?? false,
    ...(wire.cost && { maxSeconds: wire.cost }),
  };
}

/** A job keeps the calibration of the day on which it was submitted, or the one that it named, whenever it runs. */
function calibrated(workload: Workload, { model }: Machine, calibrationId: string | null): Workload {
  if (!("files" in workload) || !model.device) return workload;
  const day = calibrationDayAt(model.device, new Date());
  const id = calibrationId ?? (day && calibrationIdOf(model.spec.name, day));
  return id ? { ...workload, calibrationId: id } : workload;
}

/** Kept as the text that came, since reading and writing JSON again changes numbers (1.0, 2⁶⁰) and the order of keys. */
const paramsText = ({ text }: JsonText): string => membersOf(text).get("params") ?? "{}";

/** The `params` of an order as received. */
export const paramsOf = ({ original }: JobOrder): string =>
  typeof original.params === "string" ? original.params : "{}";
