import { NaruError } from "@naru/base";
import { memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import { beforeEach, describe, expect, test } from "vitest";
import { bell, Client } from "../testing/client.ts";
import { ionq } from "./index.ts";

const newCloud = (paused = false) =>
  memoryCloud({ backends: ionq.backends.map(({ spec }) => scriptedBackend(spec)), paused });

let cloud = newCloud();
let client = new Client(cloud, cloud.keys.first);
const job = { type: "ionq.circuit.v1", backend: "simulator", input: bell };

beforeEach(() => {
  cloud = newCloud();
  client = new Client(cloud, cloud.keys.first);
});

function pause(): void {
  cloud.pause();
}

const submitted = async (body: object = {}): Promise<string> =>
  (await client.post("/v0.4/jobs", { ...job, ...body })).body.id;

describe("bodies", () => {
  test("are JSON without saying so, as pennylane-ionq sends them", async () => {
    const answer = await client.post("/v0.4/jobs", job, { headers: { "content-type": "text/plain" } });
    expect(answer.status).toBe(201);
  });

  test("may be empty and say they are JSON, as qiskit-ionq and cirq-ionq send them", async () => {
    const headers = { "content-type": "application/json" };
    pause();
    const [cancelled, removed] = [await submitted(), await submitted()];
    expect((await client.send("PUT", `/v0.4/jobs/${cancelled}/status/cancel`, { headers })).status).toBe(200);
    expect((await client.send("DELETE", `/v0.4/jobs/${removed}`, { headers, body: "" })).status).toBe(200);
    const session = await client.post("/v0.4/sessions", { backend: "qpu.forte-1" });
    expect((await client.post(`/v0.4/sessions/${session.body.id}/end`, "", { headers })).status).toBe(200);
  });

  test.each(["NaN", "Infinity", "-Infinity"])("with %s are refused by name", async (literal) => {
    const answer = await client.post("/v0.4/jobs", `{"shots": 1, "input": {"circuit": [{"rotation": ${literal}}]}}`);
    expect(answer).toMatchObject({ status: 400, body: { error: "Bad Request" } });
    expect(answer.body.message).toContain(literal);
  });

  test("nested beyond reason are refused, however deep", async () => {
    for (const depth of [65, 1_000_000]) {
      const answer = await client.post("/v0.4/jobs", `{"metadata": ${"[".repeat(depth)}${"]".repeat(depth)}}`);
      expect(answer).toMatchObject({ status: 400 });
      expect(answer.body.message).toContain("64 levels");
    }
  });

  test("with a NUL are refused, since no database keeps it", async () => {
    expect((await client.post("/v0.4/jobs", { ...job, name: "a\0b" })).body.message).toContain("NUL");
  });

  test("keep control characters and odd keys in metadata, as cirq-ionq needs", async () => {
    const metadata = '{"measurement0":"x\\u001f0\\u001ey\\u001f2,1","__proto__":"kept","constructor":"kept"}';
    const { body } = await client.post(
      "/v0.4/jobs",
      JSON.stringify({ ...job, metadata: 0 }).replace('"metadata":0', `"metadata":${metadata}`),
    );
    expect((await client.get(`/v0.4/jobs/${body.id}`)).text).toContain(`"metadata":${metadata}`);
  });
});

describe("submitting", () => {
  test.each([
    ["shots as text, as cirq-ionq sends them", { shots: "50" }, 50],
    ["no shots, which means a hundred", {}, 100],
    ["null shots", { shots: null }, 100],
  ])("takes %s", async (_, body, shots) => {
    await submitted(body);
    expect(cloud.orders[0]?.workload).toMatchObject({ shots });
  });

  test("takes a noise model with a seed of null, as qiskit-ionq sends it", async () => {
    await submitted({ noise: { model: "ideal", seed: null } });
    await submitted({ noise: { model: "aria-1", seed: 7 } });
    expect(cloud.orders[0]?.workload).not.toHaveProperty("seed");
    expect(cloud.orders[0]?.workload).not.toHaveProperty("noiseModel");
    expect(cloud.orders[1]?.workload).toMatchObject({ noiseModel: "aria-1", seed: 7, memory: true });
  });

  test("reads `qpu` as the first QPU, as cirq-ionq calls it", async () => {
    await submitted({ backend: "qpu" });
    expect(cloud.orders[0]?.backendName).toBe("qpu.aria-1");
  });

  test("refuses what a gateset inherited from the job does not have", async () => {
    const input = {
      gateset: "native",
      circuits: [{ circuit: bell.circuit }, { gateset: "qis", circuit: bell.circuit }],
    };
    const answer = await client.post("/v0.4/jobs", { ...job, type: "ionq.multi-circuit.v1", input });
    expect(answer.body).toMatchObject({ validation: { keys: ["input.circuits[0].circuit[0]"] } });
  });

  test.each([
    [
      "an unknown backend, naming those there are",
      { backend: "qpu.nope" },
      "simulator, qpu.aria-1, qpu.forte-1",
      "backend",
    ],
    ["negative shots", { shots: -3 }, "must be 1 or more", "shots"],
    ["too many shots", { shots: 1_000_001 }, "at most 1000000", "shots"],
    ["half a shot", { shots: 1.5 }, '"shots"', "shots"],
    ["an unknown noise model", { noise: { model: "aria-9" } }, "ideal, harmony, aria-1", "noise.model"],
    ["noise on a machine", { backend: "qpu.aria-1", noise: { model: "aria-1" } }, "has its own noise", "noise.model"],
    ["an unknown kind of job", { type: "qctrl.qaoa.v1" }, "ionq.multi-circuit.v1", "type"],
    ["a circuit that is no list", { input: { circuit: {} } }, '"input.circuit"', "input.circuit"],
    ["no input at all", { input: undefined }, '"input"', "input"],
    ["a session that cannot be", { session_id: "mine" }, "a UUID", "session_id"],
    [
      "too many keys of metadata",
      { metadata: Object.fromEntries([..."abcdefghijk"].map((k) => [k, k])) },
      "10 keys",
      "metadata",
    ],
    ["metadata too long", { metadata: { long: "x".repeat(40_001) } }, "40000 characters", "metadata.long"],
  ])("refuses %s", async (_, body, message, key) => {
    const answer = await client.post("/v0.4/jobs", { ...job, ...body });
    expect(answer).toMatchObject({ status: 400, body: { statusCode: 400, error: "Bad Request" } });
    expect(answer.body.message).toContain(message);
    expect(answer.body.validation).toEqual({ keys: [key], source: "payload" });
    expect(cloud.orders).toEqual([]);
  });

  test("refuses a circuit too wide for the backend with the numbers", async () => {
    const answer = await client.post("/v0.4/jobs", { ...job, input: { qubits: 50, circuit: [] } });
    expect(answer).toMatchObject({ status: 400, body: { details: { qubits: 50, limit: 28 } } });
    expect(answer.body.message).toContain("up to 28 qubits");
  });

  test("refuses more circuits and more gates than IonQ takes", async () => {
    const circuits = new Array(5_001).fill({ circuit: [] });
    const many = await client.post("/v0.4/jobs", { ...job, type: "ionq.multi-circuit.v1", input: { circuits } });
    expect(many).toMatchObject({ status: 400, body: { details: { circuits: 5_001, limit: 5_000 } } });
    const circuit = new Array(150_001).fill({ gate: "h", target: 0 });
    const long = await client.post("/v0.4/jobs", { ...job, input: { circuit } });
    expect(long).toMatchObject({ status: 400, body: { details: { gates: 150_001, limit: 150_000 } } });
  });

  test("repeats nothing under the same idempotency key", async () => {
    const headers = { "idempotency-key": "once" };
    const [first, second] = [
      await client.post("/v0.4/jobs", job, { headers }),
      await client.post("/v0.4/jobs", job, { headers }),
    ];
    expect(second.body.id).toBe(first.body.id);
    const other = await client.post("/v0.4/jobs", { ...job, shots: 7 }, { headers });
    expect(other.status).toBe(422);
  });

  test.each([
    ["insufficient_credit", 402],
    ["forbidden", 403],
  ] as const)("answers %s with %i, never with a status that clients repeat", async (code, status) => {
    cloud.submit = async () => {
      throw new NaruError(code, "The project has 1 credit and this job needs 2.", { needed: 2 });
    };
    expect(await client.post("/v0.4/jobs", job)).toMatchObject({ status });
  });
});

describe("jobs", () => {
  test("are never `running`, and a waiting one has every key that ionq-core requires", async () => {
    pause();
    const { body } = await client.get(`/v0.4/jobs/${await submitted()}`);
    expect(body.status).toBe("ready");
    expect(Object.keys(body)).toEqual(expect.arrayContaining(requiredByIonqCore));
    expect(body).not.toHaveProperty("warning");
    expect(body).toMatchObject({ results: null, failure: null, stats: {}, output: {} });
  });

  test("that were cancelled have a failure that is an object, which cirq-ionq looks into", async () => {
    pause();
    const id = await submitted();
    expect((await client.send("PUT", `/v0.4/jobs/${id}/status/cancel`)).body).toEqual({ id, status: "canceled" });
    const { body } = await client.get(`/v0.4/jobs/${id}`);
    expect(body).toMatchObject({ status: "canceled", failure: { code: "SystemCancel", error: expect.any(String) } });
  });

  test("that failed say why in all the words that clients read", async () => {
    const [failing, ...others] = ionq.backends.map(({ spec }) =>
      scriptedBackend(spec, () => {
        throw new NaruError("simulation_failed", "The simulation broke down.");
      }),
    );
    cloud = memoryCloud({ backends: [failing!, ...others] });
    client = new Client(cloud, cloud.keys.first);
    const { body } = await client.get(`/v0.4/jobs/${await submitted()}`);
    const message = "The simulation broke down.";
    expect(body).toMatchObject({ status: "failed", failure: { code: "SimulationError", message, error: message } });
    expect(await client.get(`/v0.4/jobs/${body.id}/results/probabilities`)).toMatchObject({ status: 404 });
  });

  test("have no result until they have completed", async () => {
    pause();
    const id = await submitted();
    expect(await client.get(`/v0.4/jobs/${id}/results/probabilities`)).toMatchObject({ status: 404 });
  });

  test("can be cloned with other fields, and moved while they wait", async () => {
    pause();
    const id = await submitted({ name: "first", shots: 10 });
    expect(await client.post(`/v0.4/jobs/${id}/clone`, { shots: 7 })).toMatchObject({ status: 201 });
    expect(cloud.orders[1]).toMatchObject({ name: "first", workload: { shots: 7 } });
    expect(await client.post(`/v0.4/jobs/${id}/move`, { backend: "qpu.forte-1" })).toMatchObject({ status: 201 });
    expect(cloud.orders[2]).toMatchObject({ backendName: "qpu.forte-1", workload: { shots: 10 } });
    expect((await client.get(`/v0.4/jobs/${id}`)).body.status).toBe("canceled");
    await cloud.resume();
    expect(await client.post(`/v0.4/jobs/${id}/move`, {})).toMatchObject({ status: 400 });
  });

  test("can be cancelled and deleted many at once, all of them or none", async () => {
    pause();
    const ids = [await submitted(), await submitted()];
    const missing = "01900000-0000-7000-8000-000000000000";
    expect(await client.send("DELETE", "/v0.4/jobs", { body: { ids: [...ids, missing] } })).toMatchObject({
      status: 404,
    });
    expect((await client.get(`/v0.4/jobs/${ids[0]}`)).status).toBe(200);
    expect((await client.send("PUT", "/v0.4/jobs/status/cancel", { body: { ids } })).body).toEqual({
      ids,
      status: "canceled",
    });
    expect((await client.send("DELETE", "/v0.4/jobs", { body: { ids } })).body).toEqual({ ids, status: "deleted" });
    expect((await client.get(`/v0.4/jobs/${ids[0]}`)).status).toBe(404);
  });
});

describe("several circuits in one job", () => {
  const input = {
    circuits: [{ name: "a", circuit: [] }, { circuit: bell.circuit, qubits: 3 }, { circuit: [] }],
    qubits: 4,
  };
  const multi = { type: "ionq.multi-circuit.v1", input };

  test("are children in the order of the circuits, each with its own name, width and result", async () => {
    const { body: parent } = await client.get(`/v0.4/jobs/${await submitted(multi)}`);
    expect(parent).toMatchObject({ stats: { circuits: 3, qubits: 4 }, child_job_ids: expect.any(Array) });
    const children = await Promise.all(
      parent.child_job_ids.map(async (id: string) => (await client.get(`/v0.4/jobs/${id}`)).body),
    );
    expect(children.map(({ name }) => name)).toEqual(["a", null, null]);
    expect(children.map(({ stats }) => stats.qubits)).toEqual([4, 3, 4]);
    expect(children.every((child) => child.parent_job_id === parent.id && child.type === "ionq.circuit.v1")).toBe(true);
    const aggregated = await client.get(parent.results.probabilities.url);
    expect(Object.keys(aggregated.body)).toEqual(parent.child_job_ids);
    expect(await client.get(children[1].results.probabilities.url)).toMatchObject({ body: { "0": 1 } });
  });

  test("are answered by either route, since cirq-ionq may ask the wrong one", async () => {
    const { body: parent } = await client.get(`/v0.4/jobs/${await submitted(multi)}`);
    expect((await client.get(`/v0.4/jobs/${parent.id}/results/probabilities`)).body).toHaveProperty(
      parent.child_job_ids[2],
    );
    const single = await submitted();
    expect((await client.get(`/v0.4/jobs/${single}/results/probabilities/aggregated`)).body).toEqual({ "0": 1 });
  });

  test("cannot be cancelled or deleted one by one", async () => {
    const { body: parent } = await client.get(`/v0.4/jobs/${await submitted(multi)}`);
    const child = parent.child_job_ids[0];
    for (const [method, path] of [
      ["PUT", `/v0.4/jobs/${child}/status/cancel`],
      ["DELETE", `/v0.4/jobs/${child}`],
    ] as const) {
      const answer = await client.send(method, path);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain(`one circuit of the job "${parent.id}"`);
    }
  });

  test("are listed by their parent only, a page at a time", async () => {
    const { body: parent } = await client.get(`/v0.4/jobs/${await submitted(multi)}`);
    expect((await client.get("/v0.4/jobs")).body.jobs.map(({ id }: { id: string }) => id)).toEqual([parent.id]);
    const first = await client.get(`/v0.4/jobs?parent_job_id=${parent.id}&limit=2`);
    const rest = await client.get(`/v0.4/jobs?parent_job_id=${parent.id}&limit=2&next=${first.body.next}`);
    const ids = [...first.body.jobs, ...rest.body.jobs].map(({ id }) => id);
    expect(ids).toEqual(parent.child_job_ids);
    expect(rest.body.next).toBeNull();
  });

  test("have no child beyond the last", async () => {
    const { body: parent } = await client.get(`/v0.4/jobs/${await submitted(multi)}`);
    expect((await client.get(`/v0.4/jobs/${parent.id.slice(0, 32)}0004`)).status).toBe(404);
  });
});

describe("lists", () => {
  test("end with a null for ionq-core and with nothing for cirq-ionq, which would begin again", async () => {
    await submitted();
    expect((await client.get("/v0.4/jobs", { headers: { "user-agent": "ionq-core/0.2.0" } })).body.next).toBeNull();
    const cirq = await client.get("/v0.4/jobs?status=failed", {
      headers: { "user-agent": "cirq/1.7.0 (python/3.11.7)" },
    });
    expect(cirq.body).toEqual({ jobs: [] });
  });

  test("give every job once, newest first, over any number of pages", async () => {
    const ids: string[] = [];
    for (let k = 0; k < 5; k++) ids.unshift(await submitted());
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page = await client.get(`/v0.4/jobs?limit=2${next && `&next=${next}`}`);
      seen.push(...page.body.jobs.map(({ id }: { id: string }) => id));
      next = page.body.next;
    }
    expect(seen).toEqual(ids);
  });

  test("can be asked for by state, backend, session, ids and `queued`, which qiskit-ionq means", async () => {
    pause();
    const session = (await client.post("/v0.4/sessions", { backend: "qpu.forte-1" })).body.id;
    const plain = await submitted();
    const inSession = await submitted({ backend: "qpu.forte-1", session_id: session });
    const list = async (query: string) =>
      (await client.get(`/v0.4/jobs?${query}`)).body.jobs.map(({ id }: { id: string }) => id);
    expect(await list("status=queued")).toEqual([inSession, plain]);
    expect(await list("status=completed")).toEqual([]);
    expect(await list(`session_id=${session}&status=queued`)).toEqual([inSession]);
    expect(await list("target=simulator")).toEqual([plain]);
    expect(await list(`ids=${plain},${inSession}`)).toEqual([inSession, plain]);
    expect((await client.get("/v0.4/jobs?status=sleeping")).status).toBe(400);
  });
});

