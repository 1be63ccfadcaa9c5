import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../http/testing.ts";
import { openSapi, ringFile, type Sapi } from "../http/testing-sapi.ts";

let server: TestServer;
let sapi: Sapi;
beforeAll(async () => {
  server = await startTestServer();
  sapi = openSapi(server.origin, server.key ?? "");
});
afterAll(() => server.remove());

/** What the service tells of a job's progress until it is this far. */
async function progressOf(id: string, until: number): Promise<number[]> {
  const told: number[] = [];
  await expect
    .poll(
      async () => {
        const { state, progress } = await server.client.job(id);
        if (state === "running") told.push(progress);
        return state === "running" || state === "queued" ? progress : state;
      },
      { timeout: 60_000, interval: 50 },
    )
    .toBeGreaterThanOrEqual(until);
  return told;
}

/** Stops a problem that runs, by the vendor's own request, and expects that nothing is left to come. */
async function expectToStop(id: string): Promise<void> {
  expect((await sapi.send("GET", `problems/${id}`)).body.status).toBe("IN_PROGRESS");
  const { status, body } = await sapi.send("DELETE", `problems/${id}`);
  expect([status, body.status]).toEqual([200, "CANCELLED"]);
  expect((await sapi.send("GET", `problems/?id=${id}&timeout=30`)).body).toMatchObject([{ id, status: "CANCELLED" }]);
  expect((await sapi.send("GET", `problems/${id}/answer`)).status).toBe(404);
  expect((await sapi.send("DELETE", `problems/${id}`)).status).toBe(409);
  expect(await server.client.job(id)).toMatchObject({ state: "cancelled" });
}

test("an anneal tells how far it is, and stops when it is told to", async () => {
  // Some ten seconds of a core, in steps of an eighth of a second.
  const id = await sapi.anneal("emu_pegasus_p16", { num_reads: 990, annealing_time: 300 });
  const told = await progressOf(id, 0.01);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  await expectToStop(id);
}, 120_000);

test("a search for a model's answer tells how far it is, and stops when it is told to", async () => {
  const upload = await sapi.upload(ringFile(3000));
  const id = await sapi.solve(upload, 60);
  const told = await progressOf(id, 0.01);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  await expectToStop(id);
  // The thread that ran it takes the next.
  const { body } = await sapi.send("GET", `problems/?id=${await sapi.solve(upload, 1)}&timeout=30`);
  expect(body).toMatchObject([{ status: "COMPLETED" }]);
}, 120_000);

test("a problem that waits for its turn is cancelled at once, and never runs", async () => {
  const upload = await sapi.upload(ringFile(3000));
  // Longer than a second, they run one at a time.
  const [running, waiting] = [await sapi.solve(upload, 60), await sapi.solve(upload, 60)];
  await progressOf(running, 0.001);
  const { body } = await sapi.send("DELETE", "problems/", JSON.stringify([waiting, running]));
  expect(body).toMatchObject([
    { id: waiting, status: "CANCELLED" },
    { id: running, status: "CANCELLED" },
  ]);
  expect(await server.client.job(waiting)).toMatchObject({ state: "cancelled", startedAt: null });
}, 120_000);
