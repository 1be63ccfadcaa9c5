import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing.ts";
import { openSapi, ringFile, type Sapi } from "./testing-sapi.ts";

let server: TestServer;
let owner: Sapi;
let stranger: Sapi;
let strangersKey: string;
beforeAll(async () => {
  server = await startTestServer();
  strangersKey = await server.strangersKey();
  [owner, stranger] = [openSapi(server.origin, server.key ?? ""), openSapi(server.origin, strangersKey)];
});
afterAll(() => server.remove());

test("another project's problem is not found by any of D-Wave's calls, nor told of, nor cancelled", async () => {
  const id = await owner.anneal("emu_zephyr_z6", { num_reads: 5, annealing_time: 20 });
  expect((await owner.send("GET", `problems/?id=${id}&timeout=30`)).body).toMatchObject([{ status: "COMPLETED" }]);
  for (const path of ["", "/info", "/answer", "/answer/data", "/messages"]) {
    expect(await stranger.send("GET", `problems/${id}${path}`)).toMatchObject({
      status: 404,
      body: { error_code: 404, error_msg: "Problem does not exist or apitoken does not have access" },
    });
  }
  expect((await stranger.send("GET", `problems/?id=${id}`)).status).toBe(404);
  expect((await stranger.send("GET", "problems/")).body).toEqual([]);
  expect((await stranger.send("DELETE", `problems/${id}`)).status).toBe(404);
  expect((await stranger.send("DELETE", "problems/", JSON.stringify([id]))).body).toMatchObject([{ error_code: 404 }]);
  expect((await owner.send("GET", `problems/${id}/info`)).body.metadata.submitted_by).toBe(server.key);
});

test("another project's upload is not found, whole or open, and no problem can name it", async () => {
  const whole = await owner.upload(ringFile(10));
  const open = (await owner.send("POST", "bqm/multipart", '{"size":4}')).body.id;
  const combination = JSON.stringify({ checksum: "0".repeat(32) });
  for (const id of [whole, open]) {
    for (const answer of [
      await stranger.send("GET", `bqm/multipart/${id}/status`),
      await stranger.send("PUT", `bqm/multipart/${id}/part/1`, "abcd"),
      await stranger.send("POST", `bqm/multipart/${id}/combine`, combination),
    ]) {
      expect(answer).toMatchObject({
        status: 404,
        body: { error_msg: "Upload does not exist or apitoken does not have access" },
      });
    }
    await expect(stranger.solve(id, 1)).rejects.toThrow("Upload does not exist");
  }
  expect((await owner.send("GET", `bqm/multipart/${open}/status`)).body).toEqual({
    status: "UPLOAD_IN_PROGRESS",
    parts: [],
  });
});

test("another project's job is not found by any of IQM's calls, and a job of one vendor by no other's", async () => {
  const program = {
    circuits: [{ name: "c", instructions: [{ name: "measure", locus: ["QB1"], args: { key: "m" } }] }],
    shots: 3,
  };
  const ask = async (key: string, method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.origin}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse((await answer.text()) || "null") };
  };
  const own = server.key ?? "";
  const { id } = (await ask(own, "POST", "jobs/emu_garnet/circuit", program)).body;
  const calls = [
    ["GET", ""],
    ["GET", "?wait_until_terminal=true&timeout_seconds=1"],
    ["GET", "/payload"],
    ["GET", "/artifacts/measurements"],
    ["GET", "/artifacts/measurement_counts"],
    ["POST", "/cancel"],
    ["DELETE", ""],
  ] as const;
  for (const [method, path] of calls) {
    expect(await ask(strangersKey, method, `jobs/${id}${path}`)).toMatchObject({
      status: 404,
      body: { error_code: "job_not_found" },
    });
  }
  expect((await owner.send("GET", `problems/${id}`)).status).toBe(404);
  const problem = await owner.anneal("emu_zephyr_z6", { num_reads: 1, annealing_time: 20 });
  for (const [method, path] of calls) expect((await ask(own, method, `jobs/${problem}${path}`)).status).toBe(404);
  expect((await ask(own, "GET", `jobs/${id}`)).status).toBe(200);
});
