import fc from "fast-check";
import { expect, test } from "vitest";
import { describeSettings, isLoopback, readSettings } from "./index.ts";

test("without a word from outside, Naru listens to its own machine and keeps its data in ./.naru", () => {
  expect(readSettings({})).toEqual({
    dataDir: ".naru",
    host: "127.0.0.1",
    hosts: {},
    port: 8787,
    allowRemote: false,
    databaseUrl: null,
    database: null,
    ephemeral: false,
    maxConnections: 16,
    publicUrl: null,
    workers: null,
    seed: null,
    tlsCert: null,
    tlsKey: null,
    maxBytes: null,
    logLevel: "info",
  });
});

test("variables are read, and flags come before them", () => {
  const environment = { NARU_PORT: "9000", NARU_SEED: "7", NARU_MAX_BYTES: "1.5 GiB", NARU_DATABASE: "pglite" };
  expect(readSettings(environment, { port: 9001, ephemeral: true })).toMatchObject({
    port: 9001,
    seed: 7,
    maxBytes: 1.5 * 2 ** 30,
    database: "pglite",
    ephemeral: true,
  });
});

test("an empty variable is one that is not set", () => {
  expect(readSettings({ NARU_PORT: "", DATABASE_URL: " " })).toEqual(readSettings({}));
});

test("every bad value is named, with where it came from and what is allowed", () => {
  const environment = { NARU_PORT: "80 80", NARU_LOG_LEVEL: "loud", NARU_WORKERS: "-1" };
  expect(() => readSettings(environment, { database: "mysql" })).toThrow(
    [
      '--database is "mysql". Allowed is postgres or pglite.',
      'NARU_WORKERS is "-1". Allowed is a whole number from 0 (run no jobs here) to 1024.',
      'NARU_LOG_LEVEL is "loud". Allowed is trace, debug, info, warn, error or silent.',
    ].join("\n"),
  );
  expect(() => readSettings(environment)).toThrow('NARU_PORT is "80 80".');
});

test("whatever is given, settings are read or the variable is named", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        const { port } = readSettings({ NARU_PORT: text });
        expect(Number.isInteger(port) && port >= 0 && port < 65_536).toBe(true);
      } catch (error) {
        expect(String(error)).toContain("NARU_PORT");
      }
    }),
  );
});

test("an address that others can reach must be meant", () => {
  for (const NARU_HOST of ["0.0.0.0", "::", "192.168.0.10", "quantum.example.org", "127.example.org"]) {
    expect(() => readSettings({ NARU_HOST })).toThrow("--allow-remote");
    expect(readSettings({ NARU_HOST, NARU_ALLOW_REMOTE: "1" }).host).toBe(NARU_HOST);
    expect(isLoopback(NARU_HOST)).toBe(false);
  }
  for (const NARU_HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    expect(readSettings({ NARU_HOST }).host).toBe(NARU_HOST);
  }
});

test("hosts belong to vendors, ports and capitals apart, and are shown as they are typed", () => {
  const { hosts } = readSettings({ NARU_HOSTS: "ibm=Quantum.naru.test, iam.naru.test; ionq=api.naru.test" });
  expect(hosts).toEqual({ "quantum.naru.test": "ibm", "iam.naru.test": "ibm", "api.naru.test": "ionq" });
  const shown = describeSettings(readSettings({ NARU_HOSTS: "ibm=a.test,b.test" }));
  const line = shown.find(({ variable }) => variable === "NARU_HOSTS");
  expect(line?.value).toBe("ibm=a.test,ibm=b.test");
  expect(readSettings({ NARU_HOSTS: line?.value ?? "" }).hosts).toEqual({ "a.test": "ibm", "b.test": "ibm" });
  for (const NARU_HOSTS of ["quantum.naru.test", "ibm=", "ibm=a/b", "ibm=a.test:443", "ibm=a b=c=d"]) {
    expect(() => readSettings({ NARU_HOSTS })).toThrow("NARU_HOSTS");
  }
});

test("neither a shown setting nor a complaint holds a password", () => {
  const url = "postgres://naru:hunter2@db.example.org/naru?sslpassword=hunter2";
  const shown = JSON.stringify(describeSettings(readSettings({ DATABASE_URL: url })));
  expect(shown).not.toContain("hunter2");
  expect(shown).toContain("postgres://naru:…@db.example.org/naru");
  let complaint = "";
  try {
    readSettings({ DATABASE_URL: "mysql://naru:hunter2@db" });
  } catch (error) {
    complaint = String(error);
  }
  expect(complaint).toContain("DATABASE_URL is not understood.");
  expect(complaint).not.toContain("hunter2");
});

test("the public address is an origin, and nothing more", () => {
  expect(readSettings({ NARU_PUBLIC_URL: "https://Naru.example.kr:443/" }).publicUrl).toBe("https://naru.example.kr");
  for (const wrong of [
    "naru.example.kr",
    "https://naru.example.kr/path",
    "ftp://naru.example.kr",
    "https://a:b@c.kr",
  ]) {
    expect(() => readSettings({ NARU_PUBLIC_URL: wrong })).toThrow("NARU_PUBLIC_URL");
  }
});
