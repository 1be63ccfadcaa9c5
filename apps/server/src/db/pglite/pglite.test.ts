import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, fsyncSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../config/index.ts";
import { openDatabase } from "../index.ts";
import { DurableFiles, durableArguments } from "./durable-files.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "naru-pglite-"));
  return () => rmSync(dataDir, { recursive: true });
});

const open = (database: "pglite" | "postgres" | null = "pglite") =>
  openDatabase({ dataDir, databaseUrl: null, database, ephemeral: false, maxConnections: 4 }, silentLog);

describe("PGlite on a disk", { timeout: 120_000 }, () => {
  test("keeps what was written, serves one process at a time, and stays what the folder holds", async () => {
    const first = await open();
    expect(first.kind).toBe("pglite");
    await sql`create table kept (n integer)`.execute(first.kysely);
    await expect(open()).rejects.toThrow("PGlite serves one process at a time");
    await first.close();
    await expect(open("postgres")).rejects.toThrow("was written by pglite");
    const second = await open(null);
    expect(second.kind).toBe("pglite");
    expect((await sql`select * from kept`.execute(second.kysely)).rows).toEqual([]);
    await second.close();
  });

  test.runIf(process.platform === "linux")("loses nothing that was acknowledged when the power fails", async () => {
    const [disk, cache] = [join(dataDir, "disk"), join(dataDir, "cache")];
    const start = (folder: string, sync?: (fileDescriptor: number) => void) =>
      new PGlite({ fs: new DurableFiles(folder, sync), startParams: durableArguments(PGlite.defaultStartParams) });
    const maker = start(cache);
    await maker.exec("create table t (n integer)");
    await maker.close();
    cpSync(cache, disk, { recursive: true });

    // From here on, only what was synced has reached the disk; the rest is in the cache, which the power cut empties.
    let syncs = 0;
    const writer = start(cache, (fileDescriptor) => {
      fsyncSync(fileDescriptor);
      const file = readlinkSync(`/proc/self/fd/${fileDescriptor}`);
      const durable = join(disk, relative(cache, file));
      if (statSync(file).isDirectory()) mkdirSync(durable, { recursive: true });
      else copyFileSync(file, durable);
      syncs++;
    });
    const acknowledged: number[] = [];
    for (let n = 0; n < 10; n++) {
      await writer.query("insert into t values ($1)", [n]);
      acknowledged.push(n);
      expect(syncs).toBeGreaterThan(n);
    }

    const survivor = start(disk);
    const { rows } = await survivor.query<{ n: number }>("select n from t order by n");
    expect(rows.map(({ n }) => n)).toEqual(acknowledged);
    await survivor.close();
    await writer.close();
  });

  test("a disk that refuses to sync ends the process before anything is acknowledged", () => {
    const program = `
      import { fsyncSync } from "node:fs";
      import { PGlite } from "@electric-sql/pglite";
      import { DurableFiles, durableArguments } from ${JSON.stringify(new URL("./durable-files.ts", import.meta.url).href)};
      let isBroken = false;
      const sync = (file) => {
        if (isBroken) throw new Error("EIO");
        fsyncSync(file);
      };
      const startParams = durableArguments(PGlite.defaultStartParams);
      const pglite = new PGlite({ fs: new DurableFiles(${JSON.stringify(join(dataDir, "db"))}, sync), startParams });
      await pglite.exec("create table t (n integer)");
      isBroken = true;
      await pglite.exec("insert into t values (1)");
      console.log("acknowledged");`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=naru-source", "--input-type=module", "-e", program],
      { cwd: new URL("../../..", import.meta.url), encoding: "utf8", timeout: 100_000 },
    );
    expect({ status, stdout }).toEqual({ status: 74, stdout: "" });
    expect(stderr).toContain("could not be written to the disk (EIO)");
  });
});
