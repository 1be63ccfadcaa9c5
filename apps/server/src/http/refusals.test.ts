import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyLimitBytes, programLimitBytes } from "./errors.ts";
import { bell, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ workers: 1 });
});
afterAll(() => server?.remove());

interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of several APIs, judged by the tests
  readonly body: any;
}

/** Sends a request as it stands, also such as no client would write, and reads the answer to its end. */
function raw(target: string, { method = "GET", headers = {}, body = "" }: RawRequest = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.origin);
  const lines = Object.entries({ host: "localhost", connection: "close", ...headers }).map(([k, v]) => `${k}: ${v}`);
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
    });
    socket.setEncoding("utf8").on("data", (text: string) => {
      received += text;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const text = received.slice(received.indexOf("\r\n\r\n") + 4);
      resolve({ status: Number(received.slice(9, 12)), text, body: text.startsWith("{") ? JSON.parse(text) : null });
    });
  });
}
interface RawRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const post = (path: string, content: unknown, headers: Record<string, string>) => {
  const body = JSON.stringify(content);
  const length = String(Buffer.byteLength(body));
  return raw(path, { method: "POST", body, headers: { "content-length": length, ...json, ...headers } });
};
const json = { "content-type": "application/json" };
const vendorKey = (key = server.key) => ({ authorization: `apiKey ${key}` });
const ownKey = (key = server.key) => ({ authorization: `Bearer ${key}` });
const circuit = { qubits: 1, circuit: [{ gate: "x", target: 0 }] };
const vendorOrder = { type: "ionq.circuit.v1", backend: "simulator", shots: 10, input: { gateset: "qis", ...circuit } };
const ownOrder = { backend: "simulator", format: "openqasm3", program: bell };
const vendorRefusal = (statusCode: number) => ({ statusCode, error: expect.any(String), message: expect.any(String) });

test("an idempotency key too long to be kept is refused by either door", async () => {
  const long = "k".repeat(12_000);
  expect((await post("/v0.4/jobs", vendorOrder, { ...vendorKey(), "idempotency-key": long })).body).toMatchObject(
    vendorRefusal(400),
  );
  expect((await post("/naru/v1/jobs", { ...ownOrder, idempotencyKey: long }, ownKey())).status).toBe(400);
});

test("a key's name that cannot be stored is refused", async () => {
  const refused = await post("/naru/v1/keys", { name: "a\u0000b" }, ownKey());
  expect([refused.status, refused.body.error.code]).toEqual([400, "invalid_input"]);
});

test("whatever a caller takes for our address, the path alone counts", async () => {
  const targets = ["/v0.4/backends", "http://x:y@z/v0.4/backends", "https://z:9/v0.4/backends"];
  for (const target of targets) {
    for (const host of ["a@b", "localhost", "x:y@z:1", "[", ""]) {
      expect([target, host, (await raw(target, { headers: { host } })).status]).toEqual([target, host, 200]);
    }
  }
  expect((await raw("/naru/v1/info", { headers: { host: "user:pass@b" } })).body.origin).toBe("http://b");
});

test("a body that is too large is refused with the limit, in the words of the API that was asked", async () => {
  const tooLong = (limit: number) => ({ "content-length": String(limit + 1), ...json });
  const jobs = { method: "POST", headers: { ...vendorKey(), ...tooLong(programLimitBytes) } };
  const vendor = await raw("/v0.4/jobs", jobs);
  expect(vendor.body).toMatchObject({ ...vendorRefusal(413), details: { limitBytes: programLimitBytes } });
  expect(vendor.body.message).toContain(String(programLimitBytes));
  for (const [path, limit] of [
    ["/naru/v1/jobs", programLimitBytes],
    ["/naru/v1/keys", bodyLimitBytes],
  ] as const) {
    const own = await raw(path, { method: "POST", headers: { ...ownKey(), ...tooLong(limit) } });
    expect([own.status, own.body.error.details.limitBytes]).toEqual([413, limit]);
  }
});

