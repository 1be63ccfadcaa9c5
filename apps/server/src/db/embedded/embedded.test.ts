import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Log } from "../../config/index.ts";
import { type Database, type OpenDatabase, openDatabase } from "../index.ts";
import { serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { copyCluster } from "./cluster.ts";

/** How long a process may take on a machine that does other things too. */
const patience = { timeout: 60_000 };
const isRoot = process.getuid?.() === 0;

let dataDir: string;
let said: string[];
const say = (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`);
const log: Log = { debug: say, info: say, warn: say, error: say };

const settings = () => ({
  dataDir,
  databaseUrl: null,
  database: "postgres" as const,
  ephemeral: false,
  maxConnections: 4,
});
const open = () => openDatabase(settings(), log);
const serverPid = (folder = dataDir) =>
  Number(readFileSync(join(folder, "pg", "postmaster.pid"), "utf8").split("\n")[0]);
const serverRuns = () => existsSync(join(dataDir, "pg", "postmaster.pid"));

const write = (database: Database, note: string) =>
  sql`insert into audit.entry (actor, subject_kind, subject_id, to_state, reason)
    values ('test', 'note', '00000000-0000-7000-8000-000000000000', 'written', ${note})`.execute(database.kysely);
const notes = async (database: Database) =>
  (await database.kysely.selectFrom("audit.entry").select("reason").orderBy("id").execute()).map(
    ({ reason }) => reason,
  );

/** A process of its own that opens the database, writes a note, says its folder and waits to be ended. */
function startOpener(note: string, options: { ephemeral?: boolean; uid?: number } = {}): ChildProcess {
  const program = `
    import { sql } from "kysely";
    import { openDatabase } from ${JSON.stringify(new URL("../index.ts", import.meta.url).href)};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const database = await openDatabase(${JSON.stringify({ ...settings(), ephemeral: options.ephemeral ?? false })}, log);
    await sql\`insert into audit.entry (actor, subject_kind, subject_id, to_state, reason)
      values ('test', 'note', '00000000-0000-7000-8000-000000000000', 'written', \${${JSON.stringify(note)}})\`.execute(database.kysely);
    console.log(database.dataDir);
    process.stdin.on("end", () => database.close().then(() => process.exit(0))).resume();`;
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  return spawn(process.execPath, ["--conditions=naru-source", "--input-type=module", "-e", program], {
    cwd: new URL("../../..", import.meta.url),
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
    ...user,
  });
}

/** The folder that an opener says once it has written, or what it left unsaid. */
async function firstWord(opener: ChildProcess): Promise<string> {
  if (opener.stdout === null) throw new Error("The opener has no output.");
  for await (const line of createInterface(opener.stdout)) return line;
  throw new Error("The opener ended without a word.");
}

const ended = (opener: ChildProcess) =>
  new Promise<number | null>((resolve) =>
    opener.exitCode === null ? opener.once("exit", resolve) : resolve(opener.exitCode),
  );

/** Whether a process runs; one that has ended but was not waited for by its parent does not. */
const runs = (pid: number) =>
  /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout);

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "naru-embedded-"));
  chmodSync(folder, 0o755);
  return folder;
}

