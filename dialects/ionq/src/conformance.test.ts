import { type Circuit, circuitOf, type GateName, gate, gates, type Operation } from "@naru/circuit";
import type { JsonObject } from "@naru/dialect";
import { dialectConformance, roundTrip, type WireRequest } from "@naru/dialect/conformance";
import { samplesOf } from "@naru/workload";
import fc from "fast-check";
import { expect } from "vitest";
import { recordedFlows, requestOf } from "../testing/recorded.ts";
import { readIonqCircuit, writeCircuit } from "./circuit.ts";
import { ionq } from "./index.ts";
import { readOrder, writeOrder } from "./job.ts";
import {
  bitsOf,
  readHistogram,
  readProbabilities,
  writeEntries,
  writeHistogram,
  writeProbabilities,
} from "./outcome.ts";
import { upgradeJob } from "./wire-v03.ts";

const width = 5;
/** JSON knows no −0. */
const anyAngle = fc.double({ min: -20, max: 20, noNaN: true }).map((angle) => angle + 0);
const anyQubits = (count: number) =>
  fc.shuffledSubarray(
    Array.from({ length: width }, (_, k) => k),
    { minLength: count, maxLength: count },
  );

/** A gate of the table that IonQ can say, in the form that reading gives. */
const anyGate = (names: readonly GateName[], mostControls: number): fc.Arbitrary<Operation> =>
  fc.constantFrom(...names).chain((name) => {
    const { qubitCount, parameterNames } = gates[name];
    return fc.nat({ max: mostControls }).chain((controls) =>
      fc
        .record({
          qubits: anyQubits(qubitCount + controls),
          params: fc.array(anyAngle, { minLength: parameterNames.length, maxLength: parameterNames.length }),
        })
        .map(({ qubits, params }) => gate(name, qubits.slice(controls), params, qubits.slice(0, controls))),
    );
  });

const anyCircuit = (operation: fc.Arbitrary<Operation>): fc.Arbitrary<Circuit> =>
  fc.array(operation, { maxLength: 12 }).map((operations) => circuitOf(width, operations));

const qisNames: GateName[] = ["x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg", "rx", "ry", "rz", "p", "swap"];
const controlledNames: GateName[] = ["cx", "cy", "cz", "ch", "cs", "csdg", "csx", "crx", "cry", "crz", "cp", "ccx"];
const anyQisCircuit = anyCircuit(
  fc.oneof(anyGate([...qisNames, ...controlledNames, "rxx", "ryy", "rzz"], 0), anyGate(["t", "rxx"], 2)),
);
const anyNativeCircuit = anyCircuit(anyGate(["gpi", "gpi2", "ms", "rzz"], 0));

/** Turning to turns and back costs a rounding error. */
const withCloseAngles = (circuit: Circuit) => ({
  ...circuit,
  operations: circuit.operations.map((operation) =>
    operation.kind === "gate" && operation.params
      ? { ...operation, params: operation.params.map((angle) => expect.closeTo(angle, 12)) }
      : operation,
  ),
});

const anyCounts = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 60n - 1n }), { minLength: 1, maxLength: 20 })
  .chain((outcomes) =>
    fc
      .array(fc.integer({ min: 1, max: 1000 }), { minLength: outcomes.length, maxLength: outcomes.length })
      .map((counts) => {
        const ascending = outcomes.toSorted((a, b) => (a < b ? -1 : 1));
        return new Map(ascending.map((outcome, k) => [outcome.toString(2).padStart(60, "0"), counts[k] ?? 1]));
      }),
  );

const outcomeOf = (counts: ReadonlyMap<string, number>, bitCount: number) => ({
  bitCount,
  shots: [...counts.values()].reduce((sum, count) => sum + count, 0),
  counts,
  resources: { qubits: bitCount, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
  seconds: 0,
});

const anyDistribution = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 36 - 1 }), { minLength: 1, maxLength: 20 })
  .map((outcomes) => ({
    outcomes: Float64Array.from(outcomes.toSorted((a, b) => a - b)),
    values: new Float64Array(outcomes.length).fill(1 / outcomes.length),
  }));

