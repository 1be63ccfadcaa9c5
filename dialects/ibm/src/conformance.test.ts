import { type Circuit, circuitOfQpy, readNpy, readQpy, writeQpy } from "@naru/circuit";
import { dialectConformance, everyZero, roundTrip, type WireRequest } from "@naru/dialect/conformance";
import { membersOf } from "@naru/dialect/http";
import { deflate, inflate, type Outcome, readBase64, type Workload, writeBase64 } from "@naru/workload";
import fc from "fast-check";
import { expect } from "vitest";
import { backend } from "../testing/client.ts";
import { type Exchange, recordedFlows } from "../testing/recorded.ts";
import { ibm } from "./index.ts";

const shots = 8;
const mostBytes = 1_000_000;

/** A circuit with its qubits measured into a register `meas`, as `measure_all` does. */
function measured({ qubitCount, operations }: Pick<Circuit, "qubitCount" | "operations">): Circuit {
  const clbits = Array.from({ length: qubitCount }, (_, k) => k);
  return {
    qubitCount,
    clbitCount: qubitCount,
    registers: [{ name: "meas", clbits }],
    operations: [...operations, ...clbits.map((k) => ({ kind: "measure" as const, qubit: k, clbit: k }))],
  };
}

const submission = (circuit: Circuit): WireRequest => ({
  method: "POST",
  path: "/ibm/experimental/jobs",
  body: {
    program_id: "sampler",
    backend: "emu_simulator",
    params: {
      pubs: [
        [{ __type__: "QuantumCircuit", __value__: writeBase64(deflate(writeQpy([measured(circuit)]))) }, null, shots],
      ],
      version: 2,
    },
  },
});

/** Circuits of X gates: the qubits that were flipped read 1. */
function showFlips(workload: Workload): Outcome {
  const outcome = everyZero(workload);
  if (outcome.kind !== "sweep" || workload.kind !== "sweep") return outcome;
  const [file = ""] = workload.files;
  const [first] = readQpy(inflate(readBase64(file), mostBytes)).circuits;
  if (!first) throw new Error("There is no circuit.");
  const { operations, registers = [], clbitCount } = circuitOfQpy(first);
  const flipped = operations.reduce((bits, operation) => {
    return operation.kind === "gate" && operation.gate === "x" ? bits ^ (1 << (operation.qubits[0] ?? 0)) : bits;
  }, 0);
  const bits = new Uint8Array(shots).fill(flipped);
  return { ...outcome, items: outcome.items.map((item) => ({ ...item, registers, bitCount: clbitCount, bits })) };
}

/** A BitArray of one byte a shot: bit 0 is the lowest. */
function shares(answer: unknown): Map<string, number> {
  const text = JSON.stringify(answer);
  const [, array = "", width = "0"] =
    /"array":\{"__type__":"ndarray","__value__":"([^"]+)"\},"num_bits":(\d+)/.exec(text) ?? [];
  const { data } = readNpy(inflate(readBase64(array), mostBytes), { maxEntries: mostBytes });
  const seen = new Map<string, number>();
  for (const byte of data) {
    const bits = byte.toString(2).padStart(Number(width), "0");
    seen.set(bits, (seen.get(bits) ?? 0) + 1);
  }
  return seen;
}

/** As the client sent it, without its key and instance, to a backend that is here. */
function requestOf({ request }: Exchange): WireRequest {
  const { authorization: _1, "service-crn": _2, ...headers } = request.headers;
  const body = request.form ? new URLSearchParams(request.form).toString() : request.json;
  const text = body === undefined ? undefined : JSON.stringify(body).replaceAll("naru_h7", backend);
  return {
    method: request.method,
    path: request.url.replaceAll("naru_h7", backend),
    headers,
    ...(text !== undefined && { body: JSON.parse(text) }),
  };
}

const recorded = recordedFlows().flatMap(({ exchanges }) => exchanges.map(requestOf));

dialectConformance({
  dialect: ibm,
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  outcome: showFlips,
  submit: (circuit) => submission(circuit),
  jobId: (answer) => (answer as { id: string }).id,
  job: (id) => ({ method: "GET", path: `/ibm/experimental/jobs/${id}?exclude_params=true` }),
  result: (id) => ({ method: "GET", path: `/ibm/experimental/jobs/${id}/results` }),
  shares,
  expectError(_, answer) {
    if (Object.hasOwn(answer as object, "errorCode")) {
      expect(answer).toEqual({ errorCode: expect.stringMatching(/^BXNIM/), errorMessage: expect.any(String) });
      return;
    }
    const error = { code: expect.any(Number), message: expect.any(String) };
    expect(answer).toEqual({ errors: [error], error });
  },
  roundTrips: [
    roundTrip("the parameters of a job", {
      any: fc.jsonValue(),
      write: (params) => ({ params }),
      read: (wire) => JSON.parse(membersOf(JSON.stringify(wire)).get("params") ?? ""),
    }),
  ],
  recorded,
  isOpen: ({ path }) => path.startsWith("/ibm/identity/"),
});
