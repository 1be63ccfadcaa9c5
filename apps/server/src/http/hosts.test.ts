import { NaruError } from "@naru/base";
import type { Dialect } from "@naru/dialect";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { readSettings } from "../config/index.ts";
import { serveDialect } from "./dialect-plugin.ts";
import { bodyLimitBytes } from "./errors.ts";
import { openHosts, vendorConstraint } from "./hosts.ts";
import { openLog } from "./log.ts";
import { openOrigin } from "./origin.ts";
import { openRefusals } from "./refusals.ts";

/** A dialect that answers everything with its name and the path that was asked for. */
const speaking = (vendor: string, prefixes: readonly string[], hostPrefixes: readonly string[] = []): Dialect => ({
  ...{ vendor, prefixes, hostPrefixes, backends: [] },
  serve: () => async (request) => Response.json({ vendor, path: new URL(request.url).pathname }),
  refuse: (error: NaruError) => Response.json({ refusedBy: vendor, code: error.code }, { status: 404 }),
  environment: () => ({}),
  quickstarts: () => [],
});

const dialects = [speaking("one", ["/one"], ["/api/v1", "/identity"]), speaking("two", ["/two", "/api/v1/two"])];
const nothing = new Proxy({}, {}) as Parameters<typeof serveDialect>[1]["cloud"];
let app: FastifyInstance;
afterEach(() => app.close());

function open(text: string): FastifyInstance {
  const hosts = openHosts(readSettings({ NARU_HOSTS: text }).hosts, dialects);
  const originOf = openOrigin(null, hosts);
  const log = openLog("silent");
  app = fastify({ bodyLimit: bodyLimitBytes, routerOptions: { constraints: { vendor: vendorConstraint(hosts) } } });
  const refuse = openRefusals({ dialects, log }, hosts);
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => refuse(new NaruError("not_found", "Nothing."), request, reply));
  app.get("/healthz", async () => ({ status: "ok" }));
  for (const dialect of dialects) {
    serveDialect(app, { dialect, cloud: nothing, log, hasHosts: hosts.has(dialect.vendor), originOf });
  }
  return app;
}

async function ask(url: string, host: string) {
  const answer = await app.inject({ url, headers: { host } });
  return answer.json() as { vendor?: string; path?: string; refusedBy?: string; error?: object };
}

test("a vendor's hosts serve its paths and those that it has there alone", async () => {
  open("one=quantum.naru.test,iam.naru.test");
  for (const host of ["quantum.naru.test", "IAM.naru.test:8787", "quantum.naru.test."]) {
    for (const path of ["/api/v1/jobs", "/api/v1/two/x", "/identity/token", "/one/x"]) {
      expect(await ask(path, host)).toEqual({ vendor: "one", path });
    }
  }
});

test("there, other vendors' paths and the service's own are not", async () => {
  open("one=quantum.naru.test");
  for (const path of ["/two/x", "/healthz", "/elsewhere"]) {
    expect(await ask(path, "quantum.naru.test")).toEqual({ refusedBy: "one", code: "not_found" });
  }
});

test("everywhere else, paths are whose they always are", async () => {
  open("one=quantum.naru.test");
  for (const host of ["naru.test", "127.0.0.1:8787", "other.quantum.naru.test"]) {
    expect(await ask("/api/v1/two/x", host)).toMatchObject({ vendor: "two" });
    expect(await ask("/one/x", host)).toMatchObject({ vendor: "one" });
    expect(await ask("/identity/token", host)).toMatchObject({ error: expect.anything() });
    expect(await ask("/api/v1/jobs", host)).toMatchObject({ error: expect.anything() });
  }
});

test("without bound hosts nothing has a path there alone", async () => {
  open("");
  expect(await ask("/api/v1/jobs", "quantum.naru.test")).toMatchObject({ error: expect.anything() });
  expect(await ask("/two/x", "quantum.naru.test")).toMatchObject({ vendor: "two" });
});

test("a host of a vendor that nobody serves is a mistake that is told at start", () => {
  expect(() => openHosts({ "q.naru.test": "three" }, dialects)).toThrow("three");
  app = fastify();
});