describe("sessions", () => {
  test("carry both generations of names, end once, and take no more jobs then", async () => {
    pause();
    const settings = { job_count_limit: 2, duration_limit_min: 5, cost_limit: { unit: "usd", value: 10 } };
    const { status, body: session } = await client.post("/v0.4/sessions", { backend: "qpu.forte-1", settings });
    expect(status).toBe(201);
    expect(session).toMatchObject({ status: "created", state: "created", active: true, usage_time: 0, settings });
    const id = await submitted({ backend: "qpu.forte-1", session_id: session.id });
    const ended = await client.post(`/v0.4/sessions/${session.id}/end`, "");
    expect(ended.body).toMatchObject({ status: "ended", state: "ended", active: false });
    expect((await client.post(`/v0.4/sessions/${session.id}/end`, "")).body.ended_at).toBe(ended.body.ended_at);
    expect((await client.get(`/v0.4/jobs/${id}`)).body.status).toBe("canceled");
    const late = await client.post("/v0.4/jobs", { ...job, backend: "qpu.forte-1", session_id: session.id });
    expect(late).toMatchObject({ status: 400, body: { message: expect.stringContaining("Open a new one") } });
    expect((await client.get("/v0.4/sessions?active=True")).body.sessions).toEqual([]);
    expect((await client.get("/v0.4/sessions?active=False")).body.sessions).toHaveLength(1);
  });

  test("of another project are not there", async () => {
    const { body } = await client.post("/v0.4/sessions", { backend: "qpu.forte-1" });
    const stranger = new Client(cloud, cloud.keys.second);
    expect((await stranger.get(`/v0.4/sessions/${body.id}`)).status).toBe(404);
    expect((await stranger.post(`/v0.4/sessions/${body.id}/end`, "")).status).toBe(404);
  });
});

