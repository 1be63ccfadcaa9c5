import { memoryCloud } from "@naru/dialect/conformance";
import { expect, test } from "vitest";
import { scripted } from "../testing/backends.ts";
import { Client } from "../testing/client.ts";
import { qpu } from "../testing/problems.ts";

const cloud = memoryCloud({ backends: scripted() });
const client = new Client(cloud, cloud.keys.first);

const fixed = "solvers/remote/?filter=all%2C-status%2C-avg_load";
const moving = "solvers/remote/?filter=none%2C%2Bidentity%2C%2Bstatus%2C%2Bavg_load";

test("definitions are told in two parts, each of which a client may keep for a minute", async () => {
  for (const path of [fixed, moving]) {
    const { status, headers, body, text } = await client.get(path);
    expect(status).toBe(200);
    expect(body).toHaveLength(8);
    expect(headers.get("content-type")).toBe("application/vnd.dwave.sapi.solver-definition-list+json; version=3.0.0");
    expect(headers.get("cache-control")).toBe("private, max-age=60");
    const etag = headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const again = await client.get(path, { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    expect(again.headers.get("etag")).toBe(etag);
    const changed = await client.get(path, { headers: { "if-none-match": 'W/"0"' } });
    expect([changed.status, changed.text]).toEqual([200, text]);
  }
  expect((await client.get(moving)).body[0]).toEqual({
    identity: { name: "emu_pegasus_p16", version: { graph_id: expect.any(String) } },
    status: "ONLINE",
    avg_load: 0,
  });
  expect(Object.keys((await client.get(fixed)).body[0]).sort()).toEqual(["description", "identity", "properties"]);
});

test("definitions are packed for who takes that", async () => {
  const plain = await client.get(fixed);
  const packed = await client.raw("GET", fixed, { headers: { "accept-encoding": "gzip, deflate" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  const bytes = await packed.arrayBuffer();
  expect(bytes.byteLength).toBeLessThan(plain.text.length / 3);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  expect(await new Response(unpacked).text()).toBe(plain.text);
});

test("one solver is found by its name, with a final slash and without", async () => {
  for (const slash of ["", "/"]) {
    const { status, headers, body } = await client.get(`solvers/remote/${qpu}${slash}`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/vnd.dwave.sapi.solver-definition+json; version=3.0.0");
    expect(Object.keys(body).sort()).toEqual(["avg_load", "description", "identity", "properties", "status"]);
  }
  const missing = await client.get("solvers/remote/nope");
  expect([missing.status, missing.body]).toEqual([
    404,
    { error_code: 404, error_msg: "Solver does not exist or apitoken does not have access" },
  ]);
  expect((await client.get("solvers/remote/?filter=some")).status).toBe(400);
});

test("clients before 0.14 are told names in place of identities", async () => {
  const headers = { accept: "application/vnd.dwave.sapi.solver-definition-list+json" };
  const list = await client.get("solvers/remote/?filter=none,%2Bid", { headers });
  expect(list.headers.get("content-type")).toBe(
    "application/vnd.dwave.sapi.solver-definition-list+json; version=2.0.0",
  );
  expect(list.body[0]).toEqual({ id: "emu_pegasus_p16" });
});

test("the region is where the client reached it, and open to everybody", async () => {
  const nobody = new Client(cloud, null);
  const region = { code: "naru-1", name: "Naru", endpoint: "http://naru.test/sapi/v2/" };
  const { headers, body } = await nobody.get("/metadata/v1/regions/");
  expect(headers.get("content-type")).toBe("application/vnd.dwave.metadata.regions+json; version=1.0.0");
  expect(body).toEqual([region]);
  expect((await nobody.get("/metadata/v1/regions/naru-1")).body).toEqual(region);
  expect((await nobody.get("/metadata/v1/regions/moon")).body).toMatchObject({ error_code: 404 });
  expect((await nobody.get("solvers/remote/")).body).toEqual({
    error_code: 401,
    error_msg: "Invalid token or access denied",
  });
});
