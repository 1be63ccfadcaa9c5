import { type MemoryCloud, memoryCloud } from "@naru/dialect/conformance";
import { deflate, readBase64 } from "@naru/workload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scripted } from "../testing/backends.ts";
import { expectLike, type Names, renamed } from "../testing/compare.ts";
import { floats, graphOf } from "../testing/problems.ts";
import { type Exchange, recordedFlows } from "../testing/recorded.ts";
import { dwave } from "./index.ts";

const qpu = "emu_pegasus_p16";

/** Flows that act on problems before they run. */
const flowsOnWaitingProblems = ["09-cancel"];

let cloud: MemoryCloud;
let handle: (request: Request) => Promise<Response>;
const names: Names = new Map();
const bugs: unknown[] = [];

beforeAll(() => {
  cloud = memoryCloud({ backends: scripted() });
  handle = dwave.serve(cloud, (bug) => bugs.push(bug));
  names.set("naru_chimera_c1", qpu);
  names.set('"chimera"', '"pegasus"');
  names.set('"graph_id":"01c1"', `"graph_id":"${graphOf(qpu).graphId}"`);
  names.set("hybrid_binary_quadratic_model_version2p", "naru_hybrid_bqm");
  names.set("hybrid_constrained_quadratic_model_version1p", "naru_hybrid_cqm");
  names.set("hybrid_discrete_quadratic_model_version1p", "naru_hybrid_dqm");
  names.set("hybrid_nonlinear_program_version1p", "naru_hybrid_nl");
  names.set("naru-test-token", cloud.keys.first);
});

afterAll(() => expect(bugs).toEqual([]));

test.each(recordedFlows().map((flow) => [flow.name, flow] as const))(
  "%s is answered as the client accepted it",
  async (name, flow) => {
    if (flowsOnWaitingProblems.includes(name)) cloud.pause();
    const tags = new Map<string, string>();
    for (const exchange of flow.exchanges) await replay(name, exchange, tags);
    await cloud.resume();
  },
);

/** Lists of the stand-in's cell of seven qubits, as lists of our machine: the same numbers on its first qubits. */
function onOurMachine(json: string): string {
  return json.replace(/"lin":"([^"]*)","quad":"([^"]*)"/g, (_, lin: string, quad: string) => {
    const numbersOf = (text: string) => [...new Float64Array(readBase64(text).buffer)];
    const { qubits, first, second } = graphOf(qpu);
    const biases = numbersOf(lin);
    const couplings = numbersOf(quad);
    const active = new Set([...qubits].filter((_, k) => !Number.isNaN(biases[k] ?? Number.NaN)));
    const wanted = [...first].filter((a, k) => active.has(a) && active.has(second[k] ?? -1)).length;
    const own = Array.from({ length: wanted }, (_, k) => couplings[k] ?? 0);
    return `"lin":"${floats([...qubits].map((_, k) => biases[k] ?? Number.NaN))}","quad":"${floats(own)}"`;
  });
}

/** Lists of numbers of the machine, which are other numbers than the stand-in's. */
const numberTexts = /"(lin|quad|active_variables|energies|solutions|num_occurrences)":"[^"]*"/g;
const withoutNumbers = (json: string) => json.replace(numberTexts, '"$1":"…"');

async function replay(name: string, { request, response }: Exchange, tags: Map<string, string>): Promise<void> {
  const { method, path, headers } = request;
  const json =
    request.body_json === undefined ? undefined : onOurMachine(renamed(JSON.stringify(request.body_json), names));
  const isPacked = headers["Content-Encoding"] === "deflate";
  const body = request.body_base64
    ? readBase64(request.body_base64)
    : json !== undefined && isPacked
      ? deflate(new TextEncoder().encode(json))
      : json;
  // What the client kept is what we told it before, where the recording has the same call twice; else ask anew.
  const { "If-None-Match": tag, ...others } = headers;
  const sent = { ...others, ...(tag && tags.get(path) && { "If-None-Match": tags.get(path) ?? "" }) };
  const url = `http://naru.test${renamed(path, names)}`;
  const send = (more: Record<string, string> = {}) =>
    handle(
      new Request(url, {
        method,
        headers: Object.entries({ ...sent, ...more }).map(([key, value]): [string, string] => [
          key,
          renamed(value, names),
        ]),
        ...(body !== undefined && { body }),
      }),
    );
  let answer = await send();
  if (response.status === 304 && answer.status === 200)
    answer = await send({ "If-None-Match": answer.headers.get("etag") ?? "" });
  if (answer.headers.get("etag")) tags.set(path, answer.headers.get("etag") ?? "");
  const label = `${name}: ${method} ${path}`;
  expect(answer.status, `${label}: ${answer.status >= 400 ? await answer.clone().text() : ""}`).toBe(response.status);
  const type = response.headers["Content-Type"] ?? "";
  if (response.status < 400) expect(answer.headers.get("content-type"), label).toBe(type);
  if (response.body_json === undefined) {
    if (response.body_base64) expect((await answer.arrayBuffer()).byteLength, label).toBeGreaterThan(0);
    return;
  }
  const text = renamed(JSON.stringify(response.body_json), names);
  expectLike(JSON.parse(withoutNumbers(await answer.text())), JSON.parse(withoutNumbers(text)), names, label);
}
