import { type Calibration, calibrationDayAt, calibrationDayOf, calibrationOf } from "@naru/backends";
import { NotFoundError } from "@naru/base";
import type { BackendStatus, Cloud, JsonObject } from "@naru/dialect";
import { CachedTexts, type KnownCall, type Route, shortened } from "@naru/dialect/http";
import { type Machine, machines } from "./backends/index.ts";
import { backendVersion, writeConfiguration } from "./configuration.ts";
import { writeProperties } from "./properties.ts";
import { queryMoment } from "./request.ts";
import { runtime } from "./router.ts";

export const backendRoutes: readonly Route[] = [
  ...runtime("GET", "/backends", async ({ cloud }) =>
    Response.json({ devices: (await cloud.backends()).flatMap(writeDevice) }),
  ),
  ...runtime("GET", "/backends/{backend}/configuration", async (call) => {
    const { machine } = await backendOf(call);
    dayOfId(machine, call.query.get("calibration_id"));
    const { name } = machine.model.spec;
    return texts.answer(call.request, name, () => JSON.stringify(writeConfiguration(machine)));
  }),
  ...runtime("GET", "/backends/{backend}/properties", async (call) => {
    const { machine } = await backendOf(call);
    const { device } = machine.model;
    const calibration = calibrationAsked(machine, call.query);
    if (!device || calibration === null) return Response.json({});
    return texts.answer(call.request, calibration.id, () => JSON.stringify(writeProperties(device, calibration)));
  }),
  // Of pulses there is nothing to tell; older clients take this for none.
  ...runtime("GET", "/backends/{backend}/defaults", async (call) => {
    await backendOf(call);
    return Response.json({});
  }),
  ...runtime("GET", "/backends/{backend}/status", async (call) => {
    const { status } = await backendOf(call);
    const isOnline = status.state === "online";
    const word = isOnline ? "active" : status.state;
    return Response.json({
      state: isOnline,
      status: word,
      message: word,
      length_queue: status.queueLength,
      backend_version: backendVersion,
    });
  }),
];

/** A backend that a request names, as it stands. Throws NotFoundError for one that is not offered. */
export async function findBackend(
  cloud: Cloud,
  name: string,
): Promise<{ readonly machine: Machine; readonly status: BackendStatus }> {
  const status = (await cloud.backends()).find(({ spec }) => spec.name === name);
  const machine = machineNamed(name);
  if (!status || !machine) throw new NotFoundError("backend", shortened(name));
  return { machine, status };
}

export const machineNamed = (name: string): Machine | undefined =>
  machines.find(({ model }) => model.spec.name === name);

/**
 * The day of a calibration that a request names; null where it names none. Throws NotFoundError for one that the backend
 * does not have.
 */
export function dayOfId({ model }: Machine, id: string | null): string | null {
  if (id === null || id === "") return null;
  const day = model.device ? calibrationDayOf(model.device, model.spec.name, id, new Date()) : null;
  if (day === null) throw new NotFoundError(`calibration of ${model.spec.name}`, shortened(id));
  return day;
}

const backendOf = ({ cloud, params }: KnownCall) => findBackend(cloud, params.backend ?? "");

function writeDevice({ spec, state, queueLength }: BackendStatus): JsonObject[] {
  const machine = machineNamed(spec.name);
  if (!machine) return [];
  const isOnline = state === "online";
  return [
    {
      name: spec.name,
      qubits: spec.qubitCount,
      status: { name: isOnline ? "online" : "offline", reason: isOnline ? "available" : state },
      queue_length: queueLength,
      processor_type: machine.processor ?? {},
      is_simulator: spec.kind === "simulator",
      clops: null,
      physical_qubits: spec.qubitCount,
    },
  ];
}

/** The calibration that is named, or the newest not after a moment; null for none. */
function calibrationAsked(machine: Machine, query: URLSearchParams): Calibration | null {
  const { device, spec } = machine.model;
  const named = dayOfId(machine, query.get("calibration_id"));
  if (!device) return null;
  const now = new Date();
  const before = queryMoment(query, "updated_before");
  const moment = before !== null && before < now ? before : now;
  const day = named ?? calibrationDayAt(device, moment);
  return day === null ? null : calibrationOf(device, spec.name, day);
}

/** Texts kept, of up to 0.6 MB: configurations, today's properties of every machine, and a few of other days. */
const texts = new CachedTexts(32);
