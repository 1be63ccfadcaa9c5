import { type MemoryCloud, memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Client, measure, prx } from "../testing/client.ts";
import { machines } from "./backends/index.ts";
import { environment } from "./environment.ts";
import { iqm } from "./index.ts";

let cloud: MemoryCloud;
let client: Client;

beforeEach(() => {
  cloud = memoryCloud({ backends: machines.map(({ model }) => scriptedBackend(model.spec)) });
  client = new Client(cloud, cloud.keys.first);
});

const program = { circuits: [{ name: "c", instructions: [prx("QB1"), measure(["QB1"])] }], shots: 3 };
const submit = (qc = "emu_garnet", more: object = {}) => client.post(`/jobs/${qc}/circuit`, { ...program, ...more });

describe("machines", () => {
  test("are listed with aliases that tell them apart, and no path of a proxy", async () => {
    const { body } = await client.get("/quantum-computers");
    expect(body.quantum_computers.map(({ alias }: { alias: string }) => alias)).toEqual([
      "emu_garnet",
      "emu_emerald",
      "emu_sirius",
      "emu_deneb",
    ]);
    for (const computer of body.quantum_computers) expect(computer).toHaveProperty("proxy_path", null);
  });

  test.each([
    ["its alias", "emu_garnet"],
    ["its alias with a colon in place of _, as QRMI writes it", "emu:garnet"],
    ["the same, percent-encoded", "emu%3Agarnet"],
    ["its id", machines[0]?.id ?? ""],
    ["its id in capitals", machines[0]?.id.toUpperCase() ?? ""],
  ])("are found by %s", async (_, name) => {
    const { body } = await client.get(`/quantum-computers/${name}`);
    expect(body).toMatchObject({
      alias: "emu_garnet",
      number_of_qubits: 20,
      backend_type: "qpu",
      pulla_enabled: false,
    });
    expect(typeof body.pricing.payg_price_per_second).toBe("string");
    expect((await submit(name)).status).toBe(201);
  });

  test("tell of their health and their queue", async () => {
    expect((await client.get("/quantum-computers/emu_deneb/health")).body.healthy).toBe(true);
    cloud.pause();
    await submit("emu_deneb");
    const { body } = await client.get("/quantum-computers/emu_deneb/queue-availability");
    expect(body).toEqual({ available: [], queue_length: 1 });
    await cloud.resume();
  });

  test("have no artifacts of pulses, and no jobs of pulses", async () => {
    const artifact = await client.get("/quantum-computers/emu_garnet/artifacts/channel-properties");
    expect([artifact.status, artifact.body.error_code]).toEqual([404, "qc_artifact_not_found"]);
    const job = await client.post("/jobs/emu_garnet/run", "protobuf");
    expect([job.status, job.body.error_code]).toEqual([400, "unsupported_job_type"]);
  });

  test.each([
    ["/quantum-computers/emu_nothing", "qc_not_found"],
    ["/quantum-computers/emu_nothing/health", "qc_not_found"],
    ["/calibration-sets/emu_nothing/default", "qc_not_found"],
    ["/calibration-sets/emu_garnet/00000000-0000-4000-8000-000000000000", "calibration_set_not_found"],
    ["/calibration-sets/emu_garnet/yesterday/metrics", "calibration_set_not_found"],
    ["/jobs/00000000-0000-4000-8000-000000000000", "job_not_found"],
    ["/jobs/not-an-id", "job_not_found"],
  ])("%s is answered with %s", async (path, code) => {
    const { status, body } = await client.get(path);
    expect([status, body.error_code]).toEqual([404, code]);
  });
});