const specs = ionq.backends.map(({ spec }) => spec);
const arrival = { apiVersion: "v0.4", original: {}, idempotencyKey: null } as const;

/** Text as SDKs put it into metadata: any but NUL, which no database keeps. */
const anyText = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll("\0", "\u001f"));

const submission = (version: "v0.4" | "v0.3", circuit: Circuit, metadata: JsonObject): WireRequest => {
  const input = writeCircuit(circuit, "qis");
  return version === "v0.4"
    ? {
        method: "POST",
        path: "/v0.4/jobs",
        body: { type: "ionq.circuit.v1", backend: "simulator", shots: 8, input, metadata },
      }
    : {
        method: "POST",
        path: "/v0.3/jobs",
        body: { target: "simulator", shots: "8", lang: "json", body: input, metadata },
      };
};

/** Requests as older SDKs write them (read from the sources of the versions named in the README). */
const olderRequests: WireRequest[] = [
  {
    method: "POST",
    path: "/v0.3/jobs",
    body: {
      target: "simulator",
      shots: 100,
      name: "bell",
      input: {
        format: "ionq.circuit.v0",
        gateset: "qis",
        qubits: 2,
        circuit: [
          { gate: "h", targets: [0] },
          { gate: "x", targets: [1], controls: [0] },
        ],
      },
      registers: { meas_mapped: [0, 1] },
      metadata: { shots: "100", sampler_seed: "None" },
      noise: { model: "ideal", seed: null },
    },
  },
  {
    method: "POST",
    path: "/v0.3/jobs",
    body: {
      target: "qpu",
      lang: "json",
      body: { gateset: "native", qubits: 1, circuits: [{ circuit: [{ gate: "gpi2", target: 0, phase: 0.1 }] }] },
      metadata: { shots: "100" },
      shots: "100",
      error_mitigation: { debias: true },
    },
  },
  { method: "GET", path: "/v0.3/jobs/01900000-0000-7000-8000-000000000000/results?sharpen=True" },
  { method: "GET", path: "/v0.3/backends" },
  { method: "GET", path: "/v0.3/characterizations/backends/qpu.aria-1/current" },
];

