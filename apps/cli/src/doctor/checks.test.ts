import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeService, recordingShell } from "../fake-service.testing.ts";
import { exitCodes, run } from "../index.ts";
import { checkDatabase, checkFolder, checkLocale, checkMemory, checkNode, checkPort, checkTls } from "./checks.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-doctor-"));
  writeFileSync(join(folder, "file"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what is not well comes with what to do", () => {
  test("an older Node runs, with a warning", () => {
    expect(checkNode("24.0.0", "en").state).toBe("ok");
    expect(checkNode("22.18.0", "en")).toMatchObject({ state: "warn", advice: expect.stringContaining("Node.js 24") });
  });

  test("a platform without PostgreSQL binaries falls back, unless a database is named", () => {
    expect(checkDatabase({}, "sunos", "sparc", "en")).toMatchObject({
      state: "warn",
      advice: expect.stringContaining("DATABASE_URL"),
    });
    expect(checkDatabase({ DATABASE_URL: "postgres://db/naru" }, "sunos", "sparc", "en").state).toBe("ok");
  });

  test("a data folder may be new, but not below a file", () => {
    expect(checkFolder(join(folder, "new", "data"), "en").state).not.toBe("fail");
    expect(checkFolder(join(folder, "file", "data"), "en")).toMatchObject({
      state: "fail",
      advice: expect.stringContaining("--data DIR"),
    });
  });

  test("little memory and a locale that cannot show Korean are warned of", () => {
    expect(checkMemory(2 ** 30, "en").state).toBe("warn");
    expect(checkMemory(2 ** 34, "en")).toMatchObject({ state: "ok", found: expect.stringContaining("27 qubits") });
    expect(checkLocale({ LANG: "C" }, "en").state).toBe("warn");
    expect(checkLocale({ LANG: "ko_KR.UTF-8" }, "en").state).toBe("ok");
  });
});

describe("the port", () => {
  test("is well when free and when Naru has it, and not when another program has it", async () => {
    const naru = await fakeService(() => ({ name: "Naru", version: "9.9.9" }));
    const other = createServer((socket) => socket.resume().end("220 mail\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expect(await checkPort("127.0.0.1", Number(new URL(naru.origin).port), "en")).toMatchObject({
        state: "ok",
        found: expect.stringContaining("Naru 9.9.9"),
      });
      expect(await checkPort("127.0.0.1", port, "en")).toMatchObject({
        state: "fail",
        advice: expect.stringContaining("--port"),
      });
    } finally {
      await naru.stop();
      await new Promise((resolve) => other.close(resolve));
    }
    expect((await checkPort("127.0.0.1", port, "en")).state).toBe("ok");
  });
});

test("naru doctor fails when something fails, and says so in the user's language and as JSON", async () => {
  const env = { LANG: "ko_KR.UTF-8" };
  const korean = recordingShell({ env, language: "ko" });
  const args = ["doctor", "--port", "0", "--data", join(folder, "file", "data")];
  expect(await run(args, korean.shell)).toBe(exitCodes.failure);
  expect(korean.out.join("\n")).toMatch(/✗ 데이터 폴더.*\n.*→ 쓸 수 없습니다/);
  const json = recordingShell({ env });
  expect(await run([...args, "--json"], json.shell)).toBe(exitCodes.failure);
  expect(JSON.parse(json.out.join("\n")).ok).toBe(false);
});

test("a certificate is looked at where one is named, and so is what it lacks", async () => {
  const now = new Date();
  expect(await checkTls({}, now, "en")).toBeNull();
  expect(await checkTls({ NARU_TLS_CERT: "a.pem" }, now, "en")).toMatchObject({
    state: "fail",
    advice: expect.stringContaining("NARU_TLS_KEY"),
  });
  const missing = { NARU_TLS_CERT: "/nowhere/a.pem", NARU_TLS_KEY: "/nowhere/a.key" };
  expect(await checkTls(missing, now, "ko")).toMatchObject({
    state: "fail",
    advice: expect.stringContaining("NARU_TLS_CERT"),
  });
});