describe("a job", () => {
  test("that is short is over when its submission is answered", async () => {
    const { status, body } = await submit();
    expect(status).toBe(201);
    expect(body).toMatchObject({ type: "circuit", status: "completed", queue_position: null, errors: [], tag: null });
    expect(body.artifacts).toEqual([{ type: "measurements" }, { type: "measurement_counts" }]);
    expect(body.execution).toEqual({ progress: { Circuits: { value: 1, max_value: 1 } } });
    expect(body.qc.id).toBe(machines[0]?.id);
    const moments = body.timeline.map(({ timestamp }: { timestamp: string }) => timestamp);
    expect(moments).toEqual(moments.toSorted());
    expect(body.timeline.map(({ status: word }: { status: string }) => word)).toEqual([
      "created",
      "execution_started",
      "completed",
    ]);
  });

  test("is one for each submission, also of the same circuits while the first is not answered yet", async () => {
    const submitted = vi.spyOn(cloud, "submit");
    await Promise.all([submit(), submit()]);
    const keys = submitted.mock.calls.map(([, order]) => order.idempotencyKey);
    submitted.mockRestore();
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(2);
  });

  test("learns the calibration set that it takes, and keeps one that it names", async () => {
    const { body: architecture } = await client.get(
      "/calibration-sets/emu_garnet/default/dynamic-quantum-architecture",
    );
    expect((await submit()).body.compilation.calibration_set_id).toBe(architecture.calibration_set_id);
    const older = "emu_garnet";
    const { body: metrics } = await client.get(`/calibration-sets/${older}/default/metrics`);
    expect(metrics.describes_id).toBe(architecture.calibration_set_id);
    const named = await submit("emu_garnet", { calibration_set_id: architecture.calibration_set_id.toUpperCase() });
    expect(named.body.compilation.calibration_set_id).toBe(architecture.calibration_set_id);
    expect(cloud.orders.at(-1)?.workload).toMatchObject({ calibrationId: architecture.calibration_set_id });
    const unknown = await submit("emu_garnet", { calibration_set_id: "00000000-0000-4000-8000-000000000000" });
    expect([unknown.status, unknown.body.error_code]).toEqual([404, "calibration_set_not_found"]);
  });

  test("keeps its tag, and its payload to the letter", async () => {
    const text = '{"circuits": [{"instructions": [], "name": "c", "metadata": {"x": 1.0}}],  "shots": 1}';
    const { body } = await client.post("/jobs/emu_garnet/circuit?tag=mine&use_timeslot=false", text);
    expect(body.tag).toBe("mine");
    const payload = await client.get(`/jobs/${body.id}/payload`);
    expect(payload.text).toBe(text);
    expect(payload.headers.get("iqm-job-type")).toBe("circuit");
  });

  test("that waits is cancelled; one that is over is not", async () => {
    cloud.pause();
    const { body: waiting } = await submit();
    expect(waiting).toMatchObject({ status: "waiting", queue_position: 0, execution: null, artifacts: [] });
    const cancelled = await client.post(`/jobs/${waiting.id}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
    await cloud.resume();
    const { body: over } = await submit();
    for (const { id } of [waiting, over]) {
      const refused = await client.post(`/jobs/${id}/cancel`);
      expect([refused.status, refused.body.error_code]).toEqual([403, "illegal_job_status"]);
    }
    expect((await client.get(`/jobs/${over.id}`)).body.status).toBe("completed");
  });

  test("that waits has no results yet", async () => {
    cloud.pause();
    const { body } = await submit();
    for (const artifact of ["measurements", "measurement_counts", "anything"]) {
      const answer = await client.get(`/jobs/${body.id}/artifacts/${artifact}`);
      expect([answer.status, answer.body.error_code]).toEqual([404, "job_artifact_not_found"]);
    }
    await cloud.resume();
  });

  test("that is asked after with patience is answered as it stands when the time is over", async () => {
    cloud.pause();
    const { body } = await submit();
    const answer = await client.get(`/jobs/${body.id}?wait_until_terminal=true&timeout_seconds=0`);
    expect(answer.headers.get("iqm-long-poll-timed-out")).toBe("true");
    const asked = client.get(`/jobs/${body.id}?wait_until_terminal=true&timeout_seconds=30`);
    await cloud.resume();
    const held = await asked;
    expect(held.body.status).toBe("completed");
    expect(held.headers.get("iqm-long-poll-timed-out")).toBeNull();
  });

  test("that is deleted is gone", async () => {
    const { body } = await submit();
    const deleted = await client.send("DELETE", `/jobs/${body.id}`);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    for (const path of ["", "/payload", "/artifacts/measurements"]) {
      expect((await client.get(`/jobs/${body.id}${path}`)).status).toBe(404);
    }
  });

  test("that failed says why, and where", async () => {
    const failing = memoryCloud({
      backends: machines.map(({ model }) =>
        scriptedBackend(model.spec, () => {
          throw new Error("not for users");
        }),
      ),
    });
    const { body } = await new Client(failing, failing.keys.first).post("/jobs/emu_garnet/circuit", program);
    expect(body.status).toBe("failed");
    expect(body.errors).toEqual([
      {
        message: expect.not.stringContaining("not for users"),
        error_code: "internal_error",
        source: "iqm-station-control",
      },
    ]);
  });

  test("of another vendor is not found", async () => {
    const caller = await cloud.authenticate(cloud.keys.first);
    const [order] = [await submit()].map(() => cloud.orders[0]);
    if (!order) throw new Error("There is no order.");
    const { id } = await cloud.submit(caller, { ...order, vendor: "other", idempotencyKey: null });
    expect((await client.get(`/jobs/${id}`)).body.error_code).toBe("job_not_found");
  });
});

describe("a submission is refused", () => {
  test.each<[string, unknown, number, string, RegExp]>([
    ["that is no JSON", "{", 400, "invalid_data_format", /not valid JSON/],
    ["that is empty", "", 400, "invalid_data_format", /empty/],
    ["with NaN", '{"circuits": [], "shots": NaN}', 400, "invalid_data_format", /NaN/],
    ["with a NUL in a text", JSON.stringify({ circuits: ["\0"] }), 400, "invalid_data_format", /NUL/],
    ["that is a list", [], 400, "invalid_job_payload", /body is wrong/],
    ["without circuits", { circuits: [] }, 400, "invalid_job_payload", /at least one circuit/],
    ["of QIR", { circuits: ["; QIR"] }, 400, "invalid_job_payload", /QIR/],
    ["without instructions", { circuits: [{}] }, 400, "invalid_job_payload", /circuits\[0\]\.instructions/],
    ["without shots", { ...program, shots: 0 }, 400, "invalid_job_payload", /"shots"/],
    ["with half a shot", { ...program, shots: 1.5 }, 400, "invalid_job_payload", /"shots"/],
    ["of too many shots", { ...program, shots: 100_001 }, 400, "invalid_job_payload", /up to 100000 shots/],
    [
      "of too many circuits",
      { circuits: Array.from({ length: 501 }, () => program.circuits[0]) },
      400,
      "invalid_job_payload",
      /up to 500 circuits/,
    ],
    [
      "of too many executions",
      { circuits: Array.from({ length: 100 }, () => program.circuits[0]), shots: 10_001 },
      400,
      "invalid_job_payload",
      /up to 1000000 circuits times shots/,
    ],
    ["with another heralding", { ...program, heralding_mode: "ones" }, 400, "invalid_job_payload", /heralding_mode/],
    [
      "whose mapping goes nowhere",
      { ...program, qubit_mapping: [{ logical_name: "a", physical_name: "QB99" }] },
      400,
      "invalid_job_payload",
      /no component "QB99"/,
    ],
    [
      "whose mapping goes to one place twice",
      {
        ...program,
        qubit_mapping: [
          { logical_name: "a", physical_name: "QB1" },
          { logical_name: "b", physical_name: "QB1" },
        ],
      },
      400,
      "invalid_job_payload",
      /"QB1" is mapped twice/,
    ],
  ])("%s", async (_, body, status, code, message) => {
    const answer = await client.post("/jobs/emu_garnet/circuit", body);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    expect(answer.body.message).toMatch(message);
  });

  test("with more measured bits than a result may have", async () => {
    const everything = measure(machines[1]?.qubits ?? []);
    const circuits = Array.from({ length: 10 }, () => ({ instructions: [everything] }));
    const answer = await client.post("/jobs/emu_emerald/circuit", { circuits, shots: 100_000 });
    expect(answer.body.message).toMatch(/measured bits/);
  });

  test("for a time slot, which there are none of, and with a tag that is too long", async () => {
    const slot = await client.post("/jobs/emu_garnet/circuit?use_timeslot=true", program);
    expect([slot.status, slot.body.error_code]).toEqual([403, "no_booked_timeslots"]);
    const tag = await client.post(`/jobs/emu_garnet/circuit?tag=${"x".repeat(101)}`, program);
    expect(tag.status).toBe(400);
  });
});

describe("tokens", () => {
  test("a key gets a token that stands for it, in the form of the client's tokens file", async () => {
    const { body } = await client.post("/tokens/current/refresh");
    const withToken = new Client(cloud, body.access_token);
    expect((await withToken.get("/quantum-computers")).status).toBe(200);
    expect(new Date(body.expires_at).getTime()).toBeGreaterThan(Date.now());
  });

  test("are listed without their secrets, and not revoked here", async () => {
    const { body, text } = await client.get("/tokens");
    expect(body.tokens).toHaveLength(1);
    expect(text).not.toContain(cloud.keys.first);
    expect((await client.post(`/tokens/${body.tokens[0].id}/revoke`)).status).toBe(403);
  });
});

test("a path that is not there and a method that is not offered are told in the vendor's words", async () => {
  expect((await client.get("/jobs/x/y/z")).body.source).toBe("iqm-server");
  const wrong = await client.send("DELETE", "/quantum-computers");
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET"]);
});

test("the environment points the client here", () => {
  expect(iqm.environment("http://localhost:8080", "a-key")).toEqual({
    IQM_SERVER_URL: "http://localhost:8080",
    IQM_TOKEN: "a-key",
    IQM_QUANTUM_COMPUTER: "emu_garnet",
  });
  expect(environment("http://localhost:8080", "a-key", "emu_deneb").IQM_QUANTUM_COMPUTER).toBe("emu_deneb");
});
