import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings, readTls } from "../config/index.ts";
import { startServer } from "../main.ts";

const folder = mkdtempSync(join(tmpdir(), "naru-tls-"));
const file = (name: string) => join(folder, name);
const hasOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

function makeCertificate(name: string, subjectAltName: string): void {
  const made = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=naru",
  ];
  const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
  const extension = ["-addext", `subjectAltName=${subjectAltName}`];
  execFileSync("openssl", ["req", "-x509", ...made, ...files, ...extension], { stdio: "ignore" });
}

beforeAll(() => {
  if (!hasOpenssl) return;
  makeCertificate("local", "DNS:localhost,IP:127.0.0.1");
  makeCertificate("named", "DNS:*.example.org,DNS:naru.example.org");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (cert: string, key = cert) => ({ tlsCert: file(`${cert}.pem`), tlsKey: file(`${key}.key`) });

/** As `fetch`, trusting one certificate. */
const get = (url: string, ca: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request(url, { ca, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on("error", reject).end();
  });

test("a certificate and its key are set together", () => {
  expect(readSettings({ NARU_TLS_CERT: "a", NARU_TLS_KEY: "b" })).toMatchObject({ tlsCert: "a", tlsKey: "b" });
  expect(() => readSettings({ NARU_TLS_CERT: "a" })).toThrow("without NARU_TLS_KEY");
  expect(() => readSettings({}, { tlsKey: "a" })).toThrow("without NARU_TLS_CERT");
  expect(readTls({ tlsCert: null, tlsKey: null })).toBeNull();
  expect(() => readTls(filesOf("missing"))).toThrow("NARU_TLS_CERT");
});

describe.skipIf(!hasOpenssl && process.env.CI !== "true")("with a certificate", () => {
  test("files that are none, or not of each other, are refused by their names", () => {
    writeFileSync(file("nonsense.pem"), "nonsense");
    for (const files of [filesOf("local", "named"), filesOf("nonsense", "local")]) {
      expect(() => readTls(files)).toThrow(files.tlsCert);
    }
  });

  test("the service is called by a name that the certificate is for", () => {
    expect(readTls(filesOf("local"))?.nameFor("127.0.0.1")).toBe("127.0.0.1");
    expect(readTls(filesOf("local"))?.nameFor("10.0.0.1")).toBe("localhost");
    expect(readTls(filesOf("named"))?.nameFor("127.0.0.1")).toBe("naru.example.org");
    expect(readTls(filesOf("named"))?.nameFor("a.example.org")).toBe("a.example.org");
  });

  test("everything is HTTPS, and addresses that are told say so", async () => {
    const server = await startServer({
      ...{ host: "127.0.0.1", port: 0, ephemeral: true, workers: 0, log: "silent" },
      ...filesOf("local"),
    });
    try {
      expect(server.origin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      const ca = readFileSync(file("local.pem"), "utf8");
      const { status, text } = await get(`${server.origin}/naru/v1/info`, ca);
      expect(status).toBe(200);
      for (const { environment } of JSON.parse(text).dialects)
        expect(JSON.stringify(environment)).not.toContain("http:");
      expect((await get(`${server.origin}/v0.4/backends`, ca)).status).toBe(200);
      for (const path of ["/ibm/env.sh", "/metadata/v1/regions/naru-1"]) {
        expect((await get(`${server.origin}${path}`, ca)).text).toContain(server.origin);
      }
      await expect(get(`${server.origin}/healthz`, readFileSync(file("named.pem"), "utf8"))).rejects.toThrow();
      await expect(fetch(`${server.origin.replace("https", "http")}/healthz`)).rejects.toThrow();
    } finally {
      await server.stop();
    }
  });
});
