import { NotFoundError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { CachedTexts, type KnownCall, type Route, shortened } from "@naru/dialect/http";
import { writeDynamicArchitecture, writeStaticArchitecture } from "./architecture.ts";
import { type Machine, maxExecutionsPerJob, maxInstructionsPerCircuit } from "./backends/index.ts";
import { type CalibrationSet, type Machines, type Offer, setNamed } from "./machines.ts";
import { writeCalibrationSet, writeMetrics } from "./observations.ts";
import { known } from "./router.ts";

/** What the client takes for the version of the machine's own software; it looks for none in particular. */
const stationControlVersion = "14.0.0";
const versions = {
  version: "v1",
  software_versions: { "iqm-server": "v1", "iqm-station-control": stationControlVersion },
};

/** Routes of machines and their calibrations. */
export function machineRoutes(machines: Machines): readonly Route[] {
  const offer = ({ cloud, params }: KnownCall): Promise<Offer> => machines.named(cloud, params.qc ?? "");
  /** Texts kept: architectures and figures of today for every machine, and of a few other days. */
  const texts = new CachedTexts(32);
  const ofSet =
    (kind: string, write: (machine: Machine, set: CalibrationSet) => JsonObject) => async (call: KnownCall) => {
      const { machine } = await offer(call);
      const set = setNamed(machine, call.params.set ?? "");
      return texts.answer(call.request, `${kind} ${set.id}`, () => JSON.stringify(write(machine, set)));
    };
  return [
    known("GET", "/quantum-computers", async ({ cloud }) =>
      Response.json({ quantum_computers: (await machines.offered(cloud)).map(writeListed) }),
    ),
    known("GET", "/quantum-computers/{qc}", async (call) => Response.json(writeDetails(await offer(call)))),
    known("GET", "/quantum-computers/{qc}/health", async (call) => Response.json(writeHealth(await offer(call)))),
    known("GET", "/quantum-computers/{qc}/limits", async (call) =>
      Response.json(writeLimits((await offer(call)).machine)),
    ),
    known("GET", "/quantum-computers/{qc}/queue-availability", async (call) => {
      const { status } = await offer(call);
      return Response.json({ available: [], queue_length: status.queueLength });
    }),
    known("GET", "/quantum-computers/{qc}/artifacts/static-quantum-architectures", async (call) =>
      Response.json([writeStaticArchitecture((await offer(call)).machine)]),
    ),
    known("GET", "/quantum-computers/{qc}/artifacts/about", async (call) => {
      await offer(call);
      return Response.json(versions);
    }),
    known("GET", "/quantum-computers/{qc}/artifacts/{artifact}", async (call) => {
      await offer(call);
      throw new NotFoundError("artifact of the quantum computer", shortened(call.params.artifact ?? ""));
    }),
    known("GET", "/about", async () => Response.json(versions)),
    known("GET", "/calibration-sets/{qc}/{set}", ofSet("settings", writeCalibrationSet)),
    known("GET", "/calibration-sets/{qc}/{set}/metrics", ofSet("metrics", writeMetrics)),
    known(
      "GET",
      "/calibration-sets/{qc}/{set}/dynamic-quantum-architecture",
      ofSet("architecture", (machine, { id }) => writeDynamicArchitecture(machine, id)),
    ),
  ];
}

function writeListed({ machine }: Offer): JsonObject {
  return {
    id: machine.id,
    alias: machine.model.spec.name,
    display_name: displayName(machine),
    // Present, so that the client does not take this for an older server and call other paths.
    proxy_path: null,
    station_control_version: stationControlVersion,
  };
}

const displayName = (machine: Machine): string => `${machine.displayName} (emulated)`;

/** QRMI needs every one of these fields. */
function writeDetails(offer: Offer): JsonObject {
  const { machine, status } = offer;
  return {
    ...writeListed(offer),
    description: machine.model.spec.description.en,
    backend_type: "qpu",
    number_of_qubits: machine.qubits.length,
    pulla_enabled: false,
    limits: writeLimits(machine),
    queue_length: status.queueLength,
    pricing: { payg_price_per_second: "0.00", timeslot: { slot_duration: "PT1H", slot_price: "0.00" } },
    additional_info: { academy_url: "", best_suited_for: [], documentation_url: "", mock_url: "" },
    health: writeHealth(offer),
  };
}

const writeHealth = ({ status }: Offer): JsonObject => ({
  healthy: status.state === "online",
  updated_at: status.updatedAt.toISOString(),
});

const writeLimits = ({ model }: Machine): JsonObject => ({
  max_circuits_per_job: model.spec.limits.circuits,
  max_executions_per_job: maxExecutionsPerJob,
  max_instructions_per_circuit: maxInstructionsPerCircuit,
  max_shots_per_circuit: model.spec.limits.shots,
});