describe.skipIf(findBinaries() === null)("the embedded PostgreSQL", patience, () => {
  /** A data folder with a database in order, to begin with one where its making is not the point. */
  let made: string;
  beforeAll(async () => {
    said = [];
    made = makeFolder();
    dataDir = join(made, "data");
    await (await open()).close();
  }, 60_000);
  afterAll(() => rmSync(made, { recursive: true }));

  let folder: string;
  beforeEach(() => {
    said = [];
    folder = makeFolder();
    dataDir = join(folder, "data");
    mkdirSync(dataDir);
    copyCluster(join(made, "data", "pg"), join(dataDir, "pg"), serverAccount());
    return () => {
      if (serverRuns()) process.kill(serverPid(), "SIGQUIT"); // only when a test has failed
      rmSync(folder, { recursive: true, force: true });
    };
  });

  test("is made where there is none, keeps what was written, and its server runs only while it is open", async () => {
    rmSync(dataDir, { recursive: true });
    const first = await open();
    expect(first.kind).toBe("embedded");
    await write(first, "kept");
    await first.close();
    expect(serverRuns()).toBe(false);
    const second = await open();
    expect(await notes(second)).toEqual(["kept"]);
    await second.close();
    expect(serverRuns()).toBe(false);
  });

  test.each(["SIGKILL", "SIGINT"] as const)(
    "outlives its parent's %s, and the next start attaches to it",
    async (signal) => {
      const opener = startOpener("before");
      await firstWord(opener);
      const pid = serverPid();
      // To the whole group, as Ctrl+C in a terminal does; the server is in none but its own.
      process.kill(-Number(opener.pid), signal);
      await ended(opener);
      const database = await open();
      expect(serverPid()).toBe(pid);
      expect(said.join()).toContain('"how":"attached"');
      expect(await notes(database)).toEqual(["before"]);
      await database.close();
      expect(serverRuns()).toBe(false);
    },
  );

  test("recovers when its parent and itself were killed at once", async () => {
    const opener = startOpener("before");
    await firstWord(opener);
    process.kill(serverPid(), "SIGKILL");
    opener.kill("SIGKILL");
    await ended(opener);
    const database = await open();
    expect(said.join()).toContain('"how":"started"');
    expect(await notes(database)).toEqual(["before"]);
    await database.close();
  });

  test("is started again when it dies while it is open, and listeners hear of the gap", async () => {
    const database = await open();
    const heard: string[] = [];
    await database.listen(
      "news",
      (payload) => heard.push(payload),
      () => heard.push("gap"),
    );
    process.kill(serverPid(), "SIGKILL");
    await expect.poll(() => heard, { timeout: 50_000 }).toContain("gap");
    await write(database, "after");
    expect(await notes(database)).toEqual(["after"]);
    await sql`select pg_notify('news', 'again')`.execute(database.kysely);
    await expect.poll(() => heard, patience).toContain("again");
    await database.close();
    expect(serverRuns()).toBe(false);
  });

  test("is made anew when a process was killed while it made it", async () => {
    rmSync(join(dataDir, "pg"), { recursive: true });
    const unfinished = join(dataDir, "pg.new");
    mkdirSync(join(unfinished, "base"), { recursive: true });
    writeFileSync(join(unfinished, "PG_VERSION"), "18\n");
    const database = await open();
    await write(database, "whole");
    await database.close();
    expect(existsSync(unfinished)).toBe(false);
    expect(existsSync(join(dataDir, "pg", "PG_VERSION"))).toBe(true);
  });

  test("is opened by several processes at once, and stopped by the last", async () => {
    const opener = startOpener("theirs");
    const [database] = await Promise.all([open(), firstWord(opener)]);
    await write(database, "ours");
    expect((await notes(database)).sort()).toEqual(["ours", "theirs"]);
    await database.close();
    expect(serverRuns()).toBe(true);
    opener.stdin?.end();
    expect(await ended(opener)).toBe(0);
    expect(serverRuns()).toBe(false);
  });

  test("is stopped when all close at once", async () => {
    const openers = [startOpener("1"), startOpener("2"), startOpener("3")];
    await Promise.all(openers.map(firstWord));
    for (const opener of openers) opener.stdin?.end();
    expect(await Promise.all(openers.map(ended))).toEqual([0, 0, 0]);
    expect(serverRuns()).toBe(false);
  });

  test("lies under a path that is too long for a socket", async () => {
    dataDir = join(dataDir, "a-folder-with-quite-a-long-name".repeat(4));
    mkdirSync(dataDir);
    copyCluster(join(folder, "data", "pg"), join(dataDir, "pg"), serverAccount());
    const database = await open();
    await write(database, "deep");
    await database.close();
  });

  test("of another version is refused with what to do", async () => {
    writeFileSync(join(dataDir, "pg", "PG_VERSION"), "17\n");
    await expect(open()).rejects.toThrow("was made by PostgreSQL 17, and this is 18. Start the Naru that made it");
  });

  test("that does not start says why", async () => {
    rmSync(join(dataDir, "pg", "global", "pg_control"));
    await expect(open()).rejects.toThrow(/did not start.*pg_control/s);
  });

  describe.skipIf(!isRoot)("as root", () => {
    test("runs under an account that is not", async () => {
      const database = await open();
      expect(statSync(join(dataDir, "pg")).uid).not.toBe(0);
      if (process.platform === "linux") expect(statSync(`/proc/${serverPid()}`).uid).not.toBe(0);
      await database.close();
    });

    test.runIf(process.platform === "linux")("works in a folder that is closed to that account", async () => {
      chmodSync(folder, 0o700);
      const opener = startOpener("closed");
      await firstWord(opener);
      opener.kill("SIGKILL");
      await ended(opener);
      const database = await open();
      expect(await notes(database)).toEqual(["closed"]);
      await database.close();
      expect(serverRuns()).toBe(false);
    });

    test("an ordinary user needs no other account", async () => {
      const nobody = 65_534;
      rmSync(dataDir, { recursive: true });
      chmodSync(folder, 0o777);
      const opener = startOpener("mine", { uid: nobody });
      await firstWord(opener);
      expect(statSync(join(dataDir, "pg")).uid).toBe(nobody);
      opener.stdin?.end();
      expect(await ended(opener)).toBe(0);
      expect(serverRuns()).toBe(false);
    });
  });
});

describe.skipIf(findBinaries() === null)("an ephemeral PostgreSQL", patience, () => {
  beforeEach(() => {
    said = [];
    dataDir = join(tmpdir(), "not-used");
  });
  const openEphemeral = (): Promise<OpenDatabase> => openDatabase({ ...settings(), ephemeral: true }, log);

  test("is empty at first and leaves nothing behind", async () => {
    const [one, two] = await Promise.all([openEphemeral(), openEphemeral()]);
    await write(one, "gone soon");
    expect(await notes(two)).toEqual([]);
    expect(one.dataDir).not.toBe(two.dataDir);
    await Promise.all([one.close(), two.close()]);
    for (const { dataDir } of [one, two]) expect(existsSync(dataDir)).toBe(false);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("is dropped when its process is killed", async () => {
    const opener = startOpener("gone soon", { ephemeral: true });
    const folder = await firstWord(opener);
    const pid = serverPid(folder);
    opener.kill("SIGKILL");
    await expect.poll(() => existsSync(folder), { timeout: 50_000, interval: 200 }).toBe(false);
    expect(runs(pid)).toBe(false);
  });
});
