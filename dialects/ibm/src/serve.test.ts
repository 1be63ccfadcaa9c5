import { memoryCloud } from "@naru/dialect/conformance";
import type { Outcome, Workload } from "@naru/workload";
import { expect, test } from "vitest";
import { everyShotReads01, scripted } from "../testing/backends.ts";
import { backend, bell, Client } from "../testing/client.ts";
import { ibm } from "./index.ts";

function open(options: { paused?: boolean; now?: () => Date } = {}) {
  const cloud = memoryCloud({ backends: scripted(), ...options });
  return { cloud, client: new Client(cloud, cloud.keys.first), stranger: new Client(cloud, cloud.keys.second) };
}

const instanceOf = async (client: Client): Promise<string> =>
  (await client.post("/ibm/v3/resources/search", { query: "service_name:quantum-computing" })).body.items[0].crn;

const tokenForm = (apikey: string) =>
  new URLSearchParams({
    grant_type: "urn:ibm:params:oauth:grant-type:apikey",
    apikey,
    response_type: "cloud_iam",
  }).toString();

test("a key becomes a token, and the token opens what the key does", async () => {
  const { cloud } = open();
  const { status, body } = await new Client(cloud, null).post("/ibm/identity/token", tokenForm(cloud.keys.first));
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: "Bearer", scope: "ibm openid", refresh_token: "not_supported" });
  expect(body.access_token.split(".")).toHaveLength(3);
  expect(body.expires_in).toBeGreaterThan(0);
  expect(body.expiration).toBeGreaterThan(Date.now() / 1000);
  expect((await new Client(cloud, body.access_token).get("/backends")).status).toBe(200);
});

test("a key that nobody has is refused as IBM's identity service refuses it", async () => {
  const { cloud } = open();
  const { status, body } = await new Client(cloud, null).post("/ibm/identity/token", tokenForm("wrong"));
  expect(status).toBe(400);
  expect(body.errorCode).toBe("BXNIM0415E");
});

test("another grant is refused, and so is a form without a key", async () => {
  const { cloud } = open();
  const client = new Client(cloud, null);
  expect((await client.post("/ibm/identity/token", "grant_type=password&apikey=x")).status).toBe(400);
  expect((await client.post("/ibm/identity/token", "grant_type=password")).status).toBe(400);
});

test("the scheme apikey works too, as clients before 0.49 send it", async () => {
  const { cloud } = open();
  const headers = { authorization: `apikey ${cloud.keys.first}` };
  expect((await new Client(cloud, null).get("/backends", { headers })).status).toBe(200);
});

test("a project is one instance, whose extensions are not empty and whose plan has a price the client knows", async () => {
  const { client } = open();
  const { body } = await client.post("/ibm/v3/resources/search?limit=100", { query: "service_name:quantum-computing" });
  expect(body.items).toHaveLength(1);
  const [item] = body.items;
  expect(item.crn).toMatch(/^crn:v1:naru:public:quantum-computing:us-east:a\/[0-9a-f]{32}:[0-9a-f-]{36}::$/);
  expect(Object.keys(item.doc.extensions)).not.toEqual([]);
  const plan = await client.get(`/ibm/catalog/${item.service_plan_unique_id}`);
  expect(plan.body.metadata.pricing.type).toBe("free");
  expect((await client.get("/ibm/catalog/other")).status).toBe(404);
});

test("the instance may be named or not; another's is refused", async () => {
  const { client, stranger } = open();
  const [own, foreign] = [await instanceOf(client), await instanceOf(stranger)];
  expect(own).not.toBe(foreign);
  expect((await client.get("/backends", { headers: { "service-crn": own } })).status).toBe(200);
  const refused = await client.get("/backends", { headers: { "service-crn": foreign } });
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toContain(own);
  expect(refused.text).not.toContain(foreign);
});

test("hosts bound to IBM are served by the same handlers", async () => {
  const { cloud, client } = open();
  const id = await client.submitted();
  expect((await client.get(`/api/v1/jobs/${id}`)).text).toBe((await client.get(`/jobs/${id}`)).text);
  expect((await new Client(cloud, null).post("/identity/token", tokenForm(cloud.keys.first))).status).toBe(200);
  expect((await client.post("/v3/resources/search", {})).body.items).toHaveLength(1);
  const plan = (await client.post("/v3/resources/search", {})).body.items[0].service_plan_unique_id;
  expect((await client.get(`/api/v1/${plan}`)).body.id).toBe(plan);
});

