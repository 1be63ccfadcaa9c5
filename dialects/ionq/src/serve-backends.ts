import { InvalidInputError, NotFoundError } from "@naru/base";
import type { BackendStatus, Cloud, JsonObject } from "@naru/dialect";
import { type Call, open, queryInteger, type Route, shortened } from "@naru/dialect/http";
import { type Calibrated, writeCharacterization, writeCharacterizationV03 } from "./characterization.ts";
import { advertisedQisGates } from "./gate-names.ts";
import { known } from "./router.ts";

const maxCharacterizations = 10;

/** Open to everybody: qiskit-ionq and qbraid look at backends without a key. */
export const backendRoutes: readonly Route[] = ["/v0.4", "/v0.3"].flatMap((version) => [
  open("GET", `${version}/backends`, async ({ cloud }) => Response.json((await cloud.backends()).map(writeBackend))),
  open("GET", `${version}/backends/{backend}`, async (call) => Response.json(writeBackend(await backendOf(call)))),
  open("GET", `${version}/backends/{backend}/characterizations`, async (call) => {
    const limit = queryInteger(call.query, "limit", {
      fallback: maxCharacterizations,
      least: 1,
      most: maxCharacterizations,
    });
    const characterizations = (await snapshotsOf(call)).slice(0, limit).map(writeCharacterization);
    return Response.json({ characterizations, pages: characterizations.length });
  }),
  open("GET", `${version}/backends/{backend}/characterizations/{id}`, async (call) => {
    const found = (await snapshotsOf(call)).find(({ calibration }) => calibration.id === call.params.id);
    if (!found) throw new NotFoundError("characterization", shortened(call.params.id ?? ""));
    return Response.json(writeCharacterization(found));
  }),
  // cirq-ionq asks for "the" calibration, as of the times when there was one QPU.
  known("GET", `${version}/calibrations/current`, async ({ cloud }) => {
    const [first] = await calibrations(cloud);
    if (!first) throw new NotFoundError("calibration", "current");
    return Response.json(first);
  }),
  known("GET", `${version}/calibrations`, async ({ cloud, query }) => {
    const from = moment(query, "start");
    const to = moment(query, "end");
    const found = (await calibrations(cloud)).filter(({ date }) => {
      const at = Date.parse(String(date));
      return (from === null || at >= from) && (to === null || at <= to);
    });
    return Response.json({ calibrations: found });
  }),
]);

/** qiskit-ionq 0.5 asks for the newest snapshot of a backend. */
export const characterizationRoutesV03: readonly Route[] = [
  open("GET", "/v0.3/characterizations/backends/{backend}/current", async (call) => {
    const [newest] = await snapshotsOf(call);
    if (!newest) throw new NotFoundError("characterization of backend", shortened(call.params.backend ?? ""));
    return Response.json(writeCharacterizationV03(newest));
  }),
  open("GET", "/v0.3/characterizations/backends/{backend}", async (call) =>
    Response.json({ characterizations: (await snapshotsOf(call)).map(writeCharacterizationV03) }),
  ),
];

function writeBackend({ spec, state, averageQueueMs, updatedAt }: BackendStatus): JsonObject {
  const isSimulator = spec.kind === "simulator";
  return {
    backend: spec.name,
    status: state === "online" ? "available" : state === "retired" ? "retired" : "unavailable",
    qubits: spec.qubitCount,
    degraded: false,
    average_queue_time: Math.round(averageQueueMs),
    last_updated: updatedAt.toISOString(),
    ...(spec.calibration && { characterization_id: spec.calibration.id }),
    ...(!isSimulator && { location: "emulated" }),
    supported_gates: [...advertisedQisGates],
    supported_native_gates: isSimulator ? ["gpi", "gpi2", "ms", "zz"] : spec.nativeGates.map(nativeNameOf),
    supported_error_mitigations: isSimulator ? [] : ["debiasing"],
    ...(isSimulator && { noise_models: ["ideal", ...spec.noiseModels.filter((name) => name !== "ideal")] }),
  };
}

const nativeNameOf = (name: string): string => (name === "rzz" ? "zz" : name);

async function backendOf({ cloud, params }: Call): Promise<BackendStatus> {
  const found = (await cloud.backends()).find(({ spec }) => spec.name === params.backend);
  if (!found) throw new NotFoundError("backend", shortened(params.backend ?? ""));
  return found;
}

/** The snapshots of the backend that a route names, newest first. */
async function snapshotsOf(call: Call): Promise<Calibrated[]> {
  const { spec } = await backendOf(call);
  return spec.calibration ? [{ spec, calibration: spec.calibration }] : [];
}

async function calibrations(cloud: Cloud): Promise<JsonObject[]> {
  return (await cloud.backends()).flatMap(({ spec }) =>
    spec.calibration ? [{ ...writeCharacterization({ spec, calibration: spec.calibration }), target: spec.name }] : [],
  );
}

/** A moment of the query in milliseconds since 1970, or null. */
function moment(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidInputError(`The query parameter "${name}" must be milliseconds since 1970.`, { keys: [name] });
}
