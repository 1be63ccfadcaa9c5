import { errorCodes, NaruError } from "@naru/base";
import { memoryCloud } from "@naru/dialect/conformance";
import { expect, test } from "vitest";
import { scripted } from "../testing/backends.ts";
import { backend, bell, Client } from "../testing/client.ts";
import { ibm } from "./index.ts";

function open(now?: () => Date) {
  const cloud = memoryCloud({ backends: scripted(), ...(now && { now }) });
  return { cloud, client: new Client(cloud, cloud.keys.first) };
}

const base64url = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

test("a token that says of itself that it needs no signature opens nothing", async () => {
  const { cloud } = open();
  const { token } = await cloud.issueToken(cloud.keys.first);
  const [, payload = ""] = token.split(".");
  const unsigned = `${base64url({ alg: "none", typ: "JWT" })}.${payload}.`;
  for (const forged of [unsigned, `${unsigned}AA`, token.slice(0, -3), payload]) {
    expect((await new Client(cloud, forged).get("/backends")).status).toBe(401);
  }
});

test("a token opens nothing once it has expired", async () => {
  let now = new Date();
  const { cloud } = open(() => now);
  const { token, expiresAt } = await cloud.issueToken(cloud.keys.first);
  expect((await new Client(cloud, token).get("/backends")).status).toBe(200);
  now = new Date(expiresAt.getTime() + 1000);
  expect((await new Client(cloud, token).get("/backends")).status).toBe(401);
});

test.each([
  ["nothing", {}],
  ["another scheme", { authorization: "Basic a2V5" }],
  ["two words", { authorization: "Bearer a b" }],
  ["no word", { authorization: "Bearer " }],
])("who shows %s is asked for a key", async (_, headers) => {
  const { cloud } = open();
  const { status, body } = await new Client(cloud, null).get("/backends", { headers });
  expect([status, body.error.code]).toEqual([401, 1401]);
});

test.each([
  ["an instance without end", `crn:${"x".repeat(100_000)}`],
  ["an instance of another service", "crn:v1:bluemix:public:quantum-computing:us-east:a/0:0::"],
])("%s is refused", async (_, crn) => {
  const { client } = open();
  const answer = await client.get("/backends", { headers: { "service-crn": crn } });
  expect(answer.status).toBe(403);
  expect(answer.text.length).toBeLessThan(2_000);
});

test.each([
  ["half a body", '{"program_id":"sampler","params":{"pubs":[['],
  ["no object", "[1,2,3]"],
  ["a text", '"sampler"'],
  ["brackets without end", "[".repeat(200_000)],
  ["braces without end", `{"params":${'{"a":'.repeat(200_000)}`],
  ["a number that is none", `{"program_id":"sampler","backend":"${backend}","params":{"version":NaN}}`],
  ["parameters that are none", JSON.stringify({ ...bell, params: null })],
  ["pubs without end", JSON.stringify({ ...bell, params: { pubs: Array.from({ length: 100_000 }, () => []) } })],
  ["a circuit that is none", JSON.stringify({ ...bell, params: { pubs: [["OPENQASM 2.0;"]] } })],
  ["a key that is a prototype", `{"__proto__":{"program_id":"sampler"},"backend":"${backend}","params":{}}`],
])("%s is refused as a job, with a reason of bounded length", async (_, body) => {
  const { client, cloud } = open();
  const answer = await client.post("/jobs", body);
  expect(answer.status).toBe(400);
  expect(answer.body.error.message.length).toBeLessThan(1_100);
  expect(cloud.orders).toHaveLength(0);
});

test.each([
  "limit=0",
  "limit=x",
  "offset=-1",
  "offset=1e400",
  "pending=maybe",
  "sort=up",
  "created_after=yesterday",
  "created_before=2026-13-45",
  "session_id=1",
  "tags=%00",
])("a list with %s is refused", async (query) => {
  const { client } = open();
  expect((await client.get(`/jobs?${query}`)).status).toBe(400);
});

test("a list is never longer than a thousand, nor its filters than a hundred tags", async () => {
  const { client } = open();
  expect((await client.get("/jobs?limit=1000000000")).body.limit).toBe(1000);
  const tags = Array.from({ length: 101 }, (_, k) => `tags=${k}`).join("&");
  expect((await client.get(`/jobs?${tags}`)).status).toBe(400);
});

test("ids of other forms, and of others' vendors, are not found", async () => {
  const { client, cloud } = open();
  const caller = await cloud.authenticate(cloud.keys.first);
  const foreign = await cloud.submit(caller, {
    vendor: "naru",
    apiVersion: "v1",
    backendName: "emu_simulator",
    workload: { kind: "sample", circuits: [{ qubitCount: 1, clbitCount: 0, operations: [] }], shots: 1 },
    ...{ name: null, dryRun: false, sessionId: null, echo: {}, original: {}, idempotencyKey: null },
  });
  for (const id of [foreign.id, "..", "%00", "x".repeat(10_000), "01900000-0000-7000-8000-000000000000"]) {
    expect((await client.get(`/jobs/${id}/results`)).status).toBe(404);
  }
  expect((await client.get("/jobs")).body.count).toBe(0);
});

test.each(errorCodes)("%s is answered in IBM's shape, and 429 says when to try again", async (code) => {
  const answer = ibm.refuse(new NaruError(code, "What happened and what to do.", { retryAfterSeconds: 2.5 }));
  const body = await answer.json();
  expect(body.errors).toEqual([body.error]);
  expect(answer.headers.get("retry-after")).toBe(answer.status === 429 ? "3" : null);
});
