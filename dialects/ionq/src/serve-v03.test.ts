import { memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import { beforeEach, describe, expect, test } from "vitest";
import { bell, Client } from "../testing/client.ts";
import { ionq } from "./index.ts";

let cloud = memoryCloud({ backends: [] });
let client = new Client(cloud, null);

beforeEach(() => {
  cloud = memoryCloud({ backends: ionq.backends.map(({ spec }) => scriptedBackend(spec)) });
  client = new Client(cloud, cloud.keys.first);
});

/** As qiskit-ionq 0.5.13 writes a job. */
const fromQiskit = {
  target: "simulator",
  shots: 100,
  name: "bell",
  input: { format: "ionq.circuit.v0", ...bell },
  registers: { meas_mapped: [1, null, 0] },
  metadata: { shots: "100", sampler_seed: "None", qiskit_header: "H4sI" },
  noise: { model: "ideal", seed: null },
};

const submitted = async (body: object): Promise<string> => (await client.post("/v0.3/jobs", body)).body.id;

describe("qiskit-ionq 0.5", () => {
  test("gets 200 for a new job, the only success it knows", async () => {
    expect(await client.post("/v0.3/jobs", fromQiskit)).toMatchObject({ status: 200, body: { status: "submitted" } });
  });

  test("finds its registers, sizes and times in the job", async () => {
    const id = await submitted(fromQiskit);
    const { body } = await client.get(`/v0.3/jobs/${id}`);
    expect(body).toMatchObject({
      id,
      status: "completed",
      target: "simulator",
      qubits: 2,
      circuits: 1,
      execution_time: expect.any(Number),
      registers: { meas_mapped: [1, null, 0] },
      metadata: fromQiskit.metadata,
      gate_counts: { "1q": 1, "2q": 1 },
      request: expect.any(Number),
      response: expect.any(Number),
      results_url: `/v0.3/jobs/${id}/results`,
    });
    expect(body).not.toHaveProperty("failure");
    expect(body).not.toHaveProperty("children");
    expect((await client.get(body.results_url)).body).toEqual({ "0": 1 });
  });

  test("finds the registers of each circuit in its child", async () => {
    const circuits = [0, 1].map((k) => ({ name: `c${k}`, circuit: bell.circuit, registers: { meas_mapped: [k] } }));
    const input = { format: "ionq.circuit.v0", gateset: "qis", qubits: 2, circuits };
    const { body } = await client.get(`/v0.3/jobs/${await submitted({ ...fromQiskit, input })}`);
    expect(body).toMatchObject({ circuits: 2, qubits: 2, children: [expect.any(String), expect.any(String)] });
    const child = await client.get(`/v0.3/jobs/${body.children[1]}`);
    expect(child.body).toMatchObject({ name: "c1", registers: { meas_mapped: [1] }, parent: body.id, qubits: 2 });
    expect(Object.keys((await client.get(body.results_url)).body)).toEqual(body.children);
  });

  test("reads a list of one circuit as one", async () => {
    const input = {
      gateset: "qis",
      qubits: 2,
      circuits: [{ circuit: bell.circuit, registers: { meas_mapped: [0, 1] } }],
    };
    const { body } = await client.get(`/v0.3/jobs/${await submitted({ ...fromQiskit, input })}`);
    expect(body).toMatchObject({ circuits: 1, children: [expect.any(String)] });
    expect((await client.get(body.results_url)).body).toEqual({ "0": 1 });
  });

  test("asks for the calibration in seconds since 1970, and for sizes in the list of backends", async () => {
    const { body } = await client.get("/v0.3/characterizations/backends/qpu.aria-1/current");
    expect(body).toMatchObject({ backend: "qpu.aria-1", qubits: 25, date: Date.parse("2026-11-22T00:00:00Z") / 1000 });
    const sizes = (await client.get("/v0.3/backends")).body as { backend: string; qubits: number }[];
    expect(sizes.find(({ backend }) => backend === "qpu.aria-1")?.qubits).toBe(25);
  });
});

describe("cirq-ionq 1.6", () => {
  test("writes its circuit as `body` and its shots as text", async () => {
    const metadata = { measurement0: "m\u001f0,1", shots: "50" };
    const id = await submitted({ target: "qpu", lang: "json", body: bell, metadata, shots: "50" });
    expect(cloud.orders[0]).toMatchObject({ backendName: "qpu.aria-1", workload: { shots: 50 } });
    expect((await client.get(`/v0.3/jobs/${id}`)).body).toMatchObject({ target: "qpu.aria-1", qubits: 2, metadata });
  });
});

describe("pennylane-ionq 0.44", () => {
  test("always sends a list of circuits, and gets no URL of results before there are any", async () => {
    cloud.pause();
    const input = { format: "ionq.circuit.v0", gateset: "qis", qubits: 2, circuits: [{ circuit: bell.circuit }] };
    const id = await submitted({ input, target: "simulator", shots: 1024, error_mitigation: { debias: false } });
    const { body: waiting } = await client.get(`/v0.3/jobs/${id}`);
    expect(waiting.status).toBe("ready");
    expect(waiting).not.toHaveProperty("results_url");
    await cloud.resume();
    expect((await client.get(`/v0.3/jobs/${id}`)).body).toMatchObject({
      status: "completed",
      results_url: expect.any(String),
    });
  });
});

describe("both generations", () => {
  test("see the same jobs", async () => {
    const old = await submitted(fromQiskit);
    const { body } = await client.get(`/v0.4/jobs/${old}`);
    expect(body).toMatchObject({
      id: old,
      backend: "simulator",
      type: "ionq.circuit.v1",
      metadata: fromQiskit.metadata,
    });
    const listed = await client.get("/v0.3/jobs?status=completed", { headers: { "user-agent": "cirq/1.6.1" } });
    expect(listed.body).toEqual({ jobs: [expect.objectContaining({ id: old, target: "simulator" })] });
  });

  test("cancel and delete alike", async () => {
    cloud.pause();
    const id = await submitted(fromQiskit);
    expect((await client.send("PUT", `/v0.3/jobs/${id}/status/cancel`)).body).toEqual({ id, status: "canceled" });
    expect((await client.get(`/v0.3/jobs/${id}`)).body).toMatchObject({ failure: { error: expect.any(String) } });
    expect((await client.send("DELETE", `/v0.3/jobs/${id}`)).body).toEqual({ id, status: "deleted" });
    expect((await client.get(`/v0.4/jobs/${id}`)).status).toBe(404);
  });

  test("clone a job of the older in the words of the newer", async () => {
    const id = await submitted({ ...fromQiskit, error_mitigation: { debias: true } });
    expect(
      await client.post(`/v0.4/jobs/${id}/clone`, { shots: 5, backend: "qpu.forte-1", noise: null }),
    ).toMatchObject({ status: 201 });
    expect(cloud.orders[1]).toMatchObject({ apiVersion: "v0.4", backendName: "qpu.forte-1", workload: { shots: 5 } });
  });

  test("say `running` in the older and `started` in the newer", async () => {
    const spec = ionq.backends[0]!.spec;
    const { promise, resolve } = Promise.withResolvers<never>();
    cloud = memoryCloud({ backends: [scriptedBackend(spec, () => promise)] });
    client = new Client(cloud, cloud.keys.first);
    const id = await submitted(fromQiskit);
    cloud.pause(); // so that a look is not held
    expect((await client.get(`/v0.3/jobs/${id}`)).body.status).toBe("running");
    expect((await client.get(`/v0.4/jobs/${id}`)).body.status).toBe("started");
    resolve(undefined as never);
  });

  test("say what an older body lacks", async () => {
    expect(await client.post("/v0.3/jobs", { input: bell })).toMatchObject({
      status: 400,
      body: { validation: { keys: ["target"] } },
    });
    expect(await client.post("/v0.3/jobs", { target: "simulator" })).toMatchObject({
      status: 400,
      body: { validation: { keys: ["input"] } },
    });
  });
});
