import { gate, writeQpy } from "@naru/circuit";
import { deflate, writeBase64 } from "@naru/workload";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import { openDatabase } from "../db/index.ts";
import { startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ workers: 0 });
});
afterAll(() => server?.remove());

const circuitOf = (gateCount: number) => ({
  __type__: "QuantumCircuit",
  __value__: writeBase64(
    deflate(
      writeQpy([
        {
          ...{ qubitCount: 1, clbitCount: 1, registers: [{ name: "c", clbits: [0] }] },
          operations: [
            ...Array.from({ length: gateCount }, (_, k) => gate("rx", [0], [1 / (k + 3)])),
            { kind: "measure" as const, qubit: 0, clbit: 0 },
          ],
        },
      ]),
    ),
  ),
});

async function ask(path: string, body?: string) {
  const headers = { authorization: `apikey ${server.key}` };
  const init = body === undefined ? { headers } : { headers, method: "POST", body };
  const answer = await fetch(`${server.origin}/ibm/experimental${path}`, init);
  expect(answer.status).toBe(200);
  return answer;
}

async function keptBytes(): Promise<number> {
  const settings = { dataDir: server.dataDir, databaseUrl: null, database: null, ephemeral: false, maxConnections: 2 };
  const database = await openDatabase(settings, silentLog);
  try {
    const { rows } = await sql<{ bytes: number }>`
      select max(length(workload) + length(original))::int as bytes from jobs.program`.execute(database.kysely);
    return rows[0]?.bytes ?? 0;
  } finally {
    await database.close();
  }
}

test("parameters come back byte for byte, though a circuit that they name twice is stored once", async () => {
  for (const gateCount of [1, 1_000, 8_000]) {
    const circuit = circuitOf(gateCount);
    const params = JSON.stringify({
      pubs: [[circuit, null, 10], [circuit]],
      options: { default_shots: 1.0 },
      version: 2,
    });
    const spaced = params.replace('"version":2', '"version" : 2.0');
    const body = `{"program_id":"sampler","backend":"emu_simulator","params":${spaced}}`;
    const { id } = (await (await ask("/jobs", body)).json()) as { id: string };
    const text = await (await ask(`/jobs/${id}`)).text();
    expect(text.endsWith(`"params":${spaced}}`)).toBe(true);
    if (gateCount === 1_000) expect(await keptBytes()).toBeLessThan(1.5 * circuit.__value__.length);
  }
}, 60_000);
