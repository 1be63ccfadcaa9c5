import { memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import { samplesOf } from "@naru/workload";
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

describe("what a job keeps of its user's own", () => {
  const long = "x".repeat(40_000);
  const metadata = Object.fromEntries([..."abcdefghij"].map((key) => [key, long]));

  test("may be all the metadata that IonQ takes, as qiskit-ionq's headers of big circuits need", async () => {
    expect(await client.post("/v0.4/jobs", { ...job, metadata })).toMatchObject({ status: 201 });
    const quotes = Object.fromEntries(Object.keys(metadata).map((key) => [key, '"\u001f'.repeat(20_000)]));
    expect(await client.post("/v0.4/jobs", { ...job, metadata: quotes })).toMatchObject({ status: 201 });
  });

  test("may come with the names of as many circuits as a job takes", async () => {
    const circuits = Array.from({ length: 5000 }, (_, k) => ({ name: `circuit-${k}`, circuit: [] }));
    const body = { ...job, type: "ionq.multi-circuit.v1", metadata, input: { circuits } };
    expect(await client.post("/v0.4/jobs", body)).toMatchObject({ status: 201 });
  });

  const tooLong = "x".repeat(524_289);
  test.each([
    ["a key of metadata", { metadata: { [tooLong]: 1 } }],
    ["settings", { settings: { error_mitigation: {}, more: [tooLong] } }],
    ["more beside the noise model", { noise: { model: "ideal", more: tooLong } }],
    ["registers", { registers: { c: Array.from({ length: 140_000 }, () => 1) } }],
    ["names of circuits", { type: "ionq.multi-circuit.v1", input: { circuits: [{ name: tooLong, circuit: [] }] } }],
  ])("is refused beyond 512 KiB: %s", async (_, body) => {
    const answer = await client.post("/v0.4/jobs", { ...job, ...body });
    expect(answer).toMatchObject({ status: 400, body: { details: { limit: 524_288 } } });
    expect(answer.body.message).toContain("may hold 524288 characters together");
  });

  test("is refused in a session too", async () => {
    const answer = await client.post("/v0.4/sessions", { backend: "qpu.forte-1", settings: { more: tooLong } });
    expect(answer).toMatchObject({ status: 400, body: { details: { limit: 524_288 } } });
  });

  test("fills a page of a list early, and every job still comes once", async () => {
    const ids: string[] = [];
    for (let k = 0; k < 60; k++) ids.push((await client.post("/v0.4/jobs", { ...job, metadata })).body.id);
    const first = await client.get("/v0.4/jobs?limit=60");
    expect(first.text.length).toBeLessThan(21 * 2 ** 20);
    const seen: string[] = [];
    let page = first;
    for (;;) {
      seen.push(...page.body.jobs.map(({ id }: { id: string }) => id));
      if (page.body.next === null) break;
      page = await client.get(`/v0.4/jobs?limit=60&next=${page.body.next}`);
    }
    expect(first.body.jobs.length).toBeLessThan(60);
    expect(seen).toEqual(ids.toReversed());
  });

  test("fills a page of child jobs early", async () => {
    const input = { circuits: Array.from({ length: 60 }, () => ({ circuit: [] })) };
    const settings = { more: "x".repeat(400_000) };
    const body = { ...job, type: "ionq.multi-circuit.v1", settings, input };
    const { id } = (await client.post("/v0.4/jobs", body)).body;
    const first = (await client.get(`/v0.4/jobs?parent_job_id=${id}`)).body;
    expect(first.jobs.length).toBeLessThan(30);
    const after = (await client.get(`/v0.4/jobs?parent_job_id=${id}&next=${first.next}`)).body;
    const whole = (await client.get(`/v0.4/jobs/${id}`)).body.child_job_ids;
    expect(after.jobs[0].id).toBe(whole[first.jobs.length]);
  });
});

test("a page of child jobs reads what the job keeps once, not once for each child", async () => {
  const input = { circuits: Array.from({ length: 60 }, () => ({ circuit: [] })) };
  const { id } = (await client.post("/v0.4/jobs", { ...job, type: "ionq.multi-circuit.v1", input })).body;
  const whole = cloud.job.bind(cloud);
  let reads = 0;
  cloud.job = async (...args) => {
    const found = await whole(...args);
    const { echo } = found;
    return Object.defineProperty(found, "echo", { get: () => [echo, reads++][0] });
  };
  expect((await client.get(`/v0.4/jobs?parent_job_id=${id}`)).body.jobs).toHaveLength(60);
  expect(reads).toBe(1);
});

describe("many jobs at once", () => {
  test("are cancelled and deleted side by side, not one after another", async () => {
    cloud.pause();
    const ids: string[] = [];
    for (let k = 0; k < 120; k++) ids.push((await client.post("/v0.4/jobs", job)).body.id);
    let [now, most] = [0, 0];
    const slowly = <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) => {
      return async (...args: Args): Promise<Result> => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now--;
        return act(...args);
      };
    };
    cloud.cancel = slowly(cloud.cancel.bind(cloud));
    const cancelled = await client.send("PUT", "/v0.4/jobs/status/cancel", { body: { ids: [...ids, ids[0]] } });
    expect(cancelled.status).toBe(200);
    expect(most).toBe(50);
    expect((await client.send("DELETE", "/v0.4/jobs", { body: { ids: [...ids, ids[0]] } })).status).toBe(200);
    expect((await client.get("/v0.4/jobs")).body.jobs).toEqual([]);
  });

  test("are a thousand at most", async () => {
    const ids = Array.from({ length: 1001 }, () => "01900000-0000-7000-8000-000000000000");
    for (const [method, path] of [
      ["PUT", "/v0.4/jobs/status/cancel"],
      ["DELETE", "/v0.4/jobs"],
    ] as const) {
      const answer = await client.send(method, path, { body: { ids } });
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining("up to 1000 jobs") } });
    }
  });
});

