import { expect, test } from "vitest";
import { startServer } from "../main.ts";
import { openHosts } from "./hosts.ts";
import { openOrigin } from "./origin.ts";

const hosts = openHosts({ "quantum.example.org": "ibm" }, [{ vendor: "ibm" }]);
const asked = (publicUrl: string | null, host: string, more: Record<string, string> = {}) =>
  openOrigin(publicUrl, hosts)({ protocol: "http", host, headers: { host, ...more } });

test("callers are told the address that they used", () => {
  expect(asked(null, "127.0.0.1:8787")).toBe("http://127.0.0.1:8787");
  expect(asked(null, "[::1]:8787")).toBe("http://[::1]:8787");
  expect(asked(null, "quantum.example.org")).toBe("http://quantum.example.org");
});

test("behind a proxy they are told the one that the operator named", () => {
  expect(asked("https://naru.example.kr", "127.0.0.1:8787")).toBe("https://naru.example.kr");
  expect(asked("https://naru.example.kr", "anything at all")).toBe("https://naru.example.kr");
});

test("a host that belongs to a vendor keeps its name, and is reached as the public address is", () => {
  expect(asked("https://naru.example.kr", "quantum.example.org")).toBe("https://quantum.example.org");
});

test("headers that anybody can write change nothing", () => {
  const forged = { "x-forwarded-proto": "https", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
  expect(asked(null, "127.0.0.1:8787", forged)).toBe("http://127.0.0.1:8787");
});

test("what is no host leads to this machine", () => {
  expect(asked(null, "a b'$(x)")).toBe("http://localhost");
});

test("with a public address, everything that tells an address tells that one", async () => {
  const publicUrl = "https://naru.example.kr";
  const server = await startServer({
    ...{ host: "127.0.0.1", port: 0, ephemeral: true, workers: 0, log: "silent", publicUrl },
  });
  try {
    for (const path of ["/naru/v1/info", "/ibm/env.sh", "/metadata/v1/regions/naru-1"]) {
      const headers = { "x-forwarded-proto": "http", "x-forwarded-host": "evil.example" };
      const text = await (await fetch(`${server.origin}${path}`, { headers })).text();
      expect(text, path).toContain(publicUrl);
      expect(text, path).not.toMatch(/http:|evil|127\.0\.0\.1/);
    }
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  } finally {
    await server.stop();
  }
});