for (const version of ["v0.4", "v0.3"] as const) {
  dialectConformance({
    dialect: { ...ionq, vendor: ionq.vendor },
    headers: (key) => ({ authorization: `apiKey ${key}` }),
    submit: (circuit, echo) => submission(version, circuit as Circuit, echo),
    jobId: (answer) => (answer as { id: string }).id,
    job: (id) => ({ method: "GET", path: `/${version}/jobs/${id}` }),
    echo: (answer) => (answer as { metadata: unknown }).metadata,
    anyEcho: fc.dictionary(anyText, anyText, { maxKeys: 10 }),
    result: (id) => ({
      method: "GET",
      path: version === "v0.4" ? `/v0.4/jobs/${id}/results/probabilities` : `/v0.3/jobs/${id}/results`,
    }),
    shares: (answer) =>
      new Map(Object.entries(answer as Record<string, number>).map(([key, share]) => [bitsOf(key, 3), share])),
    units: [
      {
        request: {
          method: "POST",
          path: "/v0.4/jobs",
          body: {
            type: "ionq.circuit.v1",
            backend: "simulator",
            input: {
              gateset: "native",
              circuit: [
                { gate: "gpi", target: 1, phase: 0.25 },
                { gate: "gpi2", target: 0, phase: -0.5 },
                { gate: "ms", targets: [0, 1], phases: [0.125, 0.75] },
                { gate: "ms", targets: [1, 0], phases: [0, 0.5], angle: 0.1 },
                { gate: "zz", targets: [0, 1], angle: 0.25 },
                { gate: "zz", targets: [0, 1], phase: 0.125 },
                { gate: "nop", target: 0 },
              ],
            },
          },
        },
        operations: [
          gate("gpi", [1], [Math.PI / 2]),
          gate("gpi2", [0], [-Math.PI]),
          gate("ms", [0, 1], [Math.PI / 4, 1.5 * Math.PI, Math.PI / 2]),
          gate("ms", [1, 0], [0, Math.PI, 0.2 * Math.PI]),
          gate("rzz", [0, 1], [Math.PI / 2]),
          gate("rzz", [0, 1], [Math.PI / 4]),
        ],
      },
      {
        request: submission("v0.4", circuitOf(2, [gate("rx", [0], [0.3]), gate("rzz", [0, 1], [0.7])]), {}),
        operations: [gate("rx", [0], [0.3]), gate("rzz", [0, 1], [0.7])],
      },
    ],
    expectError(status, answer) {
      expect(answer).toMatchObject({ statusCode: status, error: expect.any(String), message: expect.any(String) });
      expect(answer).not.toHaveProperty("code");
      if (status === 400) {
        expect(answer).toMatchObject({ validation: { keys: expect.any(Array), source: "payload" } });
      }
    },
    roundTrips: [
      roundTrip("abstract circuits", {
        any: anyQisCircuit,
        write: (circuit) => writeCircuit(circuit, "qis"),
        read: (wire) => readIonqCircuit(wire),
      }),
      roundTrip("native circuits", {
        any: anyNativeCircuit,
        write: (circuit) => writeCircuit(circuit, "native"),
        read: (wire) => readIonqCircuit(wire),
        seen: withCloseAngles,
      }),
      roundTrip("orders", {
        any: fc.record({
          circuits: fc.array(anyQisCircuit, { minLength: 1, maxLength: 3 }),
          shots: fc.integer({ min: 1, max: 1000 }),
          name: fc.option(anyText),
          dryRun: fc.boolean(),
          seed: fc.option(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
          noiseModel: fc.constantFrom("ideal", "aria-1", "harmony"),
        }),
        write: ({ circuits, shots, seed, noiseModel, ...rest }) =>
          writeOrder({
            vendor: "ionq",
            apiVersion: "v0.4",
            backendName: "simulator",
            workload: {
              kind: "sample",
              circuits,
              shots,
              ...(noiseModel !== "ideal" && { noiseModel }),
              ...(seed !== null && { seed }),
            },
            sessionId: null,
            echo: {},
            original: {},
            idempotencyKey: null,
            ...rest,
          }),
        read: (wire) => {
          const { workload, name, dryRun } = readOrder(wire, specs, arrival);
          const { circuits, shots, seed = null, noiseModel = "ideal" } = samplesOf(workload);
          return { circuits, shots, seed, noiseModel, name, dryRun };
        },
      }),
      roundTrip("older bodies, once rewritten,", {
        any: anyQisCircuit,
        write: (circuit) => upgradeJob({ target: "simulator", input: writeCircuit(circuit, "qis") }),
        read: (wire) => samplesOf(readOrder(wire, specs, arrival).workload).circuits[0],
      }),
      roundTrip("counts of 60 bits", {
        any: anyCounts,
        write: (counts) => JSON.parse(writeEntries(writeHistogram(outcomeOf(counts, 60)))) as Record<string, number>,
        read: (wire) => readHistogram(wire, 60),
      }),
      roundTrip("distributions", {
        any: anyDistribution,
        write: (probabilities) =>
          JSON.parse(writeEntries(writeProbabilities({ ...outcomeOf(new Map(), 36), probabilities }, false))) as Record<
            string,
            number
          >,
        read: (wire) => readProbabilities(wire),
        seen: ({ outcomes, values }) => ({ outcomes, values: values.map((value) => Number(value.toPrecision(12))) }),
      }),
    ],
    recorded: [...recordedFlows().flatMap(({ exchanges }) => exchanges.map(requestOf)), ...olderRequests],
    isOpen: ({ path }) => /^\/v0\.[34]\/(backends|characterizations)/.test(path),
  });
}
