import type { Circuit } from "@naru/circuit";
import { dialectConformance, everyZero } from "@naru/dialect/conformance";
import { sampleOf, samplesOf, type Workload } from "@naru/workload";
import { expect, vi } from "vitest";
import { toys } from "../testing/machines.ts";
import { recordedFlows, requestOf } from "../testing/recorded.ts";
import { machines } from "./backends/index.ts";
import { dialectWith } from "./dialect.ts";

/** Every error has an id of its own, which must not tell two of them apart here. */
vi.spyOn(crypto, "randomUUID").mockReturnValue("00000000-0000-4000-8000-000000000000");

/** With the machines of the recordings beside our own, so that recorded requests reach what they ask for. */
const dialect = dialectWith([...machines, ...toys]);
const qubits = (count: number) => Array.from({ length: count }, (_, k) => `QB${k + 1}`);

/** 1 on what the π pulses turn, 0 on all else. */
function showFlips(workload: Workload) {
  const outcome = sampleOf(everyZero(workload));
  const programs = samplesOf(workload).circuits;
  return {
    ...outcome,
    circuits: outcome.circuits.map((circuit, k) => ({
      ...circuit,
      counts: new Map([[flipsOf(programs[k]), circuit.shots]]),
    })),
  };
}

function flipsOf(circuit: Circuit | undefined): string {
  const { clbitCount = 1, operations = [] } = circuit ?? {};
  const flipped = new Set(operations.flatMap((operation) => (operation.kind === "gate" ? operation.qubits : [])));
  const bits = new Array<string>(clbitCount).fill("0");
  for (const operation of operations) {
    if (operation.kind === "measure" && flipped.has(operation.qubit)) bits[clbitCount - 1 - operation.clbit] = "1";
  }
  return bits.join("");
}

dialectConformance({
  dialect,
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  outcome: showFlips,
  submit: ({ qubitCount, operations }) => ({
    method: "POST",
    path: "/api/v1/jobs/emu_garnet/circuit",
    body: {
      circuits: [
        {
          name: "flips",
          instructions: [
            ...operations.map((operation) => ({
              name: "prx",
              locus: "qubits" in operation ? operation.qubits.map((qubit) => `QB${qubit + 1}`) : [],
              args: { angle: Math.PI, phase: 0 },
            })),
            { name: "measure", locus: qubits(qubitCount), args: { key: "m" } },
          ],
        },
      ],
      shots: 8,
    },
  }),
  jobId: (answer) => (answer as { id: string }).id,
  job: (id) => ({ method: "GET", path: `/api/v1/jobs/${id}` }),
  result: (id) => ({ method: "GET", path: `/api/v1/jobs/${id}/artifacts/measurement_counts` }),
  shares: (answer) => {
    const [{ counts } = { counts: {} }] = answer as { counts: Record<string, number> }[];
    return new Map(Object.entries(counts).map(([bits, count]) => [[...bits].reverse().join(""), count]));
  },
  units: [
    {
      request: {
        method: "POST",
        path: "/api/v1/jobs/emu_deneb/circuit",
        body: {
          circuits: [{ name: "", instructions: [{ name: "prx", locus: ["QB1"], args: { angle: 0.25, phase: -1.5 } }] }],
        },
      },
      operations: [{ kind: "gate", gate: "r", qubits: [0], params: [0.25, -1.5] }],
    },
  ],
  expectError: (status, answer) => {
    const { error_code, message, request_id, source } = answer as Record<string, unknown>;
    expect(status).toBeGreaterThanOrEqual(400);
    expect(error_code).toMatch(/^[a-z_]+$/);
    expect(message).toBeTruthy();
    expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(source).toBe("iqm-server");
  },
  roundTrips: [],
  recorded: recordedFlows().flatMap(({ exchanges }) => exchanges.map(requestOf)),
  isOpen: () => false,
});
