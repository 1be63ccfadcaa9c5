import type { Cloud } from "@naru/dialect";
import fastify from "fastify";
import { expect, test } from "vitest";
import { dialects } from "../dialects.ts";
import { serveDialect } from "./dialect-plugin.ts";
import { openLog } from "./log.ts";

test("a bug behind a dialect is logged with its stack, and answered in the vendor's words with the request's id", async () => {
  const lines: string[] = [];
  const [dialect] = dialects;
  if (!dialect) throw new Error("The service speaks no dialect.");
  const broken = {
    backends: () => {
      throw new TypeError("nobody thought of this");
    },
  } as unknown as Cloud;
  const app = fastify({ genReqId: () => "request-7" });
  const log = openLog("info", { write: (line) => void lines.push(line) });
  serveDialect(app, { dialect, cloud: broken, log, hasHosts: false, originOf: () => "http://naru.test" });
  const answer = await app.inject({ method: "GET", url: "/v0.4/backends" });
  await app.close();

  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ statusCode: 500, message: expect.stringContaining("request-7") });
  expect(answer.body).not.toContain("nobody thought");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    requestId: "request-7",
    error: { message: "nobody thought of this", stack: expect.stringContaining("dialect-plugin.test.ts") },
  });
});
