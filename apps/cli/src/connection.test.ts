import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionFrom, isLoopback } from "./connection.ts";
import { UsageError } from "./exit-codes.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "naru-connection-"));
  for (const [folder, key] of [
    ["", "naru_default\n"],
    ["other", "naru_other"],
  ] as const) {
    mkdirSync(join(cwd, folder, ".naru"), { recursive: true });
    writeFileSync(join(cwd, folder, ".naru", "demo-key"), key);
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

const from = (options: object, env: NodeJS.ProcessEnv = {}) => connectionFrom(options, { env, cwd });

describe("where the service is", () => {
  test("is this machine's, unless somebody says otherwise", () => {
    expect(from({})).toEqual({ origin: "http://127.0.0.1:8787", key: "naru_default", isChosen: false });
    expect(from({}, { NARU_PORT: "9000" }).origin).toBe("http://127.0.0.1:9000");
  });

  test("is said by the option before the environment", () => {
    const env = { NARU_URL: "https://quantum.example", NARU_KEY: "naru_env" };
    expect(from({}, env)).toEqual({ origin: "https://quantum.example", key: "naru_env", isChosen: true });
    expect(from({ url: "http://127.0.0.1:9/", key: "naru_option" }, env)).toEqual({
      origin: "http://127.0.0.1:9",
      key: "naru_option",
      isChosen: true,
    });
  });

  test("may be written without a scheme, and nonsense is refused", () => {
    expect(from({ url: "localhost:8788" }).origin).toBe("http://localhost:8788");
    expect(() => from({ url: "ftp://example" })).toThrow(UsageError);
    expect(() => from({ url: "not an address" })).toThrow(/http:\/\/127\.0\.0\.1:8787/);
  });
});

describe("the demo key", () => {
  test("is that of the data folder", () => {
    expect(from({ data: "other/.naru" }).key).toBe("naru_other");
    expect(from({}, { NARU_DATA: "other/.naru" }).key).toBe("naru_other");
    expect(from({ data: "nowhere" }).key).toBeUndefined();
  });

  test("never leaves this machine", () => {
    expect(from({ url: "https://quantum.example" }).key).toBeUndefined();
    expect(from({ url: "http://localhost:8787" }).key).toBe("naru_default");
  });
});

test("127.0.0.0/8, ::1 and localhost are this machine; names that only begin so are not", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"]) expect(isLoopback(host)).toBe(true);
  for (const host of ["0.0.0.0", "::", "127.0.0.1.example.com", "localhost.example.com", "192.168.0.1"]) {
    expect(isLoopback(host)).toBe(false);
  }
});