describe("a job that moves", () => {
  const states = async () => (await client.get("/v0.4/jobs")).body.jobs.map(({ status }: { status: string }) => status);

  test("runs once: the copy is accepted only when the original was cancelled", async () => {
    cloud.pause();
    const { id } = (await client.post("/v0.4/jobs", job)).body;
    const cancel = cloud.cancel.bind(cloud);
    cloud.cancel = async (caller, jobId) => {
      await cloud.resume(); // it starts, and finishes, at the last moment
      return cancel(caller, jobId);
    };
    const answer = await client.post(`/v0.4/jobs/${id}/move`, { backend: "qpu.forte-1" });
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining("no longer waiting") } });
    expect(await states()).toEqual(["completed"]);
  });

  test("twice at the same moment has one copy", async () => {
    cloud.pause();
    const { id } = (await client.post("/v0.4/jobs", job)).body;
    const move = () => client.post(`/v0.4/jobs/${id}/move`, { backend: "qpu.forte-1" });
    const [first, second] = await Promise.all([move(), move()]);
    expect(first.body.id).toBe(second.body.id);
    expect(await states()).toEqual(["ready", "canceled"]);
  });

  test("to where it would be refused stays where it is", async () => {
    cloud.pause();
    const wide = { ...job, input: { qubits: 28, circuit: [] } };
    const { id } = (await client.post("/v0.4/jobs", wide)).body;
    expect(await client.post(`/v0.4/jobs/${id}/move`, { backend: "qpu.aria-1" })).toMatchObject({ status: 400 });
    expect(await states()).toEqual(["ready"]);
  });
});

describe("an estimate", () => {
  test("beyond the widest machine or the longest job is refused before a circuit is made", async () => {
    let asked = 0;
    cloud.estimate = async () => {
      asked++;
      throw new Error("not to be reached");
    };
    const wide = await client.get("/v0.4/jobs/estimate?qubits=10000&1q_gates=150000&2q_gates=150000");
    expect(wide).toMatchObject({ status: 400, body: { details: { qubits: 10_000, limit: 28 } } });
    const long = await client.get("/v0.4/jobs/estimate?qubits=5&1q_gates=150000&2q_gates=1");
    expect(long).toMatchObject({ status: 400, body: { details: { gates: 150_001, limit: 150_000 } } });
    expect(asked).toBe(0);
  });

  test("of many gates is reckoned from few", async () => {
    let most = 0;
    cloud.estimate = async (_, { workload }) => {
      const gates = samplesOf(workload).circuits[0]?.operations.length ?? 0;
      most = Math.max(most, gates);
      const resources = { qubits: 5, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
      return {
        ...{ seconds: 3 + gates / 100, bytes: 0, method: "", why: "", resources },
        ...{ costMicrocredits: 0, expectedWaitMs: 7 },
      };
    };
    const { body } = await client.get("/v0.4/jobs/estimate?qubits=5&1q_gates=100000&2q_gates=50000");
    expect(most).toBe(2000);
    expect(body.estimated_execution_time).toBeGreaterThan(1_502_900);
    expect(body.estimated_execution_time).toBeLessThan(1_503_100);
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