test("usage counts this month's seconds and names no limit, as credits are the limit here", async () => {
  const { client } = open();
  await client.submitted();
  const { body } = await client.get("/instances/usage");
  expect(body).toMatchObject({ instance_id: await instanceOf(client), usage_limit_reached: false });
  expect(Number.isInteger(body.usage_consumed_seconds)).toBe(true);
  expect(Date.parse(body.usage_period.start_time)).toBeLessThanOrEqual(Date.now());
});

test("use is told in seconds: a job's, the sum of a batch's, and the month's in whole seconds", async () => {
  const run = (workload: Workload): Outcome => {
    const outcome = everyShotReads01(workload);
    if (outcome.kind !== "sweep") return outcome;
    return { ...outcome, items: outcome.items.map((item) => ({ ...item, seconds: 1.4 })) };
  };
  const cloud = memoryCloud({ backends: scripted(run) });
  const client = new Client(cloud, cloud.keys.first);
  const { id: session_id } = (await client.post("/sessions", { mode: "batch", backend })).body;
  const ids = [
    await client.submitted({ session_id, tags: ["a"] }),
    await client.submitted({ session_id, tags: ["b"] }),
    await client.submitted({ tags: ["c"] }),
  ];
  for (const id of ids) {
    expect((await client.get(`/jobs/${id}`)).body).toMatchObject({ status: "Completed" });
    const { usage } = (await client.get(`/jobs/${id}/metrics`)).body;
    expect(usage).toMatchObject({ status: "final", qpu_charge_time_seconds: 1.4 });
  }
  expect((await client.get(`/sessions/${session_id}`)).body.elapsed_time).toBeCloseTo(2.8, 9);
  expect((await client.get("/instances/usage")).body.usage_consumed_seconds).toBe(4);
});

test("backends are listed with what the client reads", async () => {
  const { client } = open();
  const { body } = await client.get("/backends?include_mocks=True");
  for (const device of body.devices) {
    expect(device).toMatchObject({ status: { name: "online" }, queue_length: 0 });
    expect(device.physical_qubits).toBe(device.qubits);
    expect((await client.get(`/backends/${device.name}/configuration`)).body.n_qubits).toBe(device.qubits);
    expect((await client.get(`/backends/${device.name}/status`)).body).toMatchObject({
      state: true,
      status: "active",
      length_queue: 0,
    });
  }
});

test("the queue of a backend is seen, so that the least busy one can be chosen", async () => {
  const { client } = open({ paused: true });
  await client.submitted();
  const { devices } = (await client.get("/backends")).body;
  expect(devices.find(({ name }: { name: string }) => name === backend).queue_length).toBe(1);
  expect((await client.get(`/backends/${backend}/status`)).body.length_queue).toBe(1);
});

test("properties are those of a day: the newest not after a moment, or the one of an id", async () => {
  const { client } = open();
  const today = (await client.get(`/backends/${backend}/properties`)).body;
  expect(today.last_update_date.slice(0, 10)).toBe(new Date().toISOString().slice(0, 10));
  const path = `/backends/${backend}/properties?updated_before=2026-02-03T12:00:00%2B09:00`;
  const earlier = (await client.get(path)).body;
  expect(earlier.last_update_date).toBe("2026-02-03T00:00:00.000+00:00");
  const byId = await client.get(`/backends/${backend}/properties?calibration_id=${earlier.calibration_id}`);
  expect(byId.body).toEqual(earlier);
  expect((await client.get(`/backends/${backend}/properties?updated_before=2001-01-01`)).text).toBe("{}");
  expect((await client.get("/backends/emu_simulator/properties")).text).toBe("{}");
  expect((await client.get(`/backends/${backend}/properties?calibration_id=none`)).status).toBe(404);
  expect((await client.get(`/backends/${backend}/configuration?calibration_id=none`)).status).toBe(404);
  expect((await client.get(`/backends/${backend}/properties?updated_before=soon`)).status).toBe(400);
});

