import { request as httpRequest } from "node:http";
import { ApiError, isFinal, type JobEvent, NaruClient } from "@naru/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer } from "../main.ts";
import { partLimitBytes, programLimitBytes } from "./errors.ts";
import { requireApart } from "./server.ts";
import { bell, heavy, startTestServer, type TestServer, threeBits } from "./testing.ts";

let server: TestServer;
let client: NaruClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server?.remove());

const run = async (program: string, changes: object = {}) => {
  const job = await client.submit({ backend: "simulator", format: "openqasm3", program, shots: 500, ...changes });
  return client.wait(job.id, { timeoutMs: 30_000 });
};

/** A request with exactly these headers and this body, as some SDK sends it; `fetch` would tidy it up. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = httpRequest(
      new URL(path, server.origin),
      { method, headers: { ...length, ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
const ionqKey = () => ({ authorization: `apiKey ${server.key}` });
const ionqBell = JSON.stringify({
  type: "ionq.circuit.v1",
  backend: "simulator",
  shots: 500,
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [
      { gate: "h", target: 0 },
      { gate: "cnot", control: 0, target: 1 },
    ],
  },
});

test("a program runs and its result, program and state are there to read", async () => {
  const job = await run(bell, { name: "bell" });
  expect(job).toMatchObject({ state: "succeeded", name: "bell", vendor: "naru", progress: 1, failure: null });
  const [circuit] = (await client.result(job.id)).circuits;
  expect(circuit?.counts.map(({ bits }) => bits).sort()).toEqual(["00", "11"]);
  expect(circuit?.counts.reduce((sum, { count }) => sum + count, 0)).toBe(500);
  expect(circuit?.probabilities?.map(({ probability }) => probability)).toEqual([
    expect.closeTo(0.5, 12),
    expect.closeTo(0.5, 12),
  ]);
  expect(await client.program(job.id)).toEqual({ format: "openqasm3", text: bell });
  expect((await client.jobs({ state: "succeeded" })).jobs.map(({ id }) => id)).toContain(job.id);
});

test("bit 0 is rightmost, and lists of outcomes are cut where one asks", async () => {
  const { id } = await run(threeBits);
  expect((await client.result(id)).circuits[0]?.counts).toEqual([{ bits: "011", count: 500 }]);
  const wide = await run('OPENQASM 3.0; include "stdgates.inc"; qubit[4] q; h q;');
  const [cut] = (await client.result(wide.id, { top: 3 })).circuits;
  expect(cut?.counts).toHaveLength(3);
  expect(cut?.seen).toBe(16);
  const listed = cut?.counts.reduce((sum, { count }) => sum + count, 0) ?? 0;
  expect(listed + (cut?.unlistedShots ?? 0)).toBe(500);
});

test("the same seed gives the same counts, another seed others", async () => {
  const countsOf = async (seed: number) => (await client.result((await run(bell, { seed })).id)).circuits[0]?.counts;
  expect(await countsOf(1)).toEqual(await countsOf(1));
  expect(await countsOf(1)).not.toEqual(await countsOf(2));
});

test("programs in OpenQASM 2 and in a vendor's JSON run too; a broken one is told its place", async () => {
  const two = 'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2]; x q[0]; measure q -> c;';
  const old = await run(two, { format: "openqasm2" });
  expect((await client.result(old.id)).circuits[0]?.counts).toEqual([{ bits: "01", count: 500 }]);
  const json = await run('{"qubits": 2, "circuit": [{"gate": "x", "target": 1}]}', { format: "ionq-json" });
  expect((await client.result(json.id)).circuits[0]?.counts).toEqual([{ bits: "10", count: 500 }]);
  const broken = run('OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nhh q[0];');
  await expect(broken).rejects.toMatchObject({ code: "invalid_input", details: { line: 4 } });
});

test("a repeat with the same idempotency key gets the first job", async () => {
  const request = { backend: "simulator", format: "openqasm3", program: bell, idempotencyKey: "again" } as const;
  const [first, second] = [await client.submit(request), await client.submit(request)];
  expect(second.id).toBe(first.id);
  await expect(client.submit({ ...request, shots: 7 })).rejects.toMatchObject({ status: 422 });
});

test("a circuit too large for this machine is refused when it is submitted, with the figures", async () => {
  const wide = 'OPENQASM 3.0; include "stdgates.inc"; qubit[60] q; h q;';
  await expect(run(wide)).rejects.toMatchObject({ status: 400, code: "too_large" });
});

test("requests are answered while a circuit of 24 qubits runs, and a running job stops when it is told to", async () => {
  const { id } = await client.submit({ backend: "simulator", format: "openqasm3", program: heavy, shots: 100 });
  await expect.poll(async () => (await client.job(id)).state, { timeout: 30_000 }).toBe("running");
  for (let n = 0; n < 20; n++) {
    await client.backends();
    expect((await client.job(id)).state).toBe("running");
  }
  // Small jobs have threads of their own.
  expect((await run(bell)).state).toBe("succeeded");
  expect((await client.job(id)).state).toBe("running");
  await client.cancel(id);
  const cancelled = await client.wait(id, { timeoutMs: 30_000 });
  expect(cancelled).toMatchObject({ state: "cancelled" });
  expect(cancelled.startedAt).not.toBeNull();
  await expect(client.result(id)).rejects.toMatchObject({ status: 404 });
}, 120_000);

test("a program of many gates is estimated, refused or accepted like any other", async () => {
  const many = 'include "stdgates.inc"; qubit[2] q; for int k in [1:1500] { h q[0]; cx q[0], q[1]; }';
  expect(await run(`OPENQASM 3.0; ${many}`)).toMatchObject({
    state: "succeeded",
    estimate: { resources: { depth: 3000 } },
  });
  const wide = many.replace("qubit[2]", "qubit[60]").replace("h q[0]", "h q");
  await expect(run(`OPENQASM 3.0; ${wide}`)).rejects.toMatchObject({ status: 400, code: "too_large" });
});

test("a second process on the same database submits, hears of the end, and cancels what the first one runs", async () => {
  const second = await startServer({ host: "127.0.0.1", port: 0, dataDir: server.dataDir, workers: 0, log: "silent" });
  try {
    const other = new NaruClient({ origin: second.origin, ...(server.key && { key: server.key }) });
    const order = { backend: "simulator", format: "openqasm3", shots: 10 } as const;
    const { id } = await other.submit({ ...order, program: bell });
    expect((await other.wait(id, { timeoutMs: 30_000 })).state).toBe("succeeded");
    const long = await other.submit({ ...order, program: heavy });
    await expect.poll(async () => (await other.job(long.id)).state, { timeout: 30_000 }).toBe("running");
    await other.cancel(long.id);
    expect((await other.wait(long.id, { timeoutMs: 30_000 })).state).toBe("cancelled");
  } finally {
    await second.stop();
  }
}, 120_000);

test("under a seed, the same submissions to a fresh service give the same counts", async () => {
  const countsOf = async () => {
    const seeded = await startServer({
      host: "127.0.0.1",
      port: 0,
      ephemeral: true,
      seed: 7,
      workers: 1,
      log: "silent",
    });
    try {
      const own = new NaruClient({ origin: seeded.origin, ...(seeded.key && { key: seeded.key }) });
      const counts: unknown[] = [];
      for (let n = 0; n < 3; n++) {
        const { id } = await own.submit({ backend: "simulator", format: "openqasm3", program: bell });
        await own.wait(id, { timeoutMs: 30_000 });
        counts.push((await own.result(id)).circuits[0]?.counts);
      }
      return counts;
    } finally {
      await seeded.stop();
    }
  };
  const [first, second] = [await countsOf(), await countsOf()];
  expect(first).toEqual(second);
  expect(first[0]).not.toEqual(first[1]);
}, 120_000);

test("events tell of every state of the project's jobs as it comes", async () => {
  const stop = new AbortController();
  const events: JobEvent[] = [];
  const reading = (async () => {
    for await (const event of client.events({ signal: stop.signal })) events.push(event);
  })();
  await expect
    .poll(
      async () => {
        await run(bell);
        return events.length;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  const { id } = await run(bell);
  await expect
    .poll(() => events.filter((event) => event.jobId === id).map((event) => event.state))
    .toEqual(["queued", "running", "succeeded"]);
  stop.abort();
  await reading;
});

test("the vendor's API is served at the root: JSON without a content type, an empty body with one, GET with a body", async () => {
  const made = await send("POST", "/v0.4/jobs", ionqKey(), ionqBell);
  expect(made.status).toBe(201);
  const { id } = JSON.parse(made.text) as { id: string };
  await expect
    .poll(async () => JSON.parse((await send("GET", `/v0.4/jobs/${id}`, ionqKey())).text).status, { timeout: 30_000 })
    .toBe("completed");
  const histogram = await send("GET", `/v0.4/jobs/${id}/results/probabilities`, ionqKey());
  expect(JSON.parse(histogram.text)).toEqual({ "0": 0.5, "3": 0.5 });

  const json = { ...ionqKey(), "content-type": "application/json" };
  const listed = await send("GET", "/v0.4/jobs", { ...json, "user-agent": "cirq/1.7.0" }, '{"limit": 1000}');
  expect(listed.status).toBe(200);
  expect((JSON.parse(listed.text) as { jobs: { id: string }[] }).jobs.map((job) => job.id)).toContain(id);
  expect((await send("PUT", `/v0.4/jobs/${id}/status/cancel`, json)).status).toBe(200);
  expect((await send("DELETE", `/v0.4/jobs/${id}`, json)).status).toBe(200);
  expect((await send("GET", `/v0.4/jobs/${id}`, ionqKey())).status).toBe(404);
  expect((await send("GET", "/v0.4/backends")).status).toBe(200);
});

test("what is too large is refused in the words of the API that was asked", async () => {
  const tooLong = { "content-length": String(programLimitBytes + 1) };
  const vendor = await send("POST", "/v0.4/jobs", { ...ionqKey(), ...tooLong });
  expect(vendor.status).toBe(413);
  expect(JSON.parse(vendor.text)).toMatchObject({
    statusCode: 413,
    error: expect.any(String),
    message: expect.any(String),
  });
  const put = await send("PUT", "/v0.4/jobs/status/cancel", {
    ...ionqKey(),
    "content-length": String(partLimitBytes + 1),
  });
  expect(put.status).toBe(413);
  const own = await send("POST", "/naru/v1/jobs", {
    ...{ authorization: `Bearer ${server.key}`, "content-type": "application/json" },
    ...tooLong,
  });
  expect(own.status).toBe(413);
  expect(JSON.parse(own.text)).toMatchObject({ error: { code: "payload_too_large" } });
});

test("without a key, nothing that belongs to a project is told; what is open is open", async () => {
  const nobody = new NaruClient({ origin: server.origin });
  expect((await nobody.info()).dialects[0]?.quickstarts.length).toBeGreaterThan(0);
  expect((await nobody.backends()).length).toBeGreaterThan(0);
  const { paths } = JSON.parse((await send("GET", "/openapi.json")).text) as Description;
  let asked = 0;
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!operation.security) continue;
      asked++;
      for (const authorization of ["", "Bearer naru_wrong", `Bearer ${server.key}x`, `Basic ${server.key}`]) {
        const body = method === "post" ? "{}" : undefined;
        const headers = { authorization, ...(body && { "content-type": "application/json" }) };
        const answer = await send(method.toUpperCase(), path.replace("{id}", "x"), headers, body);
        expect([path, method, [400, 401].includes(answer.status)]).toEqual([path, method, true]);
        if (method !== "post") expect(answer.status).toBe(401);
      }
    }
  }
  expect(asked).toBeGreaterThan(10);
});

test("another project's job is not found on any route, in either API", async () => {
  const key = await server.strangersKey();
  const job = await run(bell);
  const vendorJob = JSON.parse((await send("POST", "/v0.4/jobs", ionqKey(), ionqBell)).text) as { id: string };
  const { paths } = JSON.parse((await send("GET", "/openapi.json")).text) as Description;
  const own = Object.entries(paths).flatMap(([path, operations]) =>
    path.includes("/jobs/{id}")
      ? Object.keys(operations).map((method) => [method, path.replace("{id}", job.id)] as const)
      : [],
  );
  const at = `/v0.4/jobs/${vendorJob.id}`;
  const vendor = [
    ["get", at],
    ["get", `${at}/results/probabilities`],
    ["get", `${at}/results/histogram`],
    ["get", `${at}/results/shots`],
    ["get", `${at}/cost`],
    ["get", `${at}/circuits/native`],
    ["put", `${at}/status/cancel`],
    ["post", `${at}/clone`],
    ["delete", at],
  ] as const;
  expect(own.length).toBeGreaterThan(4);
  for (const [method, path] of own) {
    const answer = await send(method.toUpperCase(), path, { authorization: `Bearer ${key}` });
    expect([method, path, answer.status]).toEqual([method, path, 404]);
  }
  for (const [method, path] of vendor) {
    const answer = await send(
      method.toUpperCase(),
      path,
      { authorization: `apiKey ${key}` },
      method === "post" ? "{}" : undefined,
    );
    expect([method, path, answer.status]).toEqual([method, path, 404]);
  }
  expect((await client.job(job.id)).state).toBe("succeeded");
  const stranger = new NaruClient({ origin: server.origin, key });
  expect((await stranger.jobs()).jobs).toEqual([]);
});

test("a key is shown once, works at once, and is refused at once when it is revoked", async () => {
  const { key, secret } = await client.createKey({ name: "for the test" });
  const mine = new NaruClient({ origin: server.origin, key: secret });
  expect(await mine.whoami()).toMatchObject({ keyName: "for the test" });
  expect(JSON.stringify(await client.keys())).not.toContain(secret);
  expect((await mine.keys()).find((one) => one.isCurrent)?.id).toBe(key.id);
  await client.revokeKey(key.id);
  await expect(mine.whoami()).rejects.toMatchObject({ status: 401 });
  await expect(client.revokeKey("x")).rejects.toBeInstanceOf(ApiError);
});

test("operators see health, readiness and figures; the API describes itself, with nothing from elsewhere", async () => {
  expect(JSON.parse((await send("GET", "/healthz")).text)).toEqual({ status: "ok" });
  expect((await send("GET", "/readyz")).status).toBe(200);
  const figures = (await send("GET", "/metrics")).text;
  for (const name of [
    'naru_jobs_ended_total{backend="simulator",state="succeeded"}',
    "naru_queue_jobs",
    "naru_http_request_seconds_bucket",
    "naru_database_up 1",
    "nodejs_eventloop_lag_seconds",
  ]) {
    expect(figures).toContain(name);
  }
  const { paths } = JSON.parse((await send("GET", "/openapi.json")).text) as Description;
  expect(Object.keys(paths).every((path) => path.startsWith("/naru/v1/"))).toBe(true);
  const page = await send("GET", "/docs/api/");
  expect(page.status).toBe(200);
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
});

test("addresses that do not exist are refused as JSON, pages get the console", async () => {
  for (const path of ["/naru/v1/nothing", "/nothing.js"]) {
    const answer = await send("GET", path);
    expect([path, answer.status, JSON.parse(answer.text).error.code]).toEqual([path, 404, "not_found"]);
  }
  const page = await send("GET", "/jobs/7", { accept: "text/html" });
  expect(page.status).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
});

test("nothing that was logged holds a key", () => {
  expect(server.lines.length).toBeGreaterThan(20);
  expect(server.lines.filter((line) => line.includes(String(server.key)))).toEqual([]);
  expect(server.lines.filter((line) => /authorization|apiKey|Bearer/i.test(line))).toEqual([]);
});

test("a service that is stopped hands its jobs back, and the next one finishes them", async () => {
  const slow = await client.submit({ backend: "simulator", format: "openqasm3", program: heavy, shots: 10 });
  await expect.poll(async () => (await client.job(slow.id)).state, { timeout: 30_000 }).toBe("running");
  const quick = await Promise.all(
    Array.from({ length: 40 }, () => client.submit({ backend: "simulator", format: "openqasm3", program: bell })),
  );
  server = await server.restart();
  client = server.client;
  for (const { id } of quick) expect((await client.wait(id, { timeoutMs: 30_000 })).state).toBe("succeeded");
  await expect.poll(async () => (await client.job(slow.id)).state, { timeout: 30_000 }).toBe("running");
  await client.cancel(slow.id);
  expect(isFinal((await client.wait(slow.id, { timeoutMs: 30_000 })).state)).toBe(true);
}, 120_000);

test("two vendors may not claim the same paths", () => {
  expect(() =>
    requireApart([
      { vendor: "a", prefixes: ["/v1", "/v2"] },
      { vendor: "b", prefixes: ["/v10"] },
    ]),
  ).not.toThrow();
  expect(() =>
    requireApart([
      { vendor: "a", prefixes: ["/v1"] },
      { vendor: "b", prefixes: ["/v1"] },
    ]),
  ).toThrow();
  expect(() =>
    requireApart([
      { vendor: "a", prefixes: ["/v1"] },
      { vendor: "b", prefixes: ["/v1/x"] },
    ]),
  ).toThrow();
});

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: unknown }>>>>;
}
