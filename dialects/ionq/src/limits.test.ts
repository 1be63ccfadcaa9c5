import { memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import { beforeEach, describe, expect, test } from "vitest";
import { bell, Client } from "../testing/client.ts";
import { ionq } from "./index.ts";

const newCloud = () => memoryCloud({ backends: ionq.backends.map(({ spec }) => scriptedBackend(spec)) });

let cloud = newCloud();
let client = new Client(cloud, cloud.keys.first);
const job = { type: "ionq.circuit.v1", backend: "simulator", input: bell };

beforeEach(() => {
  cloud = newCloud();
  client = new Client(cloud, cloud.keys.first);
});

describe("limits of a session", () => {
  const open = (settings: object) => client.post("/v0.4/sessions", { backend: "qpu.forte-1", settings });

  test.each([
    ["job_count_limit", { job_count_limit: 0.01 }],
    ["job_count_limit", { job_count_limit: 0 }],
    ["job_count_limit", { job_count_limit: 1e12 }],
    ["job_count_limit", { job_count_limit: 3e9 }],
    ["job_count_limit", { job_count_limit: 1e300 }],
    ["duration_limit_min", { duration_limit_min: 0 }],
    ["duration_limit_min", { duration_limit_min: 1e12 }],
    ["duration_limit_min", { duration_limit_min: 1e300 }],
    ["cost_limit.value", { cost_limit: { unit: "usd", value: -1 } }],
    ["cost_limit.value", { cost_limit: { unit: "usd", value: 1e10 } }],
    ["cost_limit.value", { cost_limit: { unit: "usd", value: 1e300 } }],
  ])("%s is refused where it would overflow a column: %j", async (field, settings) => {
    const answer = await open(settings);
    expect(answer).toMatchObject({ status: 400, body: { validation: { keys: [`settings.${field}`] } } });
    expect(answer.body.message).toMatch(/must be a (whole )?number .* up to \d+/);
  });

  test("a fraction of a minute becomes whole seconds, rounded up", async () => {
    const { status, body } = await open({ duration_limit_min: 0.01, job_count_limit: 1e6, cost_limit: { value: 1e9 } });
    expect(status).toBe(201);
    const [session] = await cloud.sessions(await cloud.authenticate(cloud.keys.first), {});
    expect(session?.limits).toEqual({ maxJobs: 1e6, maxSeconds: 1, maxMicrocredits: 1e15 });
    expect(body.settings.duration_limit_min).toBe(0.01);
  });
});

describe("a NUL", () => {
  test.each(["target=%00", "next=%00", "ids=a%00", "status=%00", "%00=x"])(
    "in the query ?%s is a 400",
    async (query) => {
      const answer = await client.get(`/v0.4/jobs?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining("NUL") } });
    },
  );

  test("in a path is a 404", async () => {
    expect(await client.get("/v0.4/backends/%00")).toMatchObject({ status: 404 });
  });

  test("aside, targets that nobody knows list nothing", async () => {
    await client.post("/v0.4/jobs", job);
    expect((await client.get("/v0.4/jobs?target=elsewhere")).body.jobs).toEqual([]);
    expect((await client.get("/v0.4/jobs?target=elsewhere,simulator")).body.jobs).toHaveLength(1);
  });
});

describe("a user's own text", () => {
  const long = "y".repeat(100_000);

  test.each<[string, object]>([
    ["gate", { input: { circuit: [{ gate: long, target: 0 }] } }],
    ["native gate", { input: { gateset: "native", circuit: [{ gate: long, target: 0 }] } }],
    ["kind of job", { type: long }],
    ["backend", { backend: long }],
    ["noise model", { noise: { model: long } }],
    ["key of metadata", { metadata: { [long]: long } }],
  ])("is cut where a message repeats it: %s", async (_, body) => {
    const answer = await client.post("/v0.4/jobs", { ...job, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(`${"y".repeat(80)}`);
    expect(answer.body.message).not.toContain("y".repeat(101));
    expect(answer.text.length).toBeLessThan(2000);
  });

  test("is cut in paths and queries", async () => {
    for (const path of [`/v0.4/${long}`, `/v0.4/jobs/${long}`, `/v0.4/backends/${long}`, `/v0.4/jobs?status=${long}`]) {
      expect((await client.get(path)).text).not.toContain("y".repeat(101));
    }
  });
});

test("a job's name has one limit", async () => {
  expect(await client.post("/v0.4/jobs", { ...job, name: "n".repeat(500) })).toMatchObject({ status: 201 });
  const answer = await client.post("/v0.4/jobs", { ...job, name: "n".repeat(501) });
  expect(answer).toMatchObject({ status: 400, body: { message: '"name": takes up to 500 characters.' } });
});
