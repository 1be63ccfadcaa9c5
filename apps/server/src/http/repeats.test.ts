import { connect } from "node:net";
import { gate, writeQpy } from "@naru/circuit";
import { deflate, writeBase64 } from "@naru/workload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.remove());

/** A submission in IBM's words; the tag makes it another one. */
function body(tag: string): string {
  const measured = {
    ...{ qubitCount: 1, clbitCount: 1, registers: [{ name: "c", clbits: [0] }] },
    operations: [gate("h", [0]), { kind: "measure" as const, qubit: 0, clbit: 0 }],
  };
  const circuit = { __type__: "QuantumCircuit", __value__: writeBase64(deflate(writeQpy([measured]))) };
  const params = { pubs: [[circuit, null, 10]], version: 2 };
  return JSON.stringify({ program_id: "sampler", backend: "emu_simulator", tags: [tag], params });
}

const key = () => ({ authorization: `apikey ${server.key}` });

async function submit(tag: string): Promise<string> {
  const url = `${server.origin}/ibm/experimental/jobs`;
  const answer = await fetch(url, { method: "POST", headers: key(), body: body(tag) });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { id: string }).id;
}

async function ids(tag: string): Promise<string[]> {
  const answer = await fetch(`${server.origin}/ibm/experimental/jobs?tags=${tag}`, { headers: key() });
  return ((await answer.json()) as { jobs: { id: string }[] }).jobs.map(({ id }) => id);
}

/** Sends a submission whole, and is gone as soon as the server has it, which answers nobody. */
async function submitAndLeave(tag: string): Promise<void> {
  const { hostname, port } = new URL(server.origin);
  const content = body(tag);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const head = `POST /ibm/experimental/jobs HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: apikey ${server.key}\r\n`;
  await new Promise<void>((done) => {
    socket.write(`${head}content-length: ${Buffer.byteLength(content)}\r\n\r\n${content}`, () => done());
  });
  socket.resetAndDestroy();
}

test("the same program, submitted again and again or at once, is a job each time", async () => {
  const found = [await submit("wanted"), await submit("wanted")];
  found.push(...(await Promise.all([submit("wanted"), submit("wanted"), submit("wanted")])));
  expect(new Set(found).size).toBe(5);
  expect(new Set(await ids("wanted"))).toEqual(new Set(found));
});

test("whoever lost the connection and submits again has one job, after a restart too", async () => {
  for (const restarts of [false, true]) {
    for (let round = 0; round < 5; round++) {
      const tag = `lost-${restarts}-${round}`;
      await submitAndLeave(tag);
      if (restarts && round === 0) server = await server.restart();
      const id = await submit(tag);
      expect(await ids(tag)).toEqual([id]);
      const next = await submit(tag);
      expect(new Set(await ids(tag))).toEqual(new Set([id, next]));
    }
  }
}, 60_000);
