import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** A request whose body has not come whole. `received` is all that was answered when the connection is over. */
async function begun(body: string, bytes: number) {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (piece: string) => {
    text += piece;
  });
  // Let go by the service, it may end with a reset.
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => void socket.on("close", () => resolve()));
  const head = [
    "POST /sapi/v2/problems/ HTTP/1.1",
    "Host: naru.test",
    "Connection: close",
    `X-Auth-Token: ${server.key}`,
  ];
  socket.write(`${[...head, `Content-Length: ${bytes}`].join("\r\n")}\r\n\r\n${body}`);
  return { socket, received: closed.then(() => text) };
}

test("a service that is stopped answers requests that come to an end, and does not wait for those that never do", async () => {
  const [never, late] = [await begun("[", 1000), await begun("[", 2)];
  // Both have reached the service before it is stopped: it answers what was sent after them.
  await server.client.backends();
  const stopped = server.stop();
  late.socket.write("]");
  expect(await late.received).toMatch(/^HTTP\/1\.1 200 .*\[\]$/s);
  await stopped;
  expect(await never.received).toBe("");
}, 60_000);