test("who has no key is refused before a large body is read", async () => {
  const large: Record<string, string>[] = [
    { "content-length": String(bodyLimitBytes + 1) },
    { "transfer-encoding": "chunked" },
  ];
  for (const length of large) {
    for (const authorization of ["", "apiKey naru_wrong", "Bearer naru_wrong", `Basic ${server.key}`]) {
      const { body } = await refusedUnread("/v0.4/jobs", { authorization, ...length, ...json });
      expect(body).toMatchObject(vendorRefusal(401));
    }
  }
  const [chunk, headers] = [JSON.stringify(vendorOrder), { "transfer-encoding": "chunked", ...vendorKey() }];
  const body = `${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`;
  expect((await raw("/v0.4/jobs", { method: "POST", headers, body })).body.id).toEqual(expect.any(String));
});

/** Brings nothing of the body that it promises: only who does not wait for it answers. */
const refusedUnread = (path: string, headers: Record<string, string>) => raw(path, { method: "POST", headers });

test("keys of a project that is closing read, and neither submit nor open sessions, through either door", async () => {
  const key = await server.strangersKey("closing");
  expect((await raw("/naru/v1/jobs", { headers: ownKey(key) })).status).toBe(200);
  expect((await raw("/v0.4/jobs", { headers: vendorKey(key) })).status).toBe(200);
  expect((await post("/naru/v1/jobs", ownOrder, ownKey(key))).body.error.code).toBe("forbidden");
  expect((await post("/v0.4/jobs", vendorOrder, vendorKey(key))).body).toMatchObject(vendorRefusal(403));
  const session = await post("/v0.4/sessions", { backend: "qpu.aria-1" }, vendorKey(key));
  expect(session.body).toMatchObject(vendorRefusal(403));
});

test("what no route takes is refused in the words of the API that was asked", async () => {
  for (const [target, method, status] of [
    ["/v0.4/jobs/%zz", "GET", 400],
    [`/v0.4/jobs/${"x".repeat(600)}`, "GET", 404],
    ["/v0.4/jobs", "TRACE", 404],
    ["/v0.4/jobs", "PROPFIND", 404],
  ] as const) {
    const { body } = await raw(target, { method, headers: vendorKey() });
    expect(body).toMatchObject(vendorRefusal(status));
    expect(body).not.toHaveProperty("code");
  }
  for (const [target, method] of [
    ["/naru/v1/jobs/%zz", "GET"],
    [`/naru/v1/jobs/${"x".repeat(600)}`, "GET"],
    ["/naru/v1/jobs", "PROPFIND"],
  ] as const) {
    const { body } = await raw(target, { method, headers: ownKey() });
    expect(body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  }
});

test("a request that declares JSON and brings none is taken as one without a body", async () => {
  const { body } = await post("/naru/v1/jobs", ownOrder, ownKey());
  const empty = { ...ownKey(), ...json, "content-length": "0" };
  const cancelled = await raw(`/naru/v1/jobs/${body.id}/cancel`, { method: "POST", headers: empty });
  expect(cancelled.status).toBe(200);
  expect((await raw(`/naru/v1/jobs/${body.id}`, { method: "DELETE", headers: empty })).status).toBe(204);
  expect((await raw("/naru/v1/jobs", { method: "POST", headers: empty })).status).toBe(400);
});

test("the head of what can be read can be asked for alone", async () => {
  for (const path of ["/v0.4/backends", "/v0.4/jobs", "/naru/v1/info", "/healthz"]) {
    const { status, text } = await raw(path, { method: "HEAD", headers: vendorKey() });
    expect([path, status, text]).toEqual([path, 200, ""]);
  }
  expect((await raw("/naru/v1/jobs/events", { method: "HEAD", headers: ownKey() })).status).toBe(404);
});

test("a stream of events ends when its key is revoked", async () => {
  const { key, secret } = await server.client.createKey({ name: "for a stream" });
  const { body } = await fetch(`${server.origin}/naru/v1/jobs/events`, { headers: ownKey(secret) });
  const reader = body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await server.client.revokeKey(key.id);
  await expect.poll(async () => (await reader?.read())?.done, { timeout: 10_000 }).toBe(true);
});

test("nothing of all that was a bug", () => {
  expect(server.lines.length).toBeGreaterThan(20);
  expect(server.lines.filter((line) => line.includes("met a bug"))).toEqual([]);
});
