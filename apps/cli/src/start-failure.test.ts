import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CannotStartError, checkPlace } from "./start-failure.ts";

test("a port in use is told with another to try, before anything is opened", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  try {
    const place = { host: "127.0.0.1", port, dataDir: null };
    await expect(checkPlace(place, "en")).rejects.toThrow(CannotStartError);
    await expect(checkPlace(place, "en")).rejects.toThrow(`--port ${port + 1}`);
    await expect(checkPlace(place, "ko")).rejects.toThrow("이미 사용 중");
  } finally {
    other.close();
  }
});

test("an address that this machine does not have is told", async () => {
  const place = { host: "192.0.2.1", port: 0, dataDir: null };
  await expect(checkPlace(place, "en")).rejects.toThrow("is not an address of this machine");
});

test("a data folder that cannot be written is told with what to do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "naru-place-"));
  writeFileSync(join(folder, "file"), "");
  try {
    const place = { host: "127.0.0.1", port: 0, dataDir: join(folder, "file", "data") };
    await expect(checkPlace(place, "en")).rejects.toThrow(/cannot be written.*--data DIR/);
    await expect(checkPlace({ ...place, dataDir: join(folder, "new", "data") }, "en")).resolves.toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
