import { request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "node:zlib";
import { UnauthenticatedError } from "@naru/base";
import { type Cloud, type Dialect, uploadLimits } from "@naru/dialect";
import fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import { serveDialect } from "./dialect-plugin.ts";
import { readFrameworkError } from "./errors.ts";

const states = new Uint8Array(3_000_000).map((_, i) => i);

/** Says what it was asked, byte for byte. */
const echoing = {
  vendor: "echo",
  prefixes: ["/echo/v1"],
  serve: () => async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/echo/v1/states") {
      const body = new ReadableStream({
        start(controller) {
          for (let at = 0; at < states.length; at += 1_000_000) controller.enqueue(states.slice(at, at + 1_000_000));
          controller.close();
        },
      });
      return new Response(body, { headers: { "content-type": "application/octet-stream" } });
    }
    if (pathname === "/echo/v1/same") return new Response(null, { status: 304, headers: { etag: 'W/"7"' } });
    const body = Buffer.from(await request.arrayBuffer());
    const type = request.headers.get("content-type");
    const encoding = request.headers.get("content-encoding");
    return Response.json({
      method: request.method,
      path: pathname + search,
      type,
      encoding,
      body: body.toString("base64"),
    });
  },
  refuse: (error: Error) => Response.json({ refused: error.message }, { status: 413 }),
} as unknown as Dialect;

const cloud = {
  async authenticate(secret: string | null) {
    if (secret !== "known") throw new UnauthenticatedError();
  },
} as unknown as Cloud;

let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  app = fastify();
  app.setErrorHandler((error, request, reply) => {
    const known = readFrameworkError(error, request.routeOptions.bodyLimit);
    reply.code(known?.code === "unauthenticated" ? 401 : 413).send({ refused: known?.message });
  });
  serveDialect(app, { dialect: echoing, cloud, log: silentLog, hasHosts: false, originOf: () => "http://naru.test" });
  await app.listen({ port: 0, host: "127.0.0.1" });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(() => app.close());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
  readonly json: { method: string; path: string; type: string | null; encoding: string | null; body: string };
}

/** With headers as they are given and no others; without a length, a body goes in chunks. */
function send(
  method: string,
  path: string,
  body?: Uint8Array | string,
  headers: Record<string, string | number | undefined> = {},
) {
  const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise<Answer>((resolve, reject) => {
    const asked = ask({ host: "127.0.0.1", port, method, path, headers: present, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => {
        const whole = Buffer.concat(pieces);
        const isJson = String(response.headers["content-type"]).startsWith("application/json") && whole.length > 0;
        const json = isJson ? JSON.parse(whole.toString()) : null;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, json });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a vendor's requests", () => {
  test("may delete with a list in the body, of whatever type", async () => {
    const list = '["a","b"]';
    for (const type of [{}, { "content-type": "application/json" }, { "content-type": "text/nonsense; x" }]) {
      const { json } = await send("DELETE", "/echo/v1/problems/", list, { ...type, "content-length": list.length });
      expect(json).toMatchObject({ method: "DELETE", path: "/echo/v1/problems/", body: base64(list) });
      const chunked = { ...type, "transfer-encoding": "chunked" };
      expect((await send("DELETE", "/echo/v1/problems/7", list, chunked)).json).toMatchObject({ body: base64(list) });
    }
    expect((await send("DELETE", "/echo/v1/problems/7")).json).toMatchObject({ body: "" });
  });

  test("come deflated without a type, with a length or in chunks, and are handed over as they are", async () => {
    const deflated = deflateSync('[{"data":1}]');
    const headers = { "content-encoding": "deflate", "x-auth-token": "known" };
    for (const more of [{}, { "content-length": deflated.length }]) {
      const { json } = await send("POST", "/echo/v1/problems/", deflated, { ...headers, ...more });
      expect(json).toMatchObject({ type: null, encoding: "deflate", body: deflated.toString("base64") });
    }
  });

  test("keep their slash or the lack of it, and their query", async () => {
    for (const path of [
      "/echo/v1",
      "/echo/v1/",
      "/echo/v1/a",
      "/echo/v1/a/",
      "/echo/v1/a/?id=b%2Cc&x=",
      "/echo/v1/a%2Fb",
    ]) {
      expect((await send("GET", path)).json).toMatchObject({ path });
    }
    expect((await send("POST", "/echo/v1/multipart", "x", { "x-auth-token": "known" })).json.path).toBe(
      "/echo/v1/multipart",
    );
  });

  test("that get lose their body, and heads have none", async () => {
    expect((await send("GET", "/echo/v1/a", "{}", { "content-length": 2 })).json).toMatchObject({ body: "" });
    const head = await send("HEAD", "/echo/v1/states");
    expect(head).toMatchObject({ status: 200, headers: { "content-type": "application/octet-stream" } });
    expect(head.body).toHaveLength(0);
  });

  test("bring parts of uploads in PUT, up to the size of a part and with a key only", async () => {
    const part = new Uint8Array(5 * 2 ** 20).fill(7);
    const place = "/echo/v1/multipart/1/part/1";
    const { status, json } = await send("PUT", place, part, { "x-auth-token": "known", "content-length": part.length });
    expect(status).toBe(200);
    expect(Buffer.compare(Buffer.from(json.body, "base64"), part)).toBe(0);
    expect(await send("PUT", place, part, { "content-length": part.length })).toMatchObject({ status: 401 });
    const large = new Uint8Array(uploadLimits.partBytes + 1);
    const answer = send("PUT", place, large, { "x-auth-token": "known", "content-length": large.length });
    // Whoever still writes when the refusal comes may find the connection closed.
    await expect(
      answer.then(
        ({ status: code }) => code,
        () => 413,
      ),
    ).resolves.toBe(413);
  });
});

describe("a vendor's answers", () => {
  test("may be streams of bytes", async () => {
    const answer = await send("GET", "/echo/v1/states");
    expect(answer.headers["content-type"]).toBe("application/octet-stream");
    expect(Buffer.compare(answer.body, states)).toBe(0);
  });

  test("may have no body at all", async () => {
    expect(await send("GET", "/echo/v1/same")).toMatchObject({ status: 304, headers: { etag: 'W/"7"' } });
  });
});
