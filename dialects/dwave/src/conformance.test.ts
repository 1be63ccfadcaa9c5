import { dialectConformance, roundTrip, type WireRequest } from "@naru/dialect/conformance";
import { membersOf, readJson } from "@naru/dialect/http";
import { readBase64 } from "@naru/workload";
import fc from "fast-check";
import { expect } from "vitest";
import { againstBiases } from "../testing/backends.ts";
import { graphOf, problem, qp, qpu } from "../testing/problems.ts";
import { type Exchange, recordedFlows } from "../testing/recorded.ts";
import { dwave } from "./index.ts";

const { qubits } = graphOf();

/** Rows of an answer: bit 0 of the house order is the first active qubit, which is the highest bit of the first byte. */
function shares(body: unknown): Map<string, number> {
  const { answer } = body as { answer: Record<string, string> };
  const width = readBase64(answer.active_variables ?? "").length / 4;
  const counts = new Int32Array(readBase64(answer.num_occurrences ?? "").buffer);
  const rows = readBase64(answer.solutions ?? "");
  const rowBytes = Math.ceil(width / 8);
  const seen = new Map<string, number>();
  counts.forEach((count, row) => {
    const bits = Array.from({ length: width }, (_, k) => ((rows[row * rowBytes + (k >> 3)] ?? 0) >> (7 - (k & 7))) & 1);
    const text = bits.reverse().join("");
    seen.set(text, (seen.get(text) ?? 0) + count);
  });
  return seen;
}

/** As the client sent it, without its key, to a solver that is here. */
function requestOf({ request }: Exchange): WireRequest {
  const { "X-Auth-Token": _, "Content-Encoding": _1, "Content-MD5": _2, ...headers } = request.headers;
  const text = request.body_json === undefined ? undefined : JSON.stringify(request.body_json);
  const body =
    request.body_base64 === undefined ? text && JSON.parse(text.replaceAll("naru_chimera_c1", qpu)) : "DIMODBQM";
  return {
    method: request.method,
    path: request.path.replaceAll("naru_chimera_c1", qpu),
    headers,
    ...(body !== undefined && { body }),
  };
}

const own: WireRequest = {
  method: "POST",
  path: "/sapi/v2/problems/",
  body: [problem(qp({ [qubits[0] ?? 0]: 1, [qubits[1] ?? 1]: -1 }), { params: { num_reads: 2, annealing_time: 5 } })],
};

dialectConformance({
  dialect: dwave,
  headers: (key) => ({ "x-auth-token": key }),
  outcome: againstBiases,
  // Qubits that an X gate flips are to read 1, which a negative bias makes of them.
  submit({ qubitCount, operations }) {
    const flipped = new Set(operations.flatMap((operation) => (operation.kind === "gate" ? operation.qubits : [])));
    const biases = Array.from({ length: qubitCount }, (_, k) => [qubits[k] ?? 0, flipped.has(k) ? -1 : 1] as const);
    const body = problem(qp(Object.fromEntries(biases)), { params: { num_reads: 8 } });
    return { method: "POST", path: "/sapi/v2/problems/", body };
  },
  jobId: (answer) => (answer as { id: string }).id,
  job: (id) => ({ method: "GET", path: `/sapi/v2/problems/${id}/` }),
  result: (id) => ({ method: "GET", path: `/sapi/v2/problems/${id}/answer` }),
  shares,
  expectError: (status, answer) => expect(answer).toEqual({ error_code: status, error_msg: expect.any(String) }),
  roundTrips: [
    roundTrip("the parts of a problem", {
      any: fc.record({ data: fc.jsonValue({ maxDepth: 4 }), params: fc.jsonValue({ maxDepth: 4 }) }),
      write: (parts) => parts,
      read(wire) {
        const members = membersOf(readJson(JSON.stringify(wire)).text);
        return { data: JSON.parse(members.get("data") ?? ""), params: JSON.parse(members.get("params") ?? "") };
      },
      seen: (parts) => JSON.parse(JSON.stringify(parts)),
    }),
  ],
  recorded: [own, ...recordedFlows().flatMap(({ exchanges }) => exchanges.map(requestOf))],
  isOpen: ({ path }) => path.startsWith("/metadata/"),
});