test("long texts are packed for who takes them packed, and say the same", async () => {
  const { cloud, client } = open();
  const handle = ibm.serve(cloud);
  const path = `/backends/${backend}/properties`;
  const fetched = async (encoding: string) => {
    const headers = { authorization: `Bearer ${cloud.keys.first}`, "accept-encoding": encoding };
    return handle(new Request(`http://naru.test/ibm/experimental${path}`, { headers }));
  };
  const { text } = await client.get(path);
  for (const encoding of ["gzip, deflate", "deflate;q=0.5,gzip;q=0.8", "GZIP"]) {
    const packed = await fetched(encoding);
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    const bytes = await packed.arrayBuffer();
    expect(bytes.byteLength).toBeLessThan(text.length / 5);
    const unpacking = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(unpacking).text()).toBe(text);
  }
  for (const encoding of ["", "deflate", "gzip;q=0", "gzip;q=0.0", "xgzip"]) {
    const plain = await fetched(encoding);
    expect(plain.headers.get("content-encoding"), encoding).toBeNull();
    expect(await plain.text()).toBe(text);
  }
});

test("a job is submitted, found done, and gives its result", async () => {
  const { client } = open();
  const { status, body } = await client.post("/jobs", { ...bell, tags: ["first"], cost: 30 });
  expect(status).toBe(200);
  expect(body).toEqual({ id: expect.any(String), backend, session_id: null, private: false });
  const job = (await client.get(`/jobs/${body.id}?exclude_params=true`)).body;
  expect(job).toMatchObject({
    id: body.id,
    backend,
    state: { status: "Completed" },
    program: { id: "sampler" },
    tags: ["first"],
    cost: 30,
    private: false,
  });
  expect(job).not.toHaveProperty("params");
  const result = (await client.get(`/jobs/${body.id}/results`)).body;
  expect(result.__type__).toBe("PrimitiveResult");
});

test("parameters come back exactly as they were sent, numbers and spaces included", async () => {
  const { client } = open();
  const params = `{ "pubs": ${JSON.stringify(bell.params.pubs)}, "options": {"default_shots": 1e2},\n "version": 2.0}`;
  const text = `{"program_id":"sampler","params":${params},"backend":"${backend}"}`;
  const { body } = await client.post("/jobs", text);
  expect((await client.get(`/jobs/${body.id}`)).text).toContain(`"params":${params}}`);
});

test("what a job asks for reaches the cloud", async () => {
  const { client, cloud } = open();
  const application = "qiskit-version-2/qiskit_ibm_runtime-0.51.0,qiskit-2.6.2*,qiskit_aer-0.18.2/qiskit";
  const { calibration_id: id } = (await client.get(`/backends/${backend}/properties?updated_before=2026-03-04`)).body;
  const answer = await client.post(
    "/jobs",
    { ...bell, private: true, cost: 7, calibration_id: id },
    { headers: { "x-qx-client-application": application } },
  );
  expect(answer.status).toBe(200);
  expect(cloud.orders[0]).toMatchObject({
    vendor: "ibm",
    program: "sampler",
    isPrivate: true,
    maxSeconds: 7,
    backendName: backend,
    workload: { kind: "sweep", calibrationId: id },
  });
  const { body } = await client.get(`/jobs/${answer.body.id}/metrics`);
  expect(body.qiskit_version).toBe("2.6.2");
});

test("without a calibration of its own, a job keeps the one of its day", async () => {
  const { client, cloud } = open();
  await client.submitted();
  const today = (await client.get(`/backends/${backend}/properties`)).body.calibration_id;
  expect(cloud.orders[0]?.workload).toMatchObject({ calibrationId: today });
});

test.each([
  ["an unknown program", { program_id: "teleporter" }, 404],
  ["an unknown backend", { backend: "ibm_brisbane" }, 404],
  ["an unknown calibration", { calibration_id: "x" }, 404],
  ["an unknown session", { session_id: "01900000-0000-7000-8000-000000000000" }, 404],
  ["a session of no form", { session_id: "x" }, 400],
  ["parameters of no form", { params: { pubs: 3 } }, 400],
  ["a run of no time", { cost: -1 }, 400],
  ["tags without end", { tags: Array.from({ length: 101 }, String) }, 400],
  ["a tag without end", { tags: ["x".repeat(10_000)] }, 400],
  ["a session opened on the way", { start_session: true }, 400],
])("%s is refused", async (_, more, status) => {
  const { client, cloud } = open();
  const answer = await client.post("/jobs", { ...bell, ...more });
  expect(answer.status).toBe(status);
  expect(answer.body.errors[0]).toEqual(answer.body.error);
  expect(answer.body.error.message).toMatch(/\.$/);
  expect(cloud.orders).toHaveLength(0);
});