describe("the account", () => {
  test("is told by its key", async () => {
    const { body } = await client.get("/v0.4/whoami");
    expect(body).toMatchObject({ key_name: "first key", key_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test("sees its use by project, in steps", async () => {
    await client.get(`/v0.4/jobs/${await submitted()}`);
    const query = "start_date=2020-01-01&end_date=2999-01-01&group_by=project&modality=monthly";
    const { body } = await client.get(`/v0.4/organizations/self/usage?${query}`);
    expect(body).toMatchObject({ group_type: "project", modality: "monthly", job_count: 1, amount_total: 0 });
    expect(body.usage_data[0]).toMatchObject({ job_count: 1, group_usages: [{ group_name: "First project" }] });
    expect((await client.get("/v0.4/organizations/self/usage?start_date=yesterday")).status).toBe(400);
  });
});

describe("estimates", () => {
  const query = "type=ionq.circuit.v1&qubits=25&shots=1000&1q_gates=10&2q_gates=5&error_mitigation=false&session=False";

  test("carry both generations of names, and a time that older Pythons can read", async () => {
    const { body } = await client.get(`/v0.4/jobs/estimate?backend=qpu.forte-1&${query}`);
    const values = { backend: "qpu.forte-1", qubits: 25, shots: 1000, "1q_gates": 10, "2q_gates": 5 };
    expect(body).toMatchObject({
      ...{ input_values: { ...values, session: false }, estimate_context: values },
      ...{ estimated_cost: 0, estimated_total_cost: 0, cost_unit: "usd", estimated_unit: "usd" },
      ...{ estimated_execution_time: 4, current_predicted_queue_time: 0, rate_card: { rates: [{ sku: "gates" }] } },
      estimated_at: expect.stringMatching(/\+00:00$/),
    });
  });

  test("of a machine too wide to be emulated here tell what the real one would take, and that it does not run", async () => {
    cloud.estimate = async () => {
      throw new NaruError("too_large", "This circuit needs more memory than there is.");
    };
    const { body } = await client.get(`/v0.4/jobs/estimate?backend=qpu.forte-1&${query}`);
    // 1000 × (reset 20 + 10 × 130 + 5 × 970 + readout 150) µs
    expect(body).toMatchObject({ estimated_execution_time: 6320, note: expect.stringContaining("more memory") });
    expect(await client.get(`/v0.4/jobs/estimate?backend=simulator&${query}`)).toMatchObject({ status: 400 });
  });

  test("are refused beyond the backend's width", async () => {
    expect(await client.get("/v0.4/jobs/estimate?backend=qpu.aria-1&qubits=26")).toMatchObject({ status: 400 });
    expect(await client.get("/v0.4/jobs/estimate?backend=qpu.aria-1&shots=-1")).toMatchObject({ status: 400 });
  });
});

describe("paths", () => {
  test("that are not there, or not by that method, are answered in IonQ's shape", async () => {
    expect(await client.get("/v0.4/nothing")).toMatchObject({ status: 404, body: { error: "Not Found" } });
    expect(await client.send("PATCH", "/v0.4/jobs")).toMatchObject({
      status: 405,
      body: { error: "Method Not Allowed" },
    });
  });

  test("`qpu.qpu`, which qiskit-ionq asks for at every start, is a 404 with a body", async () => {
    expect(await client.get("/v0.4/backends/qpu.qpu")).toMatchObject({ status: 404, body: { statusCode: 404 } });
  });
});

const requiredByIonqCore = [
  ...["id", "status", "type", "backend", "dry_run", "submitter_id", "project_id", "parent_job_id", "session_id"],
  ...["metadata", "name", "submitted_at", "started_at", "completed_at", "predicted_wait_time_ms", "child_job_ids"],
  ...["predicted_execution_duration_ms", "execution_duration_ms", "failure", "output", "settings", "stats", "results"],
];
