import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bell, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ workers: 1 });
});
afterAll(() => server?.remove());

/** Texts that are nearly programs, and others. */
const program = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.constant(bell),
  fc.tuple(fc.nat(bell.length), fc.nat(20), fc.string({ maxLength: 5 })).map(([at, cut, put]) => {
    return bell.slice(0, at) + put + bell.slice(at + cut);
  }),
  fc.nat(3000).map((depth) => `OPENQASM 3.0; qubit q; gphase(${"(".repeat(depth)}1${")".repeat(depth)});`),
  fc.nat(5000).map((depth) => `{"qubits": 1, "circuit": ${"[".repeat(depth)}${"]".repeat(depth)}}`),
);
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1e308, 2 ** 53, "1", "NaN", null, "\0", "\ud800"));
const submission = fc.record(
  {
    backend: fc.oneof(fc.constantFrom("simulator", "qpu.aria-1"), odd),
    format: fc.oneof(fc.constantFrom("openqasm2", "openqasm3", "ionq-json"), odd),
    program: fc.oneof({ arbitrary: program, weight: 5 }, { arbitrary: odd, weight: 1 }),
    shots: fc.oneof(fc.constantFrom(1, 100), odd),
    seed: odd,
    name: odd,
    idempotencyKey: odd,
  },
  { requiredKeys: ["backend", "format", "program"] },
);
const bodies = fc.oneof(
  submission.map((body) => JSON.stringify(body)),
  fc.json(),
  fc.string(),
);
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const paths = fc.oneof(
  fc.constantFrom("/jobs", "/keys", "/whoami", "/info", "/backends", "/jobs/events/x", "/jobs/x/result"),
  fc.string({ maxLength: 40 }).map((text) => `/jobs/${encodeURIComponent(text.toWellFormed())}`),
  fc
    .tuple(fc.constantFrom("limit", "after", "state", "wait", "top"), fc.string({ maxLength: 20 }))
    .map(([name, value]) => {
      return `/jobs?${name}=${encodeURIComponent(value.toWellFormed())}`;
    }),
);

async function ask(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.origin}/naru/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
    ...(body !== undefined && method !== "GET" && { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** An answer that a client can act on: never a fault of ours, always our shape. */
function expectSane({ status, text }: { status: number; text: string }): void {
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  const { error } = JSON.parse(text) as { error: { code: string; message: string } };
  expect(error.code).not.toBe("internal");
  expect(error.message.length).toBeGreaterThan(0);
}

test("whatever is submitted, the answer is a job or says what is wrong", async () => {
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => expectSane(await ask("POST", "/jobs", body))),
    { numRuns: 300, seed: 5 },
  );
}, 120_000);

test("whatever is asked of whatever address, the answer is never a fault of ours", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), paths, fc.option(bodies), async (method, path, body) => {
      expectSane(await ask(method, path, body ?? undefined));
    }),
    { numRuns: 300, seed: 6 },
  );
}, 120_000);

test("after all that, nothing was logged as a bug and the service works", async () => {
  expect(server.lines.filter((line) => line.includes("met a bug"))).toEqual([]);
  const job = await server.client.submit({ backend: "simulator", format: "openqasm3", program: bell });
  expect((await server.client.wait(job.id, { timeoutMs: 60_000 })).state).toBe("succeeded");
});