test("a job that waits is cancelled once; one that is over cannot be", async () => {
  const { client } = open({ paused: true });
  const id = await client.submitted();
  expect((await client.get(`/jobs/${id}`)).body.state.status).toBe("Queued");
  expect((await client.get(`/jobs/${id}/results`)).status).toBe(204);
  expect((await client.get(`/jobs/${id}/logs`)).status).toBe(404);
  expect((await client.post(`/jobs/${id}/cancel`)).status).toBe(204);
  expect((await client.get(`/jobs/${id}`)).body.state.status).toBe("Cancelled");
  expect((await client.get(`/jobs/${id}/results`)).status).toBe(204);
  const again = await client.post(`/jobs/${id}/cancel`);
  expect(again.status).toBe(409);
  expect(again.body.error.code).toBe(1296);
});

test("a job that is deleted is not there any more, nor is a stranger's", async () => {
  const { client, stranger } = open();
  const id = await client.submitted();
  expect((await stranger.get(`/jobs/${id}`)).body.error).toMatchObject({ code: 1291 });
  expect((await stranger.send("DELETE", `/jobs/${id}`)).status).toBe(404);
  expect((await client.send("DELETE", `/jobs/${id}`)).status).toBe(204);
  expect((await client.send("DELETE", `/jobs/${id}`)).status).toBe(404);
  expect((await client.get("/jobs/nope")).status).toBe(404);
});

test("tags are replaced", async () => {
  const { client } = open();
  const id = await client.submitted({ tags: ["old"] });
  expect((await client.send("PUT", `/jobs/${id}/tags`, { body: { tags: ["b", "a"] } })).status).toBe(204);
  expect((await client.get(`/jobs/${id}`)).body.tags).toEqual(["b", "a"]);
  expect((await client.send("PUT", `/jobs/${id}/tags`, { body: { tags: [1] } })).status).toBe(400);
});

test("a private job's parameters are never shown, and its result once, which asking for its head does not take", async () => {
  const { client } = open();
  const id = await client.submitted({ private: true });
  const job = (await client.get(`/jobs/${id}`)).body;
  expect(job.private).toBe(true);
  expect(job).not.toHaveProperty("params");
  expect((await client.send("HEAD", `/jobs/${id}/results`)).status).toBe(200);
  const first = await client.get(`/jobs/${id}/results`);
  expect(first.status).toBe(200);
  expect(first.text).not.toBe("");
  const second = await client.get(`/jobs/${id}/results`);
  expect([second.status, second.text]).toEqual([204, ""]);
});

test("lists are filtered, ordered and paged, and the count is of all that match", async () => {
  const { client, cloud } = open({ paused: true });
  const ids: string[] = [];
  for (let k = 0; k < 5; k++) ids.push(await client.submitted({ tags: k % 2 === 0 ? ["even", "all"] : ["all"] }));
  await client.post(`/jobs/${ids[0]}/cancel`);
  const idsOf = async (query: string) => {
    const { body } = await client.get(`/jobs?${query}`);
    return [body.jobs.map(({ id }: { id: string }) => id), body.count];
  };
  const newestFirst = ids.toReversed();
  expect(await idsOf("exclude_params=true")).toEqual([newestFirst, 5]);
  expect(await idsOf("sort=ASC&limit=2&offset=1")).toEqual([ids.slice(1, 3), 5]);
  expect(await idsOf("limit=2&offset=4")).toEqual([[ids[0]], 5]);
  expect(await idsOf("tags=even&tags=all")).toEqual([[ids[4], ids[2], ids[0]], 3]);
  expect(await idsOf("pending=true")).toEqual([newestFirst.slice(0, 4), 4]);
  expect(await idsOf("pending=false")).toEqual([[ids[0]], 1]);
  expect(await idsOf("program=estimator")).toEqual([[], 0]);
  expect(await idsOf("backend=emu_eagle")).toEqual([[], 0]);
  expect(await idsOf(`created_after=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual([
    [],
    0,
  ]);
  const last = cloud.orders.length === 5 ? (await client.get(`/jobs/${ids[4]}`)).body.created : "";
  expect((await idsOf(`created_before=${last}`))[1]).toBe(5);
});

test("a session is opened, holds jobs, closes and takes no more", async () => {
  const { client } = open();
  const instance = await instanceOf(client);
  const opened = await client.post("/sessions", { mode: "dedicated", backend, instance, max_ttl: 3600 });
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({
    backend_name: backend,
    mode: "dedicated",
    max_ttl: 3600,
    interactive_ttl: 60,
    state: "open",
    accepting_jobs: true,
    started_at: null,
    elapsed_time: 0,
  });
  const session_id: string = opened.body.id;
  const id = await client.submitted({ session_id });
  expect((await client.get(`/jobs?session_id=${session_id}`)).body.count).toBe(1);
  expect((await client.get(`/jobs/${id}`)).body.session_id).toBe(session_id);
  const active = (await client.get(`/sessions/${session_id}`)).body;
  expect(active).toMatchObject({ state: "active", accepting_jobs: true });
  expect(active.timestamps.map(({ status }: { status: string }) => status)).toEqual(["open", "active"]);
  const closed = await client.send("PATCH", `/sessions/${session_id}`, { body: { accepting_jobs: false } });
  expect(closed.status).toBe(200);
  expect(closed.body).toMatchObject({ state: "closed", accepting_jobs: false });
  expect((await client.post("/jobs", { ...bell, session_id })).status).toBe(409);
});

test("a closed session still runs what it has; a cancelled one does not", async () => {
  const { client, cloud } = open({ paused: true });
  const order = { mode: "batch", backend };
  const [closing, ending] = [
    (await client.post("/sessions", order)).body.id,
    (await client.post("/sessions", order)).body.id,
  ];
  const [kept, lost] = [
    await client.submitted({ session_id: closing }),
    await client.submitted({ session_id: ending }),
  ];
  const patched = await client.send("PATCH", `/sessions/${closing}`, { body: { accepting_jobs: false } });
  expect(patched.body).toMatchObject({ mode: "batch", state: "active", accepting_jobs: false });
  expect((await client.send("DELETE", `/sessions/${ending}/close`)).status).toBe(204);
  await cloud.resume();
  expect((await client.get(`/jobs/${kept}`)).body.state.status).toBe("Completed");
  expect((await client.get(`/jobs/${lost}`)).body.state.status).toBe("Cancelled");
});

test("sessions of others are not found, and none is opened for another's instance or for too long", async () => {
  const { client, stranger } = open();
  const { id } = (await client.post("/sessions", { backend })).body;
  expect((await stranger.get(`/sessions/${id}`)).status).toBe(404);
  expect((await stranger.send("DELETE", `/sessions/${id}/close`)).status).toBe(404);
  expect((await client.post("/sessions", { backend, instance: await instanceOf(stranger) })).status).toBe(403);
  expect((await client.post("/sessions", { backend, max_ttl: 1e6 })).status).toBe(400);
  expect((await client.post("/sessions", { backend: "nowhere" })).status).toBe(404);
  expect((await client.send("PATCH", `/sessions/${id}`, { body: { accepting_jobs: true } })).status).toBe(400);
});

test("workloads list the jobs", async () => {
  const { client } = open();
  const id = await client.submitted();
  const { body } = await client.get("/workloads?limit=1");
  expect(body).toMatchObject({ workloads: [{ id, mode: "job", status: "Completed" }], next: null, previous: null });
});

test("the printed variables lead here, with the caller's own key and instance or with neither", async () => {
  const { cloud, client } = open();
  const nobody = new Client(cloud, null);
  const { text } = await nobody.get("/ibm/env.sh");
  expect(text.split("\n").filter((line) => line.startsWith("export "))).toHaveLength(6);
  expect(text).toContain("export QISKIT_IBM_URL='http://naru.test/ibm/experimental'");
  expect(text).toContain("YOUR_NARU_API_KEY");
  const own = (await client.get("/ibm/env.json")).body;
  expect(own).toMatchObject({
    QISKIT_IBM_TOKEN: cloud.keys.first,
    QISKIT_IBM_INSTANCE: await instanceOf(client),
    IAM_URL: "http://naru.test/ibm",
  });
  expect((await new Client(cloud, "$(rm)").get("/ibm/env.sh")).text).not.toContain("rm");
});

test("the printed variables name the address of the request, and none that a header claims", async () => {
  const { cloud } = open();
  const forged = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
  const request = new Request("https://naru.example.kr:8443/ibm/env.json", { headers: forged });
  const { QISKIT_IBM_URL } = (await (await ibm.serve(cloud)(request)).json()) as Record<string, string>;
  expect(QISKIT_IBM_URL).toBe("https://naru.example.kr:8443/ibm/experimental");
});

test("HEAD and OPTIONS are answered, and other methods are named", async () => {
  const { client } = open();
  const head = await client.send("HEAD", "/backends");
  expect([head.status, head.text]).toEqual([200, ""]);
  expect((await client.send("OPTIONS", "/jobs")).headers.get("allow")).toBe("POST, GET");
  expect((await client.send("DELETE", "/backends")).status).toBe(405);
});
